// SPDX-License-Identifier: MIT
/**
 * The order of numbers, for qsort(3).
 */
#ifndef BASE_COMPARE_H
#define BASE_COMPARE_H

#include <stdint.h>

/** Returns -1, 0 or 1. */
static inline int compare_numbers(uint64_t one, uint64_t other)
{
    return (one > other) - (one < other);
}

#endif
