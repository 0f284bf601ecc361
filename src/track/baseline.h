// SPDX-License-Identifier: MIT
/**
 * Makes baselines from sockets, and compares baselines. Pure.
 */
#ifndef TRACK_BASELINE_H
#define TRACK_BASELINE_H

#include "sock/difference.h"
#include "sock/facts.h"

/** Protocols whose sockets a baseline can contain. */
proto_set baseline_protos(void);

/**
 * Adds the sockets of TABLE, of which autobound ports, users, devices and processes are joined in
 * FACTS; sorts the rows. The protocols must be in baseline_protos. Leaves out connections that no
 * process holds: they are about to begin or to end.
 *
 * The identity is the protocol, the addresses, the ports, v6only, the device and the name of the
 * network namespace. A port that the kernel chose is no part of it. Of a socket with a peer whose
 * local port is fixed, the port of the peer is not: it is chosen by the peer.
 */
void baseline_take(struct baseline *baseline, const struct sock_table *table,
                   const struct facts *facts);

/**
 * Removes the rows of two sorted baselines that do not match. *_MATCHES tell which rows match; they
 * are changed. All rows of an endpoint are kept if one matches, before or after: so a filter for a
 * program finds what it replaced. Of rows with a port that the kernel chose, only those that match.
 */
void baseline_narrow(struct baseline *before, bool *before_matches, struct baseline *after,
                     bool *after_matches);

/**
 * Removes the rows of network namespaces of which KEEPS returns false for their name, empty if they
 * have none. Rows that were not read from a chosen one stay. Returns how many were removed.
 */
size_t baseline_keep_netns(struct baseline *baseline,
                           bool (*keeps)(const void *context, struct text name),
                           const void *context);

/**
 * Finds the differences between two sorted baselines, which must exist as long as *RET_DIFFERENCES.
 *
 * Users are compared, and sets of names of processes. Names are not compared where a process is
 * hidden before or after. If only one baseline has all processes, names that only it has may be
 * hidden in the other one, and make no difference. Sockets on ports that the kernel chose are told
 * apart by their user and names, so they are opened or closed, never replaced.
 */
void baseline_compare(const struct baseline *before, const struct baseline *after,
                      struct differences *ret_differences);

#endif
