// SPDX-License-Identifier: MIT
/**
 * The order in which the rows are shown.
 */
#ifndef ARRANGE_ORDER_H
#define ARRANGE_ORDER_H

#include "sock/field_list.h"

/** Sort keys, the most significant first. Start with `struct sorting sorting = {0}`. */
struct sorting {
    struct field_list keys;
    uint64_t descending; /**< bit N: key number N is descending */
    bool as_collected;   /**< --sort=none: no order */
};

void sorting_free(struct sorting *sorting);

/** Adds a key unless it is in the list or there are 64 keys. */
void sorting_add(struct sorting *sorting, const struct field *field, bool descending);

/**
 * Adds the keys in LIST: "none", or keys of fields OFFERED, separated by commas, each with a minus
 * before it for descending order. Returns false, with a message in *ERROR, if one is wrong.
 */
bool sorting_parse(struct sorting *sorting, const struct field_list *offered, const char *list,
                   struct user_error *error);

/** Returns the needs of sorting (enum need). */
unsigned sorting_needs(const struct sorting *sorting);

/**
 * Sorts by the keys; absent values come last in either direction. Rows with equal keys are in the
 * default order (sock_order_key). Fills TABLE->order, which does not depend on the order of
 * collection except with --sort=none.
 */
void order(struct sock_table *table, const struct facts *facts, const struct sorting *sorting);

#endif
