// SPDX-License-Identifier: MIT
/**
 * The choices of --metrics.
 */
#ifndef CLI_METRICS_H
#define CLI_METRICS_H

#include "cli/choices.h"

/** Applies --metrics, if it is given, to the other choices. Returns false after a message. */
bool metrics_choose(struct choices *choices);

#endif
