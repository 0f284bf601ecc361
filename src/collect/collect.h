// SPDX-License-Identifier: MIT
/**
 * Kernel to records. Chooses the source for each protocol.
 */
#ifndef COLLECT_COLLECT_H
#define COLLECT_COLLECT_H

#include "sock/facts.h"
#include "sock/request.h"
#include "sock/sink.h"

/** The sources: netlink sockets, BPF programs, files. They are opened when they are first needed.
 */
struct collector;

/**
 * Opens nothing yet. REPEATS: sockets stay open from one collect() to the next; otherwise each is
 * closed after its dump. Never NULL; free it with collector_close.
 */
struct collector *collector_open(bool repeats);

void collector_close(struct collector *collector);

/**
 * Adds to SINK the sockets that REQUEST asks for. Which source served each protocol goes
 * into FACTS->sources; a change of source, rows that may be missing and tables that could not be
 * read are warnings there, and the latter two make it incomplete. Duplicates are dropped and
 * counted.
 */
void collect(struct collector *collector, const struct request *request, struct row_sink *sink,
             struct facts *facts);

/** Returns true if a source of PROTO is among those of CHOICE. */
bool collect_lists(enum source_choice choice, enum proto proto);

/**
 * Opens all that collecting what REQUEST asks for may read, with what takes its place after errors:
 * then the next collect() opens no file, makes no socket and loads no program. Never fails; what
 * cannot be opened is reported when it is needed.
 */
void collector_prepare(struct collector *collector, const struct request *request);

#endif
