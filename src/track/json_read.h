// SPDX-License-Identifier: MIT
/**
 * A strict reader of JSON (RFC 8259), value by value. Each function consumes one value, or a part
 * of one, from the front of the text. The first error is kept; from then on every function returns
 * false.
 */
#ifndef TRACK_JSON_READ_H
#define TRACK_JSON_READ_H

#include "base/strbuf.h"

#include <stdbool.h>

/** Arrays and objects in a value that is skipped can be nested as deep as this. */
#define JSON_DEPTH 16

struct json_reader {
    struct text rest;  /**< what is not read yet; borrowed */
    const char *error; /**< what is wrong, "expected a string"; NULL: nothing so far */
};

/** Sets the error unless there is one already; returns false. */
bool json_fail(struct json_reader *reader, const char *error);

/** Returns true if the next value is null, and consumes it. Does not fail otherwise. */
bool json_read_null(struct json_reader *reader);

bool json_read_bool(struct json_reader *reader, bool *ret_value);

/** Reads a number without sign, fraction and exponent, up to LIMIT. */
bool json_read_number(struct json_reader *reader, uint64_t limit, uint64_t *ret_number);

/** Replaces the contents of TEXT by a string. Fails if it contains U+0000 or is not UTF-8. */
bool json_read_string(struct json_reader *reader, struct strbuf *text);

/** Consumes the beginning of an object or array: BRACKET is "{" or "[". */
bool json_read_open(struct json_reader *reader, char bracket);

/**
 * Returns true if another member or element follows, and consumes the comma before it; otherwise
 * consumes BRACKET, "}" or "]". *FIRST must be true before the first call.
 */
bool json_read_next(struct json_reader *reader, char bracket, bool *first);

/** Replaces the contents of KEY by the key of a member, and consumes the colon. */
bool json_read_key(struct json_reader *reader, struct strbuf *key);

/** Consumes any value. */
bool json_read_skip(struct json_reader *reader);

/** Fails unless only blanks are left. */
bool json_read_end(struct json_reader *reader);

#endif
