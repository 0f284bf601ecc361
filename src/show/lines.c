// SPDX-License-Identifier: MIT
#include "show/lines.h"

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
    lines->show.state = layout_new(view->columns.count);
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
    struct layout *layout = lines->show.state;
    size_t offset = 0;

    lines->show.facts = facts;
    layout_forget(layout);
    table_add_cells(&lines->show, sock, lines->view.columns.count);
    for (size_t i = 0; i < layout->count; i++) {
        strbuf_bytes(cells, layout->text.data + offset, layout->cells[i].length);
        strbuf_byte(cells, '\0');
        offset += layout->cells[i].length;
    }
    lines->show.facts = NULL;
}

void lines_headings(const struct lines *lines, struct strbuf *cells)
{
    for (size_t i = 0; i < lines->view.columns.count; i++) {
        strbuf_text(cells, lines->view.columns.fields[i]->heading);
        strbuf_byte(cells, '\0');
    }
}

void lines_begin(struct lines *lines, size_t width, bool look, bool start)
{
    struct layout *layout = lines->show.state;

    lines->view.width = width;
    lines->looks += look;
    if (!start && lines->looks < LOOKS)
        return;
    for (size_t i = 0; i < lines->view.columns.count; i++) {
        layout->widths[i] = start ? 0 : lines->recent[i];
        lines->recent[i] = 0;
    }
    lines->looks = 0;
}

/** Replaces the cells of the layout by CELLS. */
static void set_cells(struct lines *lines, struct text cells)
{
    struct layout *layout = lines->show.state;

    layout_forget(layout);
    layout_expect(layout, lines->view.columns.count);
    while (cells.length > 0) {
        struct text cell = text_take_until(&cells, '\0');
        size_t start = layout->text.length;
        strbuf_bytes(&layout->text, cell.bytes, cell.length);
        layout_add(layout, start);
    }
}

void lines_widen(struct lines *lines, struct text cells)
{
    struct layout *layout = lines->show.state;

    set_cells(lines, cells);
    for (size_t i = 0; i < layout->count; i++) {
        size_t width = layout->cells[i].width;
        layout->widths[i] = width > layout->widths[i] ? width : layout->widths[i];
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
    set_cells(lines, cells);
    table_put_cells(&lines->show, colour);
    strbuf_bytes(line, pending->data, pending->length - 1); // without the newline
}

const char *lines_colour(const struct lines *lines, const struct sock *sock)
{
    return table_colour(&lines->view, sock);
}
