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
    struct strbuf pending; /**< append to this, then call out_row */
};

/** Writes the pending bytes at once. */
void out_flush(struct out *out);

/** Writes BYTES at once; none may be pending. */
void out_bytes(struct out *out, struct text bytes);

/** Marks the end of a row; writes the pending bytes once there are many. */
void out_row(struct out *out);

/** Writes the pending bytes and frees the buffer. Returns 0 or the first error. */
int out_finish(struct out *out);

#endif
