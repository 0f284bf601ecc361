// SPDX-License-Identifier: MIT
/**
 * The release of the kernel, for what it does not report otherwise.
 */
#ifndef OS_KERNEL_RELEASE_H
#define OS_KERNEL_RELEASE_H

#include <linux/version.h>
#include <stdint.h>

/** Returned for text that does not begin with a number: lower than every release. */
#define KERNEL_RELEASE_UNKNOWN 0

/**
 * Returns a RELEASE as uname(2) has it ("6.1.0-42-amd64") as a number, to compare with
 * KERNEL_VERSION(6, 1, 0); the third number and what follows do not count. KERNEL_RELEASE_UNKNOWN
 * if it does not begin with a number. Pure.
 */
uint32_t kernel_release_number(const char *release);

/** Returns the number of the running kernel. */
uint32_t kernel_release(void);

#endif
