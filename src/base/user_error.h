// SPDX-License-Identifier: MIT
/**
 * What is wrong with something that the user wrote: a filter, a list of keys. What reads it
 * returns this; only cli/ prints it. Start with `struct user_error error = {0}`.
 */
#ifndef BASE_USER_ERROR_H
#define BASE_USER_ERROR_H

#include "base/strbuf.h"

struct user_error {
    /** The wrong part of the text, which is borrowed; without bytes if the message names it. */
    struct text part;
    struct strbuf message; /**< of a wrong text; one line, not escaped */
    struct strbuf warning; /**< of a right text, too: what could not be looked up */
};

void user_error_free(struct user_error *error);

/** Appends to the message. Returns false, always. */
bool user_error_add(struct user_error *error, const char *format, ...) FORMAT_PRINTF(2, 3);

#endif
