// SPDX-License-Identifier: MIT
/**
 * Fields in an order that somebody chose: columns, sort keys, what rows are grouped by. Also what
 * can be chosen from, and how a choice is read.
 */
#ifndef SOCK_FIELD_LIST_H
#define SOCK_FIELD_LIST_H

#include "base/user_error.h"
#include "sock/field.h"

/** Each field is in it once. Start with `struct field_list list = {0}`. */
struct field_list {
    const struct field **fields; /**< the array is owned, the fields are not */
    size_t count, capacity;
};

void field_list_free(struct field_list *list);

/** Adds the field at the end, unless it is in the list already; true when it was added. */
bool field_list_add(struct field_list *list, const struct field *field);

/** Returns true if the field is in the list. */
bool field_list_has(const struct field_list *list, const struct field *field);

/** Returns the field of the list (NULL: of all) that has this key or alias; NULL if none has. */
const struct field *field_list_find(const struct field_list *list, struct text key);

/** Returns field number INDEX of those OFFERED (NULL: every field); NULL after the last. */
const struct field *field_list_offered(const struct field_list *offered, size_t index);

/**
 * Takes the next key off KEYS, which has keys with commas between, and finds its field among
 * those OFFERED (NULL: every field of the field table). KEYS->bytes is NULL after the last.
 * NULL, with a message that names OPTION in *ERROR, when there is no such field.
 */
const struct field *field_list_take(const struct field_list *offered, const char *option,
                                    struct text *keys, struct user_error *error);

#endif
