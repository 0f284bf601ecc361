// SPDX-License-Identifier: MIT
/**
 * The values in a filter: from what was written to the items of a test.
 */
#ifndef FILTER_VALUE_H
#define FILTER_VALUE_H

#include "filter/literal.h"

/**
 * Adds to the test what WORD stands for. QUOTED: as it is, without names, globs and ranges. Returns
 * false, after a message, if it is no value of the subject.
 */
bool value_add(const struct literal *literal, struct text word, bool quoted);

#endif
