// SPDX-License-Identifier: MIT
#include "os/limit.h"

#include <stdint.h>
#include <sys/resource.h>

/** Descriptors that are left free. */
#define SPARE 64

static size_t to_size(rlim_t limit)
{
    return limit > SIZE_MAX ? SIZE_MAX : (size_t)limit; // RLIM_INFINITY is the largest
}

size_t limit_descriptors(void)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? to_size(limit.rlim_cur) : SIZE_MAX;
}

size_t limit_raise_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return SIZE_MAX;
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
        return to_size(before);
    return to_size(limit.rlim_cur);
}

bool limit_leaves_spare(size_t limit, int fd)
{
    size_t spare = limit / 4 < SPARE ? limit / 4 : SPARE;

    return (size_t)fd + spare < limit;
}
