// SPDX-License-Identifier: MIT
/**
 * Receives pieces of a long reply in a thread of its own while the caller processes earlier ones.
 * The kernel produces a netlink reply only while a process receives it, so both work in parallel. A
 * short reply is received without a thread. Several long replies are received at the same time: the
 * first one in the thread of the caller, while there are no pieces of the others, which have a
 * thread each.
 */
#ifndef OS_READ_AHEAD_H
#define OS_READ_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Maximum size of a piece, in bytes. */
#define READ_AHEAD_SIZE 65536

/** The source of pieces; both functions may be called in the thread. */
struct read_source {
    /** Receives a piece into BUFFER; returns its length or a negative errno. */
    ssize_t (*receive)(void *context, void *buffer, size_t size);
    /** Returns true if no piece follows this one. */
    bool (*is_last)(const char *piece, size_t length);
    void *context;
    /** Pieces may contain secrets: they are overwritten when they are no longer valid, and core
     * files do not have them. */
    bool secret;
};

struct read_ahead;

/**
 * Prepares to receive from COUNT sources, which are copied; the first read_ahead_next starts it.
 * Release with read_ahead_end. If there are several, they are expected to be long.
 */
struct read_ahead *read_ahead_begin(const struct read_source *sources, size_t count);

/**
 * Waits for the next piece of any source; returns its length, or the negative errno of receiving
 * it. The pieces of a source come in order. *RET_PIECE is valid until the next call. Do not call it
 * again after an error, or after the last piece of every source.
 */
ssize_t read_ahead_next(struct read_ahead *ahead, const char **ret_piece);

/** Returns the number of the source, from 0, that the last piece came from. */
size_t read_ahead_source(const struct read_ahead *ahead);

/**
 * Ends the threads once their current receive calls return or time out, and frees everything. NULL
 * is allowed.
 */
void read_ahead_end(struct read_ahead *ahead);

/** The same for a variable: CLEANUP(read_ahead_end_variable). */
void read_ahead_end_variable(struct read_ahead **ahead);

#endif
