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

/** From here on nothing can be opened; RET_BEFORE is for descriptors_return. */
static inline void descriptors_take(struct rlimit *ret_before)
{
    assert_int_equal(getrlimit(RLIMIT_NOFILE, ret_before), 0);
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = ret_before->rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
}

/** From here on only COUNT descriptors can be opened. */
static inline void descriptors_limit(rlim_t count, struct rlimit *ret_before)
{
    int next = dup(STDERR_FILENO);

    close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, ret_before), 0);
    const struct rlimit few = {.rlim_cur = (rlim_t)next + count, .rlim_max = ret_before->rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
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
