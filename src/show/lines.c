// SPDX-License-Identifier: MIT
#include "show/lines.h"

#include "base/escape.h"
#include "show/table.h"
#include "sock/detail_cell.h"

#include <stdlib.h>

#define LOOKS 30 // after so many looks, columns may become narrower

struct lines {
    struct view view; /**< a copy: only its width and folding differ. Its lists are borrowed */
    struct show show; /**< its output is never written */
    size_t *recent;   /**< by column: the width that the rows since the last narrowing needed */
    size_t looks;     /**< since then */
};

struct lines *lines_new(const struct view *view)
{
    struct lines *lines = alloc_array(1, sizeof(*lines));

    lines->view = *view;
    lines->view.oneline = true;
    lines->show = (struct show){.view = &lines->view, .style = view->style, .out = {.fd = -1}};
    lines->show.detail = detail_plan_new(&view->detail);
    lines->show.style.detail = lines->show.detail;
    lines->show.state = layout_new(&view->columns);
    lines->recent = alloc_array(view->columns.count, sizeof(*lines->recent));
    return lines;
}

void lines_free(struct lines *lines)
{
    if (!lines)
        return;
    layout_free(lines->show.state);
    detail_plan_free(lines->show.detail);
    strbuf_free(&lines->show.out.pending);
    strbuf_free(&lines->show.text);
    free(lines->recent);
    free(lines);
}

void lines_cells(struct lines *lines, const struct sock *sock, const struct facts *facts,
                 struct strbuf *cells)
{
    lines->show.facts = facts;
    table_put_cells(&lines->show, sock, cells);
    lines->show.facts = NULL;
}

void lines_headings(const struct lines *lines, struct strbuf *cells)
{
    table_put_headings(&lines->view, cells);
}

void lines_begin(struct lines *lines, size_t width, bool look, bool start)
{
    struct layout *layout = lines->show.state;

    lines->view.width = width;
    lines->looks += look;
    if (!start && lines->looks < LOOKS)
        return;
    for (size_t i = 0; i < lines->view.columns.count; i++) {
        layout->columns[i].width = start ? 0 : lines->recent[i];
        lines->recent[i] = 0;
    }
    lines->looks = 0;
}

void lines_widen(struct lines *lines, struct text cells)
{
    struct layout *layout = lines->show.state;

    for (size_t i = 0; cells.length > 0; i++) {
        struct text cell = text_take_until(&cells, '\0');
        size_t width = escape_width(cell.bytes, cell.length);
        size_t *most = &layout->columns[i].width;
        *most = width > *most ? width : *most;
        lines->recent[i] = width > lines->recent[i] ? width : lines->recent[i];
    }
}

void lines_lay_out(struct lines *lines)
{
    struct layout *layout = lines->show.state;

    table_lay_out(&lines->show);
    layout->room = SIZE_MAX;
}

void lines_put(struct lines *lines, struct text cells, const char *colour, struct strbuf *line)
{
    struct strbuf *pending = &lines->show.out.pending;

    strbuf_truncate(pending, 0);
    table_put_row(&lines->show, (struct table_row){.cells = cells, .colour = colour});
    strbuf_bytes(line, pending->data, pending->length - 1); // without the newline
}

const char *lines_colour(const struct lines *lines, const struct sock *sock)
{
    return table_colour(&lines->view, sock);
}
