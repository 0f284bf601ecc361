// SPDX-License-Identifier: MIT
/**
 * The choices of --save and --diff.
 */
#ifndef CLI_BASELINES_H
#define CLI_BASELINES_H

#include "cli/choices.h"

/**
 * Applies --save or --diff, if one is given, to the other choices: reads the files of --diff and
 * selects the sockets that they contain. Returns false after a message; a file that cannot be used
 * sets CHOICES->options->failed.
 */
bool baselines_choose(struct choices *choices);

/** Builds the filters; see choices_filter. Returns false after a message. */
bool baselines_filter(const struct choices *choices);

/** Records what is selected, for the file of --save. Returns false after a message. */
bool baselines_record(const struct choices *choices);

#endif
