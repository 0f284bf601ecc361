// SPDX-License-Identifier: MIT
/**
 * Shows on a terminal how far a long lookup of host names is, and erases that afterwards.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Start with `{0}`. */
struct progress {
    bool silent; /**< nothing is written, and this stays so */
    bool begun;
    bool on_terminal; /**< stderr is a terminal */
    int64_t start;    /**< milliseconds of the monotonic clock */
    size_t width;     /**< columns that are written on the terminal */
};

/**
 * Writes how far the lookup is, if stderr is a terminal and half a second has passed since the
 * first call. CONTEXT is a struct progress.
 */
void progress_show(void *context, size_t done, size_t count);

/** Erases what was written. The next call of progress_show is again the first one. */
void progress_end(void *context);

#endif
