// SPDX-License-Identifier: MIT
/**
 * A terminal that is read key by key, and the signals that end or interrupt its use. Writes
 * nothing: what is written before and after is up to the caller. Start with `struct terminal
 * terminal = {0}`.
 */
#ifndef OS_TERMINAL_H
#define OS_TERMINAL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

struct terminal {
    int input, output;    /**< descriptors of the terminal; borrowed */
    int signals;          /**< signalfd(2) */
    sigset_t before;      /**< signals that were blocked before */
    struct termios saved; /**< the mode before */
    bool open;            /**< signals are blocked */
    bool raw;             /**< the mode is ours */
};

/** What happened. Several things can happen at once. */
struct terminal_events {
    bool input;     /**< bytes can be read */
    bool other;     /**< the other descriptor can be read */
    bool hangup;    /**< the terminal is gone */
    bool resized;   /**< SIGWINCH */
    bool stop;      /**< SIGTSTP, as by Ctrl-Z: call terminal_stop */
    bool continued; /**< SIGCONT: the mode may have been changed meanwhile */
    int end;        /**< a signal that asks to end; 0: none */
};

/**
 * Blocks the signals, which then arrive as events, and remembers the mode. Returns 0 or a negative
 * errno. Release with terminal_close.
 */
int terminal_open(struct terminal *terminal, int input, int output);

/** Restores the mode and unblocks the signals. Does nothing if TERMINAL is not open. */
void terminal_close(struct terminal *terminal);

/**
 * Sets the mode: no echo, no lines, keys for signals other than Ctrl-C and Ctrl-Z have no effect
 * (termios(3)). In the background, the process stops here until it is in the foreground. Returns 0
 * or a negative errno.
 */
int terminal_set_raw(struct terminal *terminal);

/** Restores the mode; does nothing if it is not ours. */
void terminal_restore(struct terminal *terminal);

/** Returns the size, 24 rows and 80 columns if it is not known. */
void terminal_size(const struct terminal *terminal, size_t *ret_rows, size_t *ret_columns);

/**
 * Waits at most MILLISECONDS, without limit if negative, also for a descriptor OTHER (negative:
 * none) to be readable. Returns what happened, which may be nothing.
 */
struct terminal_events terminal_wait(const struct terminal *terminal, int64_t milliseconds,
                                     int other);

/** Reads at most SIZE bytes that were typed, without waiting. Returns their number; 0 on failure.
 */
size_t terminal_read(const struct terminal *terminal, unsigned char *bytes, size_t size);

/** Stops this process, as Ctrl-Z does, until it is continued; restore the terminal before. */
void terminal_stop(void);

/** Ends this process by SIGNAL, as if it had not been blocked. Restore the terminal before. */
void terminal_end(int signal);

#endif
