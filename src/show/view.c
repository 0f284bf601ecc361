// SPDX-License-Identifier: MIT
#include "show/view.h"

#include "base/alloc.h"
#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

void view_free(struct view *view)
{
    free(view->columns);
    *view = (struct view){0};
}

static void add_column(struct view *view, const struct field *field)
{
    for (size_t i = 0; i < view->column_count; i++) {
        if (view->columns[i] == field)
            return;
    }
    view->columns = alloc_grow(view->columns, &view->column_capacity, view->column_count + 1,
                               sizeof(*view->columns));
    view->columns[view->column_count++] = field;
}

void view_add_groups(struct view *view, unsigned groups)
{
    for (const struct field *field = field_table; field->key; field++) {
        // With -n a name is the number that stands beside it.
        bool twice = view->format == FORMAT_TABLE && view->style.numeric && field->styled &&
                     field->type == VALUE_NAME;
        if ((field->groups & groups) && !twice)
            add_column(view, field);
    }
}

static void refuse_column(const char *key, size_t length)
{
    const char *near = field_suggest(key, length);

    if (length == 0)
        diag_message("--columns: a key is missing; --list-columns lists them");
    else if (near)
        diag_message("--columns: no column \"%.*s\"; did you mean %s?", (int)length, key, near);
    else
        diag_message("--columns: no column \"%.*s\"; --list-columns lists them", (int)length, key);
}

bool view_add_list(struct view *view, const char *list)
{
    for (;;) {
        list += *list == '+';
        size_t length = strcspn(list, ",");
        const struct field *field = field_find(list, length);
        if (!field) {
            refuse_column(list, length);
            return false;
        }
        add_column(view, field);
        if (list[length] == '\0')
            return true;
        list += length + 1;
    }
}

unsigned view_needs(const struct view *view)
{
    bool json = view->format == FORMAT_JSON || view->format == FORMAT_JSONL;
    unsigned needs = json ? NEED_MACHINE : 0;

    for (size_t i = 0; i < view->column_count; i++) {
        bool as_cell = view->format == FORMAT_TABLE || view->columns[i]->type == VALUE_ENDPOINT;
        needs |= field_needs(view->columns[i], as_cell ? &view->style : NULL);
    }
    return needs;
}
