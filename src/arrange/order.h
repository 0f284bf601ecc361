// SPDX-License-Identifier: MIT
/**
 * In what order the rows are shown.
 */
#ifndef ARRANGE_ORDER_H
#define ARRANGE_ORDER_H

#include "sock/field_list.h"

/** What is compared first, second, and so on. Start with `struct sorting sorting = {0}`. */
struct sorting {
    struct field_list keys;
    uint64_t descending; /**< bit N: key number N */
    bool as_collected;   /**< --sort=none: no order */
};

void sorting_free(struct sorting *sorting);

/** Adds a key, unless it is there already or there are 64. */
void sorting_add(struct sorting *sorting, const struct field *field, bool descending);

/**
 * Adds the keys that LIST names: "none", or keys of fields OFFERED with commas between, each with
 * a minus before it when the largest comes first. False, with a message in *ERROR, when one is
 * wrong.
 */
bool sorting_parse(struct sorting *sorting, const struct field_list *offered, const char *list,
                   struct user_error *error);

/** Returns all that must be joined before rows can be sorted (enum need). */
unsigned sorting_needs(const struct sorting *sorting);

/**
 * Sorts by the keys; absent values come last, whichever way. What the keys leave open goes by
 * the default order (sock_order_key). Fills TABLE->order, which depends on the rows, but not on
 * the order in which they were collected, unless that is asked for.
 */
void order(struct sock_table *table, const struct facts *facts, const struct sorting *sorting);

#endif
