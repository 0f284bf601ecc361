// SPDX-License-Identifier: MIT
/**
 * Reads sockets from the kernel into records. Chooses the source for each protocol.
 */
#ifndef COLLECT_COLLECT_H
#define COLLECT_COLLECT_H

#include "collect/visit.h"
#include "sock/facts.h"
#include "sock/request.h"
#include "sock/sink.h"

/** The sources: netlink sockets, BPF programs, files. They are opened when they are first needed.
 */
struct collector;

/**
 * Creates a collector; opens nothing yet. REPEATS: netlink sockets stay open from one collect() to
 * the next; otherwise each is closed after its dump. VISIT: what other places are read from; NULL:
 * none. Never returns NULL; free it with collector_close.
 */
struct collector *collector_open(bool repeats, struct visit *visit);

void collector_close(struct collector *collector);

/**
 * Returns where netlink sockets of place NUMBER come from; NULL: it cannot be entered. Borrowed.
 */
struct netlink_supply *collector_netlink(struct collector *collector, size_t number);

/**
 * Adds to SINK the sockets that REQUEST selects, of all places of FACTS. Sets the source of each
 * protocol in each place. Adds warnings to FACTS for a change of source, rows that may be missing
 * and tables that could not be read; the latter two mark it as incomplete. Duplicates are dropped
 * and counted.
 */
void collect(struct collector *collector, const struct request *request, struct row_sink *sink,
             struct facts *facts);

/**
 * Opens netlink sockets for any number of collect() from now on: they stay, and no other is opened.
 * Only for a collector that repeats.
 */
void collector_settle(struct collector *collector);

/**
 * Returns how many sockets of PROTOS the kernel counts in our own network namespace: of those that
 * protocol_counts_has, such as Unix sockets.
 */
uint64_t collector_count(struct collector *collector, proto_set protos);

/** Says that another thread works while the next collect() does, and needs a processor. */
void collector_expect_thread(struct collector *collector);

/**
 * Opens everything that collecting REQUEST may read, including the sources used after errors: then
 * the next collect() opens no file, no socket and loads no BPF program. Never fails; errors of
 * opening are reported by collect().
 */
void collector_prepare(struct collector *collector, const struct request *request);

#endif
