// SPDX-License-Identifier: MIT
/**
 * Groups sockets by the values of fields.
 */
#ifndef ARRANGE_GROUP_H
#define ARRANGE_GROUP_H

#include "sock/field_list.h"
#include "sock/group_field.h"

/** The keys of groups. */
struct grouping {
    struct field_list keys; /**< empty: no groups */
    /**
     * The fields that identify a group: the keys, except that a name that falls back to its number
     * is replaced by the number. So users without a name are different users.
     */
    struct field_list identity;
    struct field_list offered;    /**< columns: keys, their numbers, and fields of group_table */
    struct field_list aggregates; /**< fields to compute; see grouping_choose */
};

void grouping_free(struct grouping *grouping);

/**
 * Adds the keys in LIST, separated by commas, and the columns that they offer. Returns false, with
 * a message in *ERROR, if a key does not exist.
 */
bool grouping_parse(struct grouping *grouping, const char *list, struct user_error *error);

/** Has those of FIELDS computed that are aggregates: columns or sort keys. */
void grouping_choose(struct grouping *grouping, const struct field_list *fields);

/** Returns the needs of grouping (enum need). */
unsigned grouping_needs(const struct grouping *grouping);

/**
 * Returns true if ephemeral ports in use are counted: a port of the peer is a key, the local port
 * is not.
 */
bool grouping_counts_ports(const struct grouping *grouping);

/**
 * Replaces the rows of TABLE by one row per group, and fills FACTS->groups. NEEDS selects what is
 * counted beside GROUPING->aggregates, which must live as long as FACTS. A socket held by several
 * processes counts once for each of them that the keys distinguish. With NEED_TALLY and the
 * protocol as the only key, each requested protocol has a group, even without sockets.
 */
void group_sockets(const struct grouping *grouping, unsigned needs, struct sock_table *table,
                   struct facts *facts);

/**
 * The same. The rows from number FIRST_ENDED on are connections that have ended: only the rates of
 * these count, in the groups that they were in. A group without any other row has 0 sockets.
 */
void group_with_ended(const struct grouping *grouping, unsigned needs, struct sock_table *table,
                      size_t first_ended, struct facts *facts);

#endif
