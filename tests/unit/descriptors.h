// SPDX-License-Identifier: MIT
/**
 * A time without descriptors: whatever opens something then fails with EMFILE.
 */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include "unit.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

/** From here on descriptors from number END on cannot be opened. */
static inline void descriptors_end_at(rlim_t end, struct rlimit *ret_before)
{
    assert_int_equal(getrlimit(RLIMIT_NOFILE, ret_before), 0);
    const struct rlimit limit = {.rlim_cur = end, .rlim_max = ret_before->rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/** From here on nothing can be opened; RET_BEFORE is for descriptors_return. */
static inline void descriptors_take(struct rlimit *ret_before)
{
    descriptors_end_at(0, ret_before);
}

/** From here on only COUNT descriptors can be opened. */
static inline void descriptors_limit(rlim_t count, struct rlimit *ret_before)
{
    int next = dup(STDERR_FILENO);

    close(next);
    descriptors_end_at((rlim_t)next + count, ret_before);
}

/** Returns the number of open descriptors, of the first 1024. */
static inline int descriptors_open(void)
{
    int count = 0;

    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) != -1;
    return count;
}

static inline void descriptors_return(const struct rlimit *before)
{
    assert_int_equal(setrlimit(RLIMIT_NOFILE, before), 0);
}

#endif
