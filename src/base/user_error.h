// SPDX-License-Identifier: MIT
/**
 * An error in something that the user wrote: a filter or a list of keys. Parsers return it; only
 * cli/ prints it. Start with `struct user_error error = {0}`.
 */
#ifndef BASE_USER_ERROR_H
#define BASE_USER_ERROR_H

#include "base/strbuf.h"

struct user_error {
    /** The wrong part of the text, borrowed; empty if the message names it. */
    struct text part;
    struct strbuf message; /**< if the text is wrong; one line, not escaped */
    struct strbuf warning; /**< a failed lookup; may be set for a correct text */
};

void user_error_free(struct user_error *error);

/** Appends to the message. Always returns false. */
bool user_error_add(struct user_error *error, const char *format, ...) FORMAT_PRINTF(2, 3);

#endif
