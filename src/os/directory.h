// SPDX-License-Identifier: MIT
/**
 * Reading directories whose entries are numbers, such as those of a procfs.
 */
#ifndef OS_DIRECTORY_H
#define OS_DIRECTORY_H

#include <stdint.h>

/** A directory entry with a numeric name. */
struct number {
    const char *name;
    uint32_t value; /**< value of the name */
};

/** Called for one entry of DIRECTORY, an open descriptor. */
typedef void directory_visitor(void *context, int directory, const struct number *number);

/**
 * Visits the entries of DIRECTORY whose names are numbers below 2^31, in directory order. Returns 0
 * or the negative errno of reading it.
 */
int directory_numbers(int directory, directory_visitor *visit, void *context);

#endif
