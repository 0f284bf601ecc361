// SPDX-License-Identifier: MIT
/**
 * Bytes on their way to a descriptor: collected, written in large pieces, and every failure kept.
 */
#ifndef SHOW_OUT_H
#define SHOW_OUT_H

#include "base/strbuf.h"

struct out {
    int fd;
    int error;             /**< negative errno of the first write that failed, or 0 */
    struct strbuf pending; /**< append here, then call out_row */
};

/** Declares that a row is complete: writes what is pending once that is much. */
void out_row(struct out *out);

/** Writes what is pending and releases it. 0, or the first error of all. */
int out_finish(struct out *out);

#endif
