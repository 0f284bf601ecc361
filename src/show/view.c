// SPDX-License-Identifier: MIT
#include "show/view.h"

#include "show/sentences.h"

void view_free(struct view *view)
{
    field_list_free(&view->columns);
    field_list_free(&view->detail);
    field_list_free(&view->line);
    *view = (struct view){0};
}

/** Adds the column for the fields of GROUPS that sockets of PROTOS can have. */
static void add_detail(struct view *view, unsigned groups, proto_set protos)
{
    for (const struct field *field = field_table; field->key; field++) {
        if ((field->groups & groups) && field_suits(field, protos))
            field_list_add(&view->detail, field);
    }
    field_list_add(&view->columns, &detail_field);
}

/** Returns true for a name that repeats the number beside it, with -n, in a format for people. */
static bool is_repeated(const struct view *view, const struct field *field)
{
    bool of_number = field->type == VALUE_NAME && (field->needs & (NEED_USER | NEED_SERVICE));

    return format_table[view->format].for_people && view->style.numeric && of_number;
}

/** Adds the offered fields that are in one of GROUPS and that the format can show. */
static void add_groups(const struct view *view, struct field_list *list, unsigned groups,
                       proto_set protos)
{
    const struct format_info *format = &format_table[view->format];
    const struct field *field;

    for (size_t i = 0; (field = field_list_offered(view->offered, i)); i++) {
        if (!(field->groups & format->groups & groups))
            continue;
        unsigned by_option = field->groups & groups & ~(unsigned)GROUPS_BY_DEFAULT;
        bool narrow = !by_option || (field->needs & NEEDS_OF_WHOLE_TABLES);
        bool fits = field->beside && narrow ? field->beside & protos : field_suits(field, protos);
        if (fits && !is_repeated(view, field))
            field_list_add(list, field);
    }
}

void view_add_groups(struct view *view, unsigned groups, proto_set protos)
{
    add_groups(view, &view->columns, groups, protos);
    if (format_table[view->format].for_people && (groups & GROUPS_IN_DETAIL))
        add_detail(view, groups & GROUPS_IN_DETAIL, protos);
}

void view_add_defaults(struct view *view)
{
    const enum field_id *field = format_table[view->format].fields;

    for (; field && *field != FIELD_COUNT; field++)
        field_list_add(&view->columns, &field_table[*field]);
}

void view_add_line(struct view *view, unsigned groups, proto_set protos)
{
    add_groups(view, &view->line, groups, protos);
}

void view_add_all(struct view *view, proto_set protos)
{
    const struct field *field;

    for (size_t i = 0; (field = field_list_offered(view->offered, i)); i++) {
        bool unwanted = ((field->groups & GROUP_HOST) && !view->style.resolve) ||
                        ((field->groups & (GROUP_NETNS | GROUP_NETNS_MORE)) && !view->netns) ||
                        ((field->groups & GROUP_RESULT) && !view->results) ||
                        (field->groups & GROUP_FLEET);
        if (field_suits(field, protos) && !unwanted && !is_repeated(view, field))
            field_list_add(&view->columns, field);
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
        field_list_remove(&view->detail, field); // the column has it
    }
    if (field_list_has(&view->columns, &detail_field)) { // stays the last one, which may be folded
        field_list_remove(&view->columns, &detail_field);
        field_list_add(&view->columns, &detail_field);
    }
    return true;
}

void view_add_sentences(struct view *view)
{
    sentences_add_fields(&view->columns);
    if (view->netns)
        return;
    field_list_remove(&view->columns, &field_table[FIELD_NETNS]);
    field_list_remove(&view->columns, &field_table[FIELD_NETNS_NAME]);
    field_list_remove(&view->columns, &field_table[FIELD_NETNS_PID]);
}

/** Returns the needs of the fields in LIST. */
static unsigned list_needs(const struct view *view, const struct field_list *list)
{
    unsigned needs = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct field *field = list->fields[i];
        bool as_cell =
            format_table[view->format].for_people || value_classes[field->type].needs_only_text;
        needs |= field_needs(field, as_cell ? &view->style : NULL);
    }
    return needs;
}

unsigned view_needs(const struct view *view)
{
    return format_table[view->format].needs | list_needs(view, &view->columns) |
           list_needs(view, &view->detail) | list_needs(view, &view->line);
}
