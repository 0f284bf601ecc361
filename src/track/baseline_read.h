// SPDX-License-Identifier: MIT
/**
 * Reads the file of a baseline: JSON Lines, as show/baseline.c writes them. The file can come from
 * anybody. Unknown keys are ignored; a value of the wrong type, a missing key, another schema and a
 * file without its last line are errors.
 */
#ifndef TRACK_BASELINE_READ_H
#define TRACK_BASELINE_READ_H

#include "sock/baseline.h"

/** The longest line, and the largest file, in bytes. */
#define BASELINE_LONGEST_LINE (1U << 20)
#define BASELINE_LARGEST_FILE (256U << 20)

/** Where and why a file is refused. Start with `{0}`. */
struct baseline_error {
    size_t line;
    struct strbuf message;
};

void baseline_error_free(struct baseline_error *error);

/** Returns true if TEXT, the beginning of a file, looks like the beginning of a baseline. */
bool baseline_is_begun(struct text text);

/** Reads the first line of the file TEXT. Returns false, with *RET_ERROR, if it is wrong. */
bool baseline_read_origin(struct text text, struct baseline_origin *ret_origin,
                          struct baseline_error *ret_error);

/**
 * Reads all lines of the file TEXT and sorts the rows. *RET_BASELINE must be all zero; it must be
 * freed in either case. Returns false, with *RET_ERROR, if the file is wrong.
 */
bool baseline_read(struct text text, struct baseline *ret_baseline,
                   struct baseline_error *ret_error);

#endif
