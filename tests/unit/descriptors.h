// SPDX-License-Identifier: MIT
/**
 * A time without descriptors: whatever opens something then fails with EMFILE.
 */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include "unit.h"

#include <sys/resource.h>

/** From here on nothing can be opened; RET_BEFORE is for descriptors_return. */
static inline void descriptors_take(struct rlimit *ret_before)
{
    assert_int_equal(getrlimit(RLIMIT_NOFILE, ret_before), 0);
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = ret_before->rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
}

static inline void descriptors_return(const struct rlimit *before)
{
    assert_int_equal(setrlimit(RLIMIT_NOFILE, before), 0);
}

#endif
