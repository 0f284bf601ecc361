// SPDX-License-Identifier: MIT
/**
 * Receives pieces of a long answer in a thread of its own while the caller works on those that
 * came before. Where the kernel makes the answer, that keeps it as busy as us: it works only while
 * somebody receives. A short answer is received without a thread.
 */
#ifndef OS_READ_AHEAD_H
#define OS_READ_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** The largest piece. */
#define READ_AHEAD_SIZE 65536

/** Where pieces come from; both functions may be called in the thread. */
struct read_source {
    /** Receives one into BUFFER: its length, or a negative errno. */
    ssize_t (*receive)(void *context, void *buffer, size_t size);
    /** True when none will come behind this one. */
    bool (*is_last)(const char *piece, size_t length);
    void *context;
};

struct read_ahead;

/** Begins; release with read_ahead_end. */
struct read_ahead *read_ahead_begin(const struct read_source *source);

/**
 * Waits for the next piece: its length, or the negative errno of receiving it. *RET_PIECE is valid
 * until the next call. Behind an error or the last piece nothing comes: do not ask for it.
 */
ssize_t read_ahead_next(struct read_ahead *ahead, const char **ret_piece);

/**
 * Ends the thread, once what it receives at the moment is there (or its time is up), and frees all.
 * NULL is nothing.
 */
void read_ahead_end(struct read_ahead *ahead);

/** The same for a variable: CLEANUP(read_ahead_end_variable). */
void read_ahead_end_variable(struct read_ahead **ahead);

#endif
