// SPDX-License-Identifier: MIT
/**
 * Puts the transitions of TCP sockets together: who opened a connection and when, which listener
 * accepted it, who closed it, how it ended. Pure.
 *
 * A transition has a process only where a process caused it. So the process of a connection is the
 * one that called connect(2); for a connection that a listener accepted, the one that called
 * listen(2), and at the end the one that closed it.
 */
#ifndef TRACK_CONNECTIONS_H
#define TRACK_CONNECTIONS_H

#include "sock/event.h"
#include "sock/transition.h"

/** A connection or a listener between its first and its last transition. */
struct connection {
    uint64_t cookie; /**< of the socket; of the whole host, so no namespace is needed */
    uint64_t start;  /**< nanoseconds of CLOCK_BOOTTIME; 0: before the trace */
    uint32_t next;   /**< index + 1 of the next in the same bucket or free list; 0: the last */
    uint32_t seen;   /**< number of the last scan that listed it, or before which it began */
    bool opened;     /**< connect(2) opened it */
    bool reported;   /**< its start was reported */
    struct actor actor;
};

/** A listener, and the process that accepted connections have until one closes them. */
struct listening {
    struct sock sock;
    uint32_t netns; /**< inode of the network namespace */
    uint32_t seen;  /**< as in struct connection */
    bool traced;    /**< `process` called listen(2); otherwise it is one that holds the listener */
    struct acting_process process;
};

/** Start with `{0}`; free with connections_free. */
struct connections {
    struct connection *items;
    size_t count, capacity; /**< of items, the free ones included */
    uint32_t free;          /**< index + 1 of the first free one; 0: none */
    uint32_t *buckets;      /**< index + 1 of the first connection in each */
    size_t bucket_count;    /**< 0 or a power of two */
    struct listening *listeners;
    size_t listener_count, listener_capacity;
    uint32_t scan;     /**< number of the scan that is taken, or was last */
    uint32_t doubtful; /**< scans until what they did not list is forgotten; 0: not at all */
};

void connections_free(struct connections *connections);

/**
 * Takes TRANSITION. Returns the number of observations that follow from it: none, the start or the
 * end of a socket, or both if the attempt to connect failed. NOW: a moment by both clocks.
 */
size_t connections_take(struct connections *connections, const struct transition *transition,
                        const struct moment *now, struct observation ret_observations[2]);

/**
 * Begins a scan. A scan tells of listeners that are older than the trace, and after a loss of
 * transitions, what exists no more.
 */
void connections_begin_scan(struct connections *connections);

/** The scan lists SOCK, a TCP socket with a cookie. */
void connections_see(struct connections *connections, const struct sock *sock);

/** The scan lists a listener that PROCESS holds. A transition about it takes precedence. */
void connections_see_listener(struct connections *connections, const struct sock *sock,
                              uint32_t netns, const struct acting_process *process);

/**
 * Ends the scan, which was WHOLE or not. LOST: transitions were lost since the last scan, so what
 * the next two whole scans do not list is forgotten: its end may be among them.
 */
void connections_end_scan(struct connections *connections, bool whole, bool lost);

#endif
