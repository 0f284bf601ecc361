// SPDX-License-Identifier: MIT
/**
 * Hints for a filter that matched nothing: what other options would match, and names of processes
 * that do not exist.
 */
#ifndef CLI_HINT_H
#define CLI_HINT_H

#include "cli/options.h"
#include "collect/collect.h"
#include "join/join.h"

/**
 * Appends hints to RET_LINES, each with a newline, for interactive use: for tables, on a terminal,
 * and for --wait-gone. Call it only if no row matched: it reads all sockets again, with every
 * protocol, family and state. Returns true if a hint names an option with which a socket matches.
 */
bool hint_empty_answer(const struct options *options, const struct owners *owners,
                       struct collector *collector, struct joiner *joiner,
                       struct strbuf *ret_lines);

/** Prints the lines to stderr. */
void hint_print(const struct strbuf *lines);

#endif
