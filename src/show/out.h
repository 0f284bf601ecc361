// SPDX-License-Identifier: MIT
/**
 * Buffered output to a descriptor, in large writes; keeps the first error.
 */
#ifndef SHOW_OUT_H
#define SHOW_OUT_H

#include "base/strbuf.h"

struct out {
    int fd;
    int error;             /**< negative errno of the first write that failed, or 0 */
    bool interruptible;    /**< do not wait for ever: see out_interrupt */
    int interrupt_fd;      /**< if so: readable when the program is to end */
    struct strbuf pending; /**< append to this, then call out_row */
};

/**
 * Lets OUT wait for room in a pipe until FD is readable, and for OUT_LAST_WAIT milliseconds then.
 * If there still is none, nothing more is written, and the error is -EINTR.
 */
void out_interrupt(struct out *out, int fd);

#define OUT_LAST_WAIT 1000

/** Writes the pending bytes at once. */
void out_flush(struct out *out);

/** Writes BYTES at once; none may be pending. */
void out_bytes(struct out *out, struct text bytes);

/** Marks the end of a row; writes the pending bytes once there are many. */
void out_row(struct out *out);

/** Writes the pending bytes and frees the buffer. Returns 0 or the first error. */
int out_finish(struct out *out);

#endif
