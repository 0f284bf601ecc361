// SPDX-License-Identifier: MIT
/**
 * Waiting between snapshots, by the monotonic clock. Waiting until no socket matches also ends when
 * the kernel reports the end of the last one that matched.
 */
#ifndef WAIT_H
#define WAIT_H

#include "cli/options.h"
#include "os/netlink.h"
#include "track/remaining.h"

/** Free with waiting_free. */
struct waiting {
    const struct patience *patience;
    int64_t start;              /**< milliseconds of CLOCK_MONOTONIC */
    int64_t look;               /**< when the current try began */
    bool announced;             /**< the condition was printed */
    struct netlink *ends;       /**< reports ends of sockets; NULL: not available or not needed */
    struct remaining remaining; /**< of the sockets that matched in the last try */
};

/** Starts the clock; begins to receive what ends waiting for what OPTIONS select. */
struct waiting wait_begin(const struct options *options);

void waiting_free(struct waiting *waiting);

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

/**
 * Sleeps for MILLISECONDS; less if all of ROWS, which matched, have ended, but so long that tries
 * take no more than one part in LOOK_SHARE of the time. Only with waiting.ends.
 */
void wait_for_ends(struct waiting *waiting, int64_t milliseconds, const struct sock_table *rows);

/** Looks at the sockets take at most one part in so many of the time. */
#define LOOK_SHARE 10

/**
 * Returns the milliseconds from one look to the next: WANTED, or if it is more LOOK_SHARE times
 * TOOK, the milliseconds that a look takes.
 */
int64_t wait_interval(uint64_t wanted, int64_t took);

#endif
