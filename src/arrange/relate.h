// SPDX-License-Identifier: MIT
/**
 * The order of --explain: sockets that belong together are next to each other, and the groups with
 * the most severe findings come first.
 */
#ifndef ARRANGE_RELATE_H
#define ARRANGE_RELATE_H

#include "sock/facts.h"
#include "sock/table.h"

/**
 * Reorders TABLE, which is ordered. A listener belongs with its connections, and the two ends of a
 * connection belong together. Groups are ordered by their most severe finding, then as before;
 * within a group, listeners come first, then the most severe finding.
 */
void relate(struct sock_table *table, const struct facts *facts);

#endif
