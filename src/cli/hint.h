// SPDX-License-Identifier: MIT
/**
 * Hints for a person whose filter matched nothing: what would have matched, and names of processes
 * that do not exist.
 */
#ifndef CLI_HINT_H
#define CLI_HINT_H

#include "cli/options.h"
#include "collect/collect.h"
#include "join/join.h"

/**
 * Appends hints to RET_LINES, each with a newline, when a person reads them: for tables, on a
 * terminal, and for --wait-gone. Reads the sockets once more, with every protocol, family and
 * state, so it is for answers without any row.
 */
void hint_empty_answer(const struct options *options, const struct owners *owners,
                       struct collector *collector, struct joiner *joiner,
                       struct strbuf *ret_lines);

/** Prints the lines to stderr. */
void hint_print(const struct strbuf *lines);

#endif
