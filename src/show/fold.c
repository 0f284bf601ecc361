// SPDX-License-Identifier: MIT
#include "show/fold.h"

#include "base/escape.h"

#include <string.h>

/** Returns the length of the escape or the byte that TEXT begins with. */
static size_t escape_length(struct text text)
{
    if (*text.bytes != '\\' || text.length < 2)
        return 1;
    return text.bytes[1] == 'x' ? strlen("\\x0a") : strlen("\\\\");
}

/**
 * Returns how much of TEXT, which does not fit into COLUMNS, to write before a line end: up to a
 * comma or blank, else as much as fits without dividing an escape.
 */
static size_t piece_of(struct text text, size_t columns)
{
    size_t fitting = escape_fit(text.bytes, text.length, columns);
    size_t whole = 0;
    size_t divided = 0; // after the last comma or blank

    for (size_t next; whole < fitting; whole = next) {
        next = whole + escape_length(text_skip(text, whole));
        if (next > fitting)
            break;
        if (text.bytes[whole] == ',' || text.bytes[whole] == ' ')
            divided = next;
    }
    return divided > 0 ? divided : whole;
}

size_t fold(struct strbuf *out, size_t width, struct text text, size_t column, size_t indent)
{
    while (escape_fit(text.bytes, text.length, width - column) < text.length) {
        size_t length = piece_of(text, width - column);
        strbuf_bytes(out, text.bytes, length);
        strbuf_byte(out, '\n');
        strbuf_blanks(out, indent);
        text = text_skip(text, length);
        column = indent;
    }
    strbuf_bytes(out, text.bytes, text.length);
    return column + escape_width(text.bytes, text.length);
}
