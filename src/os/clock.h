// SPDX-License-Identifier: MIT
/**
 * Clocks that are not changed when the time is set.
 */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include <stdint.h>
#include <time.h>

/** Returns the milliseconds of CLOCK_MONOTONIC, which is not changed when the time is set. */
static inline int64_t clock_milliseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/** Returns the microseconds of CLOCK_MONOTONIC. */
static inline uint64_t clock_microseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

/** Returns the nanoseconds of CLOCK_BOOTTIME, which also counts while the machine sleeps. */
static inline uint64_t clock_boot_nanoseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_BOOTTIME, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

#endif
