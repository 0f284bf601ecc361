// SPDX-License-Identifier: MIT
/**
 * The sockets of a look that have not ended since, as far as the kernel reports their ends. Pure.
 */
#ifndef TRACK_REMAINING_H
#define TRACK_REMAINING_H

#include "base/idmap.h"
#include "sock/table.h"

/** Start with `{0}`; free with remaining_free. */
struct remaining {
    struct idmap cookies; /**< of the sockets of the look */
    struct idmap ended;   /**< of those that have ended */
    bool unreported;      /**< the end of one of them is not reported */
};

void remaining_free(struct remaining *remaining);

/**
 * Begins with the rows of a look. Only the ends of TCP and UDP sockets of our own network namespace
 * are reported, by their cookie; the end of TIME-WAIT is none.
 */
void remaining_begin(struct remaining *remaining, const struct sock_table *rows);

/** Notes that SOCK has ended. */
void remaining_end(struct remaining *remaining, const struct sock *sock);

/** Returns true if there was a socket, and each of them has ended. */
bool remaining_is_none(const struct remaining *remaining);

#endif
