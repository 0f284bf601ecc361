// SPDX-License-Identifier: MIT
/**
 * Separated values: keys first, then one row a socket, absent values empty. Text that must not be
 * shown is escaped as in tables (base/escape.h).
 *
 * CSV is RFC 4180, but for lines that are ended by a newline alone. With --null, tabs part the
 * values, which have none, and a NUL ends the row: for xargs -0.
 */
#include "show/format.h"

#include <string.h>

static void put_quoted(struct strbuf *line, const struct strbuf *text)
{
    strbuf_byte(line, '"');
    for (size_t i = 0; i < text->length; i++) {
        if (text->data[i] == '"')
            strbuf_byte(line, '"');
        strbuf_byte(line, text->data[i]);
    }
    strbuf_byte(line, '"');
}

static void put_value(struct show *show, bool quote)
{
    const struct strbuf *text = &show->text;

    if (quote && text->length > 0 && strpbrk(text->data, ",\" "))
        put_quoted(&show->out.pending, text);
    else
        strbuf_bytes(&show->out.pending, text->data, text->length);
}

/** One row: the values of SOCK, or the keys when it is NULL. */
static void put_row(struct show *show, const struct sock *sock)
{
    const struct view *view = show->view;
    bool csv = view->format == FORMAT_CSV;

    for (size_t column = 0; column < view->columns.count; column++) {
        const struct field *field = view->columns.fields[column];
        strbuf_truncate(&show->text, 0);
        if (sock)
            field_plain(&show->text, field, sock, show->facts, &view->style);
        else
            strbuf_text(&show->text, field->key);
        if (column > 0)
            strbuf_byte(&show->out.pending, csv ? ',' : '\t');
        put_value(show, csv);
    }
    strbuf_byte(&show->out.pending, csv ? '\n' : '\0');
}

static void begin(struct show *show, const struct sock_table *table)
{
    (void)table;
    if (show->view->header)
        put_row(show, NULL);
}

const struct format_writer csv_writer = {.begin = begin, .row = put_row};
const struct format_writer null_writer = {.begin = begin, .row = put_row};
