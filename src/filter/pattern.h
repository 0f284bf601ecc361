// SPDX-License-Identifier: MIT
/**
 * Regular expressions in a filter. Patterns for which regcomp(3) would take too long are refused.
 */
#ifndef FILTER_PATTERN_H
#define FILTER_PATTERN_H

#include "filter/literal.h"

/** Adds a regular expression to the test; returns false, after a message, if it is wrong. */
bool pattern_add(const struct literal *literal, struct text pattern);

#endif
