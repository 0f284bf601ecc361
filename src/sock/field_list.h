// SPDX-License-Identifier: MIT
/**
 * Ordered lists of fields: columns, sort keys, group keys. Also the fields on offer, and the
 * parsing of a choice.
 */
#ifndef SOCK_FIELD_LIST_H
#define SOCK_FIELD_LIST_H

#include "base/user_error.h"
#include "sock/field.h"

/** A list that contains each field once. Start with `struct field_list list = {0}`. */
struct field_list {
    const struct field **fields; /**< the array is owned, the fields are not */
    size_t count, capacity;
};

void field_list_free(struct field_list *list);

/** Adds the field at the end unless the list contains it; returns true if it was added. */
bool field_list_add(struct field_list *list, const struct field *field);

/** Removes the field from the list, if it is there. */
void field_list_remove(struct field_list *list, const struct field *field);

/** Returns true if the field is in the list. */
bool field_list_has(const struct field_list *list, const struct field *field);

/**
 * Returns the field of the list (NULL: of all) with this key or alias, or NULL if there is none.
 */
const struct field *field_list_find(const struct field_list *list, struct text key);

/** Returns field number INDEX of OFFERED (NULL: of all fields), or NULL after the last. */
const struct field *field_list_offered(const struct field_list *offered, size_t index);

/**
 * Removes the next key from KEYS, a comma-separated list, and returns its field among OFFERED
 * (NULL: all fields of the field table). KEYS->bytes is NULL after the last one. If there is no
 * such field, returns NULL and sets a message in *ERROR that names OPTION.
 */
const struct field *field_list_take(const struct field_list *offered, const char *option,
                                    struct text *keys, struct user_error *error);

#endif
