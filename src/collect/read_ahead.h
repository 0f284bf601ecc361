// SPDX-License-Identifier: MIT
/**
 * Receives datagrams in a thread of its own while the caller works on those that came before. A
 * dump keeps the kernel as busy as us, and it works only while somebody receives.
 */
#ifndef COLLECT_READ_AHEAD_H
#define COLLECT_READ_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Where datagrams come from; both functions are called in the thread. */
struct datagram_source {
    /** Receives one into BUFFER: its length, or a negative errno. */
    ssize_t (*receive)(void *context, void *buffer, size_t size);
    /** True when none will come behind this one. */
    bool (*is_last)(const char *datagram, size_t length);
    void *context;
};

struct read_ahead;

/** Starts the thread; NULL when it cannot be had. Release with read_ahead_stop. */
struct read_ahead *read_ahead_start(const struct datagram_source *source);

/**
 * Waits for the next datagram: its length, or the negative errno of receiving it, behind which
 * nothing comes. *RET_DATAGRAM is valid until the next call.
 */
ssize_t read_ahead_next(struct read_ahead *ahead, const char **ret_datagram);

/** Ends the thread, once what it receives at the moment is there. NULL is nothing. */
void read_ahead_stop(struct read_ahead *ahead);

#endif
