// SPDX-License-Identifier: MIT
/**
 * The capabilities of this program (capabilities(7)).
 */
#ifndef OS_CAPABILITY_H
#define OS_CAPABILITY_H

#include <linux/capability.h>
#include <stdint.h>

/** The bit of a capability in a set. */
#define CAPABILITY(number) ((uint64_t)1 << (number))

/** Returns the effective set; empty when it cannot be read. */
uint64_t capability_effective(void);

#endif
