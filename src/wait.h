// SPDX-License-Identifier: MIT
/**
 * Waiting between tries, by the monotonic clock.
 */
#ifndef WAIT_H
#define WAIT_H

#include "cli/options.h"

struct waiting {
    const struct patience *patience;
    int64_t start;  /**< milliseconds of CLOCK_MONOTONIC */
    bool announced; /**< what is waited for was said */
};

/** Starts to count. */
struct waiting wait_begin(const struct patience *patience);

/**
 * Returns true if COUNT rows that match are what was waited for, or nothing is waited for.
 * UNDECIDED rows may match as well: with them, waiting for none is not over.
 */
bool wait_is_over(const struct waiting *waiting, size_t count, size_t undecided);

/**
 * Sleeps until the next try: a third of a second, and a second after the first ten seconds. The
 * first time, says on a terminal what is waited for. Returns false if the time is up.
 */
bool wait_pause(struct waiting *waiting);

#endif
