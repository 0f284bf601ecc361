// SPDX-License-Identifier: MIT
/**
 * Parses the values in a filter into the items of a test.
 */
#ifndef FILTER_VALUE_H
#define FILTER_VALUE_H

#include "filter/literal.h"

/**
 * Adds WORD to the test. QUOTED: literally, without names, globs and ranges. Returns false, after a
 * message, if it is not a value of the subject.
 */
bool value_add(const struct literal *literal, struct text word, bool quoted);

#endif
