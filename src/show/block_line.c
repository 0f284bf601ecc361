// SPDX-License-Identifier: MIT
#include "show/block_line.h"

#include "show/fold.h"

#include "base/escape.h"

void block_line_put(struct show *show, const struct sock *sock, size_t width, struct strbuf *out)
{
    const struct field_list *cells = &show->view->line;
    struct strbuf *cell = &show->text;
    size_t column = 0;

    for (size_t i = 0; i < cells->count; i++) {
        strbuf_truncate(cell, 0);
        field_cell(cell, cells->fields[i], sock, show->facts, &show->style);
        if (cell->length == 0)
            strbuf_byte(cell, '-');
        size_t gap = i > 0 ? BLOCK_GAP : 0;
        if (i > 0 && column + gap + escape_width(cell->data, cell->length) > width) {
            strbuf_byte(out, '\n');
            gap = BLOCK_LINE_INDENT;
            column = 0;
        }
        strbuf_blanks(out, gap);
        column = fold(out, width, strbuf_contents(cell), column + gap, BLOCK_LINE_INDENT);
    }
    strbuf_byte(out, '\n');
}
