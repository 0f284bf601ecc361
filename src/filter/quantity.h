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
 * Reads WORD, in UNIT or with a suffix of that kind, in any case: bytes take b, k, m and g (powers
 * of 1024); bytes per second take these, and kbit/s, Mbit/s and Gbit/s (powers of 1000, of bits);
 * microseconds and milliseconds take ms, s, m and h, the former also us. A number may have a
 * fraction of up to nine digits. With k, m and g the result is rounded down to a whole byte;
 * otherwise it must be a whole number of the smallest unit. UNIT_PER_SECOND takes no suffix, and
 * the result counts thousandths. Returns 0; -EINVAL if WORD is not such a number; -EDOM if only the
 * fraction is too fine; -ERANGE if the number before the suffix is above LIMIT, or the result above
 * UINT64_MAX. *RET_NUMBER is untouched on failure.
 */
int quantity_parse(struct text word, enum unit unit, uint64_t limit, uint64_t *ret_number);

/** Returns what quantity_parse accepts, for messages: "bytes, or a number with k, m or g". */
const char *quantity_units(enum unit unit);

/** Returns what the result must be, for messages: "a whole number of bytes". */
const char *quantity_whole(enum unit unit);

/**
 * If NUMBER with NAME, a suffix of this kind or a usual misspelling such as "seconds", is a
 * quantity, appends it as it must be written, "5s", and returns true.
 */
bool quantity_correct(struct text number, struct text name, enum unit unit, struct strbuf *text);

/**
 * If only HIGH of the range LOW-HIGH has a unit, and LOW is another number with that unit, appends
 * the range as it must be written, "1ms-5ms" for "1-5ms", and returns true. If LOW would then be
 * above HIGH, it gets the smallest unit: "100b-5k".
 */
bool quantity_correct_range(struct text low, struct text high, enum unit unit, struct strbuf *text);

/**
 * Reads a time in decimal: seconds ("5", "0.5"), or a number with ms, s, m or h. Returns false,
 * with *RET_MILLISECONDS untouched, if WORD is not a time.
 */
bool quantity_parse_time(struct text word, uint64_t *ret_milliseconds);

#endif
