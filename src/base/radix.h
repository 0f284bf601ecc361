// SPDX-License-Identifier: MIT
/**
 * Sorting by integers without comparing them: a pass for each byte in which they differ, so the
 * time grows with the number of items and no faster.
 */
#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

/** Packed: a quarter less memory to go through. */
struct __attribute__((packed, aligned(4))) radix_item {
    uint64_t key;
    uint32_t index; /**< of what the key belongs to */
};

/** Sorts COUNT items by rising key, equal ones staying in order. SPARE is room for as many. */
void radix_sort(struct radix_item *items, struct radix_item *spare, size_t count);

#endif
