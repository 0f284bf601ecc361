// SPDX-License-Identifier: MIT
/**
 * Radix sort by integers: one pass for each byte in which the keys differ, so the time is linear in
 * the number of items.
 */
#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

/** Packed: this saves a quarter of the memory that the passes read. */
struct __attribute__((packed, aligned(4))) radix_item {
    uint64_t key;
    uint32_t index; /**< of the element that the key belongs to */
};

/**
 * Sorts COUNT items in ascending order of their keys; the sort is stable. SPARE has room for COUNT
 * items.
 */
void radix_sort(struct radix_item *items, struct radix_item *spare, size_t count);

#endif
