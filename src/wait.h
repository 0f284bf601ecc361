// SPDX-License-Identifier: MIT
/**
 * Waiting between snapshots, by the monotonic clock.
 */
#ifndef WAIT_H
#define WAIT_H

#include "cli/options.h"

struct waiting {
    const struct patience *patience;
    int64_t start;  /**< milliseconds of CLOCK_MONOTONIC */
    bool announced; /**< the condition was printed */
};

/** Starts the clock. */
struct waiting wait_begin(const struct patience *patience);

/**
 * Returns true if the condition holds for COUNT matching rows, or if there is none. UNDECIDED rows
 * may match as well, so waiting for no match continues while there are any.
 */
bool wait_is_over(const struct waiting *waiting, size_t count, size_t undecided);

/**
 * Returns the milliseconds until the next try: patience.pause, or a third of a second, and one
 * second after the first ten seconds; negative if the time is up. The first call prints the
 * condition on a terminal.
 */
int64_t wait_pause(struct waiting *waiting);

/** Looks at the sockets take at most one part in so many of the time. */
#define LOOK_SHARE 10

/**
 * Returns the milliseconds from one look to the next: WANTED, or if it is more LOOK_SHARE times
 * TOOK, the milliseconds that a look takes.
 */
int64_t wait_interval(uint64_t wanted, int64_t took);

#endif
