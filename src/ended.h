// SPDX-License-Identifier: MIT
/**
 * Connections that end between two looks of --rates: what the kernel reports of them, which of them
 * match, in which groups they count, and what is said of the others.
 */
#ifndef ENDED_H
#define ENDED_H

#include "session.h"

/** Begins to compare looks: creates SESSION->rates, and SESSION->ends if the kernel reports ends.
 */
void ended_listen(struct session *session);

/** Returns the descriptor that is readable when connections have ended; negative: there is none. */
int ended_descriptor(const struct session *session);

/** Takes note of the connections that have ended up to now. */
void ended_hear(struct session *session);

/**
 * The same, after TABLE was read. Waits a moment for reports of connections that it lacks: a worker
 * of the kernel sends them (net/core/sock_diag.c, sock_diag_broadcast_destroy_work).
 */
void ended_await(struct session *session, const struct sock_table *table);

/** Returns true if a look needs more of connections than their counters, should they end. */
bool ended_need_details(const struct options *options);

/**
 * Finds the processes of the connections of LOOK, the first one, if a filter or groups will need
 * them after the connections have ended.
 */
void ended_find_owners(struct session *session, struct snapshot *look);

/**
 * Moves those of ENDED that match, and whose group is known, to SNAPSHOT->ended. Warns of what
 * others carried. The rows of SNAPSHOT were selected.
 */
void ended_select(struct session *session, struct rate_ended *ended, struct snapshot *snapshot);

/**
 * Joins what groups need with SNAPSHOT->ended, and keeps the processes of the connections
 * for the next look. The rows of SNAPSHOT are complete.
 */
void ended_complete(struct session *session, struct snapshot *snapshot);

/** Groups the rows of SNAPSHOT, and adds the rates of those that ended. */
void ended_group(const struct options *options, struct snapshot *snapshot);

#endif
