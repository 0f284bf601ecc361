// SPDX-License-Identifier: MIT
/**
 * What of the system this run may still touch: the sandbox (base/sandbox.h), by the command line.
 */
#ifndef CONFINE_H
#define CONFINE_H

#include "options.h"

/**
 * Gives up all that what was asked for does not need, before anything is read but the command line
 * and the names in it. Notes in OPTIONS->layers what took effect.
 */
void confine_begin(struct options *options);

/** Gives up the rest: all is known, and what is left is to write it. */
void confine_end(const struct options *options);

#endif
