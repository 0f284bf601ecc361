// SPDX-License-Identifier: MIT
/**
 * Writes baselines, and the differences between two of them.
 */
#ifndef SHOW_BASELINE_H
#define SHOW_BASELINE_H

#include "show/format.h"
#include "sock/difference.h"

#include <stdbool.h>

/**
 * Writes the file of a baseline to FD: JSON Lines, which track/baseline_read.h reads. COMPLETE:
 * all sockets were read. Returns 0 or a negative errno.
 */
int show_baseline(const struct baseline *baseline, bool complete, int fd);

/** The result of a comparison. */
struct baseline_comparison {
    const struct baseline *before, *after;
    struct differences differences;
    char *const *warnings; /**< borrowed */
    size_t warning_count;
    bool complete;
};

/** Returns true if differences can be written in FORMAT. */
bool show_can_compare(enum format format);

/**
 * Writes the differences to FD: a table, with a heading if HEADER, or JSON. Returns 0 or a negative
 * errno.
 */
int show_comparison(const struct baseline_comparison *comparison, enum format format, bool header,
                    int fd);

/** The JSON Schema of the differences, from show/difference.json. */
extern const char show_difference_schema[];

#endif
