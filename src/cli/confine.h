// SPDX-License-Identifier: MIT
/**
 * Restricts the process to the rights that the command line requires (os/sandbox.h).
 */
#ifndef CLI_CONFINE_H
#define CLI_CONFINE_H

#include "cli/options.h"

/**
 * Gives up all rights that the command line does not require, before anything else is read except
 * the names in it. USERS_ELSEWHERE: another process looks up names of users. Sets OPTIONS->layers
 * to the layers that took effect, OPTIONS->rights to the rights that are kept. Gives up nothing if
 * only text of the program is printed, as by --help.
 */
void confine_begin(struct options *options, bool users_elsewhere);

/**
 * Returns true if what OPTIONS read is possible with OPTIONS->rights, those of a command line with
 * another filter. Otherwise appends the reason to *MESSAGE.
 */
bool confine_allows(const struct options *options, struct strbuf *message);

/**
 * Gives up the remaining rights when all data is read, except writing and, if STARTS_THREADS, to
 * start threads.
 */
void confine_end(const struct options *options, bool starts_threads);

/**
 * As confine_end, but open descriptors stay readable: for rows that are written as they are read.
 */
void confine_to_stream(const struct options *options);

/**
 * Gives up the rights to open netlink sockets and what else only the first look at the sockets
 * needed: for one that is repeated.
 */
void confine_to_repeat(const struct options *options, bool users_elsewhere);

/** Gives up, after the BPF programs of --follow were loaded, the rights that only loading needs. */
void confine_after_load(const struct options *options, bool users_elsewhere);

#endif
