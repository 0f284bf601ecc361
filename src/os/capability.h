// SPDX-License-Identifier: MIT
/**
 * The capabilities of the sockstat process (capabilities(7)).
 */
#ifndef OS_CAPABILITY_H
#define OS_CAPABILITY_H

#include <linux/capability.h>
#include <stdint.h>

/** The bit of a capability in a set. */
#define CAPABILITY(number) ((uint64_t)1 << (number))

/** Sets of capabilities, as bits of CAPABILITY. */
struct capabilities {
    uint64_t permitted, effective;
};

/** Reads the sets of this thread. Returns 0, or a negative errno. */
int capability_read(struct capabilities *ret_held);

/**
 * Replaces the sets of this thread and empties the inheritable set. Returns 0, or a negative
 * errno: -EPERM if a capability is not permitted now.
 */
int capability_write(const struct capabilities *kept);

#endif
