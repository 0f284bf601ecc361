// SPDX-License-Identifier: MIT
/**
 * A moment, by two clocks: the time of the day, which can be set, and one that only goes forward.
 */
#ifndef SOCK_MOMENT_H
#define SOCK_MOMENT_H

#include <stdint.h>
#include <time.h>

struct moment {
    struct timespec utc; /**< CLOCK_REALTIME */
    uint64_t boot_us;    /**< CLOCK_BOOTTIME in microseconds: for durations */
};

/** Returns the present. */
static inline struct moment moment_now(void)
{
    struct moment now;
    struct timespec boot;

    clock_gettime(CLOCK_REALTIME, &now.utc);
    clock_gettime(CLOCK_BOOTTIME, &boot);
    now.boot_us = (uint64_t)boot.tv_sec * 1000000 + (uint64_t)boot.tv_nsec / 1000;
    return now;
}

/** Returns the microseconds from EARLIER to LATER; 0 if they are in the other order. */
static inline uint64_t moment_distance(const struct moment *earlier, const struct moment *later)
{
    return later->boot_us > earlier->boot_us ? later->boot_us - earlier->boot_us : 0;
}

#endif
