// SPDX-License-Identifier: MIT
#include "sock/field_list.h"

#include "base/alloc.h"
#include "base/nearest.h"
#include "sock/group_field.h"

#include <stdlib.h>
#include <string.h>

void field_list_free(struct field_list *list)
{
    free(list->fields);
    *list = (struct field_list){0};
}

bool field_list_has(const struct field_list *list, const struct field *field)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->fields[i] == field)
            return true;
    }
    return false;
}

bool field_list_add(struct field_list *list, const struct field *field)
{
    if (field_list_has(list, field))
        return false;
    list->fields =
        alloc_grow(list->fields, &list->capacity, list->count + 1, sizeof(*list->fields));
    list->fields[list->count++] = field;
    return true;
}

void field_list_remove(struct field_list *list, const struct field *field)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (list->fields[i] != field)
            list->fields[kept++] = list->fields[i];
    }
    list->count = kept;
}

const struct field *field_list_offered(const struct field_list *offered, size_t index)
{
    if (!offered)
        return field_table[index].key ? &field_table[index] : NULL;
    return index < offered->count ? offered->fields[index] : NULL;
}

const struct field *field_list_find(const struct field_list *list, struct text key)
{
    const struct field *field;

    for (size_t i = 0; (field = field_list_offered(list, i)); i++) {
        if (field_is(field, key.bytes, key.length))
            return field;
    }
    return NULL;
}

static bool is_of_groups(struct text key)
{
    for (const struct field *field = group_table; field->key; field++) {
        if (field_is(field, key.bytes, key.length))
            return true;
    }
    return false;
}

/** Sets a message that groups lack the field KEY, with the aggregates that they have of it. */
static void refuse_of_sockets(const char *option, struct text key, struct user_error *error)
{
    const struct field *wanted = field_list_find(NULL, key);
    const char *before = "; they have ";

    user_error_add(error, "--%s: groups have no column \"%.*s\" unless --by names it", option,
                   (int)key.length, key.bytes);
    for (const struct field *field = group_table; field->key; field++) {
        if (field->aggregate == AGGREGATE_NONE || &field_table[field->of] != wanted)
            continue;
        user_error_add(error, "%s%s", before, field->key);
        before = ", ";
    }
}

static void refuse_key(const struct field_list *offered, const char *option, struct text key,
                       struct user_error *error)
{
    CLEANUP(strbuf_free) struct strbuf suggestion = {0};
    struct nearest nearest = nearest_to(key.bytes, key.length);
    const struct field *field;

    for (size_t i = 0; (field = field_list_offered(offered, i)); i++) {
        nearest_offer(&nearest, field->key);
        if (field->alias)
            nearest_offer(&nearest, field->alias);
    }
    nearest_text(&nearest, "", &suggestion);
    if (key.length == 0)
        user_error_add(error, "--%s: missing key; --list-columns lists them", option);
    else if (offered && field_list_find(NULL, key))
        refuse_of_sockets(option, key, error);
    else if (!offered && is_of_groups(key) && strcmp(option, "by") == 0)
        user_error_add(error, "--by: \"%.*s\" is a column of groups; it cannot be a key of --by",
                       (int)key.length, key.bytes);
    else if (strcmp(option, "sort") == 0 && text_is_like(key, "none"))
        user_error_add(error, "--sort: \"none\" must be the only key");
    else if (*key.bytes == '+')
        user_error_add(error, "--%s: \"+\" is allowed before the first key of --columns only",
                       option);
    else if (!offered && is_of_groups(key))
        user_error_add(error, "--%s: \"%.*s\" is a column of groups; it needs --by or --summary",
                       option, (int)key.length, key.bytes);
    else if (suggestion.data)
        user_error_add(error, "--%s: unknown column \"%.*s\"; did you mean %s?", option,
                       (int)key.length, key.bytes, suggestion.data);
    else
        user_error_add(error, "--%s: unknown column \"%.*s\"; --list-columns lists them", option,
                       (int)key.length, key.bytes);
}

const struct field *field_list_take(const struct field_list *offered, const char *option,
                                    struct text *keys, struct user_error *error)
{
    struct text key = text_take_word(keys);
    const struct field *field = field_list_find(offered, key);

    if (!field)
        refuse_key(offered, option, key, error);
    return field;
}
