// SPDX-License-Identifier: MIT
/**
 * Numbers in filters: "1500", "0x1f", "64k", "1.5s".
 */
#ifndef FILTER_QUANTITY_H
#define FILTER_QUANTITY_H

#include "base/strbuf.h"
#include "sock/field.h"

#include <stdbool.h>

/**
 * Reads WORD, in UNIT or with a suffix of that kind: bytes take k, m and g (powers of 1024),
 * milliseconds take ms, s, m and h. A number with a suffix may have a fraction if the result is a
 * whole number of the smallest unit. Returns false, with *RET_NUMBER untouched, if WORD is not such
 * a number.
 */
bool quantity_parse(struct text word, enum unit unit, uint64_t *ret_number);

/**
 * Reads a time in decimal: seconds ("5", "0.5"), or a number with ms, s, m or h. Returns false,
 * with *RET_MILLISECONDS untouched, if WORD is not a time.
 */
bool quantity_parse_time(struct text word, uint64_t *ret_milliseconds);

/** Appends the time in seconds, "30" or "0.5", without a unit. */
void quantity_seconds(uint64_t milliseconds, struct strbuf *text);

#endif
