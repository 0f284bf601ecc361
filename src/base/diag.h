// SPDX-License-Identifier: MIT
/**
 * Messages on stderr, and the exit statuses.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/text.h"

/** Exit statuses; part of the documented interface (man page, EXIT STATUS). */
enum exit_status {
    EXIT_DONE = 0,     /**< done; with a filter or -q: something matched */
    EXIT_NO_MATCH = 1, /**< a filter or -q was given and nothing matched */
    EXIT_USAGE = 2,    /**< the command line is wrong */
    EXIT_FAILED = 3,   /**< failed or incomplete */
};

/** Makes the compiler check the arguments from number FIRST on against format number TEXT. */
#define FORMAT_PRINTF(text, first) __attribute__((format(printf, text, first)))

/**
 * Writes "sockstat: MESSAGE" and a newline to stderr in one write. Bytes in the message that could
 * harm a terminal are escaped (base/escape.h), so foreign text may be formatted in as is. Returns
 * false if writing fails.
 */
bool diag_message(const char *format, ...) FORMAT_PRINTF(1, 2);

/**
 * Writes "sockstat: MESSAGE" and, below it, the line of WHOLE in which PART begins, with a mark
 * under PART. PART must lie in WHOLE. Escapes as diag_message does; shortens a long line to the
 * bytes near PART.
 */
void diag_marked(struct text whole, struct text part, const char *message);

/**
 * Writes "sockstat: MESSAGE" to stderr, a terminal, over the line that the previous call wrote, and
 * stays in that line. Returns its width in columns.
 */
size_t diag_progress(const char *format, ...) FORMAT_PRINTF(1, 2);

/** Erases the line of diag_progress, which is WIDTH columns wide. */
void diag_progress_end(size_t width);

#endif
