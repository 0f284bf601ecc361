// SPDX-License-Identifier: MIT
/**
 * The items of a test with many of them, so that a value is looked up among all at once: the time
 * for each socket does not depend on their number.
 */
#ifndef FILTER_ITEM_SET_H
#define FILTER_ITEM_SET_H

#include "filter/tree.h"

/** Fewer items are compared one after the other. */
#define ITEM_SET_LEAST 16

struct item_set;

/** Returns the set of COUNT items that none of the functions below leaves out. */
struct item_set *item_set_new(const struct item *items, size_t count);

/** Frees the set; NULL is allowed. */
void item_set_free(struct item_set *set);

/** Returns true if a set can have the item; comparisons with the others are more complex. */
bool item_set_takes(const struct item *item);

/** Returns true if a range of the set has NUMBER. */
bool item_set_has_number(const struct item_set *set, uint64_t number);

/** Returns true if TEXT is in the set. */
bool item_set_has_text(const struct item_set *set, struct text text);

/** Returns true if the set has a prefix of the address of END, and its port if it has one. */
bool item_set_has_end(const struct item_set *set, const struct value_end *end);

#endif
