// SPDX-License-Identifier: MIT
/** A child that writes into a pipe which takes no more. */
#ifndef PIPES_H
#define PIPES_H

#include "unit.h"

#include <poll.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

/** Waits until the pipe behind WRITE_END, which is closed then, is full; CHILD must not end first.
 */
static inline void wait_until_full(int write_end, pid_t child)
{
    struct pollfd pipe = {.fd = write_end, .events = POLLOUT};

    while (poll(&pipe, 1, 0) == 1) {
        assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
        sched_yield();
    }
    close(write_end);
}

#endif
