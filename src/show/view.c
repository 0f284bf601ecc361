// SPDX-License-Identifier: MIT
#include "show/view.h"

void view_free(struct view *view)
{
    field_list_free(&view->columns);
    field_list_free(&view->detail);
    *view = (struct view){0};
}

/** Adds the column for the fields of GROUPS that sockets of PROTOS can have. */
static void add_detail(struct view *view, unsigned groups, proto_set protos)
{
    for (const struct field *field = field_table; field->key; field++) {
        if ((field->groups & groups) && (!field->protos || (field->protos & protos)))
            field_list_add(&view->detail, field);
    }
    view->style.detail = &view->detail;
    field_list_add(&view->columns, &detail_field);
}

void view_add_groups(struct view *view, unsigned groups, proto_set protos)
{
    const struct format_info *format = &format_table[view->format];
    const struct field *field;

    for (size_t i = 0; (field = field_list_offered(view->offered, i)); i++) {
        // With -n, the name would repeat the number beside it.
        bool twice =
            format->for_people && view->style.numeric && field->styled && field->type == VALUE_NAME;
        unsigned by_option = field->groups & groups & ~(unsigned)GROUPS_BY_DEFAULT;
        proto_set wanted = field->beside && !by_option ? field->beside : field->protos;
        bool fits = wanted == 0 || (wanted & protos);
        if ((field->groups & format->groups & groups) && fits && !twice)
            field_list_add(&view->columns, field);
    }
    if (format->for_people && (groups & GROUPS_IN_DETAIL)) {
        add_detail(view, groups & GROUPS_IN_DETAIL, protos);
    }
}

bool view_add_list(struct view *view, const char *list, struct user_error *error)
{
    struct text keys = text_of(list);

    if (keys.length > 0 && *keys.bytes == '+')
        keys = text_skip(keys, 1);
    while (keys.bytes) {
        const struct field *field = field_list_take(view->offered, "columns", &keys, error);
        if (!field)
            return false;
        field_list_add(&view->columns, field);
    }
    return true;
}

unsigned view_needs(const struct view *view)
{
    const struct format_info *format = &format_table[view->format];
    unsigned needs = format->needs;

    for (size_t i = 0; i < view->columns.count; i++) {
        const struct field *field = view->columns.fields[i];
        bool as_cell = format->for_people || value_classes[field->type].needs_only_text;
        needs |= field_needs(field, as_cell ? &view->style : NULL);
    }
    for (size_t i = 0; i < view->detail.count; i++)
        needs |= field_needs(view->detail.fields[i], NULL);
    return needs;
}
