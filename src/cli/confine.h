// SPDX-License-Identifier: MIT
/**
 * What of the system this run may still touch: the sandbox (os/sandbox.h), by the command line.
 */
#ifndef CLI_CONFINE_H
#define CLI_CONFINE_H

#include "cli/options.h"

/**
 * Gives up all that what was asked for does not need, before anything is read but the command line
 * and the names in it. USERS_ELSEWHERE: another process looks up names of users. Notes in
 * OPTIONS->layers what took effect.
 */
void confine_begin(struct options *options, bool users_elsewhere);

/** Gives up the rest, when all is known: nothing is left but writing. */
void confine_end(const struct options *options);

/** As confine_end, but what is open can still be read: for rows that are written meanwhile. */
void confine_to_stream(const struct options *options);

#endif
