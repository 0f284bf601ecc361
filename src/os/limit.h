// SPDX-License-Identifier: MIT
/**
 * Limits of this process (getrlimit(2)).
 */
#ifndef OS_LIMIT_H
#define OS_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

/** Returns how many descriptors may be open: the soft limit; SIZE_MAX if it is not known. */
size_t limit_descriptors(void);

/** Raises the soft limit to the hard limit. Returns the new soft limit, as limit_descriptors. */
size_t limit_raise_descriptors(void);

/**
 * Returns true if descriptors are left for other purposes where FD is the last one, of LIMIT: 64,
 * or a quarter of a limit that is low.
 */
bool limit_leaves_spare(size_t limit, int fd);

#endif
