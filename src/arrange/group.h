// SPDX-License-Identifier: MIT
/**
 * From sockets to groups of them.
 */
#ifndef ARRANGE_GROUP_H
#define ARRANGE_GROUP_H

#include "sock/field_list.h"
#include "sock/group_field.h"

/** What sockets must have in common to be of one group. */
struct grouping {
    struct field_list keys; /**< none: no groups */
    /**
     * What tells groups apart: the keys, but for names that stand for a number, and which are
     * shown as that where there is no name. These are told apart by the number: users without a
     * name are different users.
     */
    struct field_list identity;
    struct field_list offered; /**< columns: keys, numbers behind them, those of group_table */
};

void grouping_free(struct grouping *grouping);

/**
 * Adds the keys that LIST names, with commas between, and what they offer. False, with a
 * message in *ERROR, when one does not exist.
 */
bool grouping_parse(struct grouping *grouping, const char *list, struct user_error *error);

/** Returns all that must be joined before sockets can be grouped (enum need). */
unsigned grouping_needs(const struct grouping *grouping);

/**
 * Returns true if the ports in use on the way to a peer are a question: its port is a key, ours
 * not.
 */
bool grouping_counts_ports(const struct grouping *grouping);

/**
 * Makes one row a group of TABLE, which then has these rows, and fills FACTS->groups. NEEDS says
 * what is counted. A socket held by several processes counts once for each of them that the keys
 * tell apart. With NEED_TALLY and the protocol as the only key, one that was asked for has a
 * group though it has no sockets.
 */
void group_sockets(const struct grouping *grouping, unsigned needs, struct sock_table *table,
                   struct facts *facts);

#endif
