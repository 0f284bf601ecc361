// SPDX-License-Identifier: MIT
/**
 * What the readers of values share: what they read for, names, and messages.
 */
#ifndef FILTER_LITERAL_H
#define FILTER_LITERAL_H

#include "base/user_error.h"
#include "filter/subject.h"
#include "filter/tree.h"
#include "sock/resolver.h"

/** What is needed to read the values of one test. */
struct literal {
    const struct subject *subject;
    const struct resolver *resolver;
    struct test *test;        /**< gets the items */
    struct user_error *error; /**< gets the message when a value is wrong */
};

/** Looks up the meanings of a name; returns false after a message. */
bool literal_resolve(const struct literal *literal, enum name_kind kind, struct text word,
                     struct resolutions *ret_resolutions);

/** Reads the name or the index of an interface. Returns false after a message. */
bool literal_device(const struct literal *literal, struct text word, uint32_t *ret_index);

/** Says why WORD was not found: ERROR is that of resolver_find. Returns false, always. */
bool literal_refuse_name(const struct literal *literal, enum name_kind kind, struct text word,
                         int error);

/** Says that the range WORD begins with its higher end. Returns false, always. */
bool literal_refuse_empty_range(const struct literal *literal, struct text word);

#endif
