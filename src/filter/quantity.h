// SPDX-License-Identifier: MIT
/**
 * Numbers as they are written in filters: "1500", "0x1f", "64k", "1.5s".
 */
#ifndef FILTER_QUANTITY_H
#define FILTER_QUANTITY_H

#include "base/strbuf.h"
#include "sock/field.h"

#include <stdbool.h>

/**
 * Reads WORD, in UNIT or with a unit of that kind behind it: bytes take k, m and g (powers of
 * 1024), milliseconds take ms, s, m and h. With a unit, there may be a fraction, as long as a
 * whole number of the smallest unit comes out. False, with *RET_NUMBER untouched, when it is no
 * such number.
 */
bool quantity_parse(struct text word, enum unit unit, uint64_t *ret_number);

/**
 * Reads a time in decimal: seconds ("5", "0.5"), or a number with ms, s, m or h. False, with
 * *RET_MILLISECONDS untouched, if WORD is none.
 */
bool quantity_parse_time(struct text word, uint64_t *ret_milliseconds);

/** Appends the time in seconds, "30" or "0.5", without a unit. */
void quantity_seconds(uint64_t milliseconds, struct strbuf *text);

#endif
