// SPDX-License-Identifier: MIT
/**
 * The members of JSON that rows of baselines and differences have in common.
 */
#ifndef SHOW_BASELINE_ROW_H
#define SHOW_BASELINE_ROW_H

#include "sock/baseline.h"

/** Appends the members of the identity of a row, without braces. */
void baseline_put_identity(struct strbuf *line, const struct baseline *baseline,
                           const struct baseline_row *row);

/** Appends the string of SPAN, or null if it is not PRESENT. */
void baseline_put_name(struct strbuf *line, const struct baseline *baseline, bool present,
                       struct span span);

/** Appends an array of strings: NAMES, each with its NUL. */
void baseline_put_names(struct strbuf *line, struct text names);

#endif
