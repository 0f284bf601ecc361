// SPDX-License-Identifier: MIT
/**
 * Shared by the readers of values: their arguments, names and messages.
 */
#ifndef FILTER_LITERAL_H
#define FILTER_LITERAL_H

#include "base/user_error.h"
#include "filter/subject.h"
#include "filter/tree.h"
#include "sock/resolver.h"

/** The arguments of reading the values of one test. */
struct literal {
    const struct subject *subject;
    const struct resolver *resolver;
    struct test *test;        /**< receives the items */
    struct user_error *error; /**< receives the message if a value is wrong */
};

/** Resolves a name; returns false after a message. */
bool literal_resolve(const struct literal *literal, enum name_kind kind, struct text word,
                     struct resolutions *ret_resolutions);

/** Reads the name or the index of an interface. Returns false after a message. */
bool literal_device(const struct literal *literal, struct text word, uint32_t *ret_index);

/** Sets a message why WORD was not found; ERROR is that of resolver_find. Always returns false. */
bool literal_refuse_name(const struct literal *literal, enum name_kind kind, struct text word,
                         int error);

/** Sets a message that the range WORD begins with its higher end. Always returns false. */
bool literal_refuse_empty_range(const struct literal *literal, struct text word);

#endif
