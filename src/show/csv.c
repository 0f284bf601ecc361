// SPDX-License-Identifier: MIT
/**
 * CSV by RFC 4180, lines ended by a newline alone: keys in the first line, absent values empty.
 * Text that must not be shown is escaped as in tables (base/escape.h).
 */
#include "show/show.h"

#include <string.h>

static void put_quoted(struct strbuf *line, const char *bytes, size_t length)
{
    strbuf_byte(line, '"');
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '"')
            strbuf_byte(line, '"');
        strbuf_byte(line, bytes[i]);
    }
    strbuf_byte(line, '"');
}

static void put_field(struct strbuf *line, const struct strbuf *text)
{
    if (text->length > 0 && strpbrk(text->data, ",\" "))
        put_quoted(line, text->data, text->length);
    else
        strbuf_bytes(line, text->data, text->length);
}

static void put_header(const struct view *view, struct strbuf *line)
{
    for (size_t column = 0; column < view->column_count; column++) {
        if (column > 0)
            strbuf_byte(line, ',');
        strbuf_text(line, view->columns[column]->key);
    }
    strbuf_byte(line, '\n');
}

void csv_show(const struct picture *picture, struct out *out)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const struct view *view = picture->view;

    if (view->header)
        put_header(view, &out->pending);
    for (size_t place = 0; place < picture->table->count && !out->error; place++) {
        const struct sock *sock = sock_table_at(picture->table, place);
        for (size_t column = 0; column < view->column_count; column++) {
            strbuf_truncate(&text, 0);
            field_plain(&text, view->columns[column], sock, picture->facts, &view->style);
            if (column > 0)
                strbuf_byte(&out->pending, ',');
            put_field(&out->pending, &text);
        }
        strbuf_byte(&out->pending, '\n');
        out_row(out);
    }
}
