// SPDX-License-Identifier: MIT
/**
 * What of the system this run may still touch: the sandbox (base/sandbox.h), by the command line.
 */
#ifndef CONFINE_H
#define CONFINE_H

#include "options.h"

/** Gives up all that what was asked for does not need. Before anything foreign is looked at. */
void confine_begin(const struct options *options);

/** Gives up the rest: all is known, and what is left is to write it. */
void confine_end(const struct options *options);

#endif
