// SPDX-License-Identifier: MIT
/**
 * Separated values: a line of keys, then one row per socket; absent values are empty. Text that
 * must not be shown is escaped as in tables (base/escape.h). The row of the format has the
 * separator, the terminator, and which values are quoted.
 *
 * CSV is RFC 4180, except that lines end in a newline only. A row without any byte is written as
 * "", because readers skip empty lines. With --null, tabs separate the values, which contain none,
 * and a NUL ends the row: for xargs -0.
 */
#include "show/writer.h"

#include <string.h>

/** Quotes the text after START, and doubles the quotes in it. */
static void quote(struct show *show, size_t start)
{
    struct strbuf *line = &show->out.pending;

    strbuf_truncate(&show->text, 0);
    strbuf_bytes(&show->text, line->data + start, line->length - start);
    strbuf_truncate(line, start);
    strbuf_byte(line, '"');
    for (size_t i = 0; i < show->text.length; i++) {
        if (show->text.data[i] == '"')
            strbuf_byte(line, '"');
        strbuf_byte(line, show->text.data[i]);
    }
    strbuf_byte(line, '"');
}

/** Writes one row: the values of SOCK, or the keys if it is NULL. */
static void put_row(struct show *show, const struct sock *sock)
{
    const struct view *view = show->view;
    const struct format_info *format = &format_table[view->format];
    struct strbuf *line = &show->out.pending;
    size_t row = line->length;

    for (size_t column = 0; column < view->columns.count; column++) {
        const struct field *field = view->columns.fields[column];
        if (column > 0)
            strbuf_byte(line, format->separator);
        size_t start = line->length;
        if (sock)
            field_text(line, field, sock, show->facts, &show->style);
        else
            strbuf_text(line, field->key);
        if (!value_classes[field->type].is_bare && format->quoted && line->length > start &&
            strpbrk(line->data + start, format->quoted))
            quote(show, start);
    }
    if (format->quoted && line->length == row)
        strbuf_text(line, "\"\"");
    strbuf_byte(line, format->terminator);
}

static void begin(struct show *show)
{
    if (show->view->header)
        put_row(show, NULL);
}

const struct format_writer separated_writer = {.begin = begin, .row = put_row, .shares = true};
