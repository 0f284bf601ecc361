// SPDX-License-Identifier: MIT
/** The table: one socket, one line; columns as wide as what is in them. */
#include "show/show.h"

#include "base/escape.h"

#include <stdlib.h>
#include <string.h>

#define GAP 2       // blanks between columns
#define LEAST_CUT 8 // columns; with less room than this, cutting helps nobody

/** What marks the phase of a state; colour says nothing that the word does not. */
static const char *const colours[] = {
    [PHASE_WAITING] = "\033[32m",
    [PHASE_OPEN] = "",
    [PHASE_OPENING] = "\033[36m",
    [PHASE_CLOSING] = "\033[33m",
};

static const char colour_end[] = "\033[0m";

/** A table while it is laid out. */
struct layout {
    const struct picture *picture;
    size_t *widths;     /**< one a column */
    size_t room;        /**< for the last column; SIZE_MAX: as much as it likes */
    struct strbuf cell; /**< scratch */
};

/** The text of one cell; an absent value is a dash. */
static struct text cell_text(struct layout *layout, const struct sock *sock, size_t column)
{
    const struct view *view = layout->picture->view;

    strbuf_truncate(&layout->cell, 0);
    field_cell(&layout->cell, view->columns[column], sock, layout->picture->facts, &view->style);
    if (layout->cell.length == 0)
        strbuf_byte(&layout->cell, '-');
    return (struct text){layout->cell.data, layout->cell.length};
}

static bool is_last(const struct view *view, size_t column)
{
    return column + 1 == view->column_count;
}

static void widen(struct layout *layout, const struct sock *sock)
{
    const struct view *view = layout->picture->view;

    for (size_t column = 0; column < view->column_count; column++) {
        if (is_last(view, column) && !view->columns[column]->right)
            continue; // nothing comes after it: its width does not matter
        struct text text = cell_text(layout, sock, column);
        size_t width = escape_width(text.bytes, text.length);
        if (width > layout->widths[column])
            layout->widths[column] = width;
    }
}

/** Columns of the terminal left for the last column; SIZE_MAX: as many as it likes. */
static size_t room_for_last(const struct layout *layout)
{
    const struct view *view = layout->picture->view;
    size_t before = 0;

    for (size_t column = 0; column + 1 < view->column_count; column++)
        before += layout->widths[column] + GAP;
    bool cut = view->width > 0 && view->columns[view->column_count - 1]->cut;
    if (!cut || view->width < before + LEAST_CUT)
        return SIZE_MAX;
    return view->width - before;
}

static void measure(struct layout *layout)
{
    const struct view *view = layout->picture->view;

    for (size_t column = 0; column < view->column_count && view->header; column++)
        layout->widths[column] = strlen(view->columns[column]->heading);
    for (size_t i = 0; i < layout->picture->table->count; i++)
        widen(layout, &layout->picture->table->rows[i]);
    layout->room = room_for_last(layout);
}

static void put_cut(struct strbuf *line, struct text text, size_t room)
{
    size_t fits = room == SIZE_MAX ? text.length : escape_fit(text.bytes, text.length, room);

    if (fits == text.length) {
        strbuf_bytes(line, text.bytes, text.length);
        return;
    }
    strbuf_bytes(line, text.bytes, escape_fit(text.bytes, text.length, room - 1));
    strbuf_text(line, "\u2026");
}

/** Appends one cell with its padding and, before all but the first, the gap. */
static void put_cell(const struct layout *layout, struct strbuf *line, size_t column,
                     struct text text, const char *colour)
{
    const struct view *view = layout->picture->view;
    size_t width = escape_width(text.bytes, text.length);
    size_t padding = layout->widths[column] > width ? layout->widths[column] - width : 0;
    bool right = view->columns[column]->right;

    if (column > 0)
        strbuf_blanks(line, GAP);
    if (right)
        strbuf_blanks(line, padding);
    if (*colour)
        strbuf_text(line, colour);
    put_cut(line, text, is_last(view, column) ? layout->room : SIZE_MAX);
    if (*colour)
        strbuf_text(line, colour_end);
    if (!right && !is_last(view, column))
        strbuf_blanks(line, padding);
}

static void put_row(struct layout *layout, const struct sock *sock, struct out *out)
{
    const struct view *view = layout->picture->view;
    enum state_phase phase = state_table[sock->state].phase;

    for (size_t column = 0; column < view->column_count; column++) {
        bool coloured = view->colour && view->columns[column]->coloured;
        put_cell(layout, &out->pending, column, cell_text(layout, sock, column),
                 coloured ? colours[phase] : "");
    }
    strbuf_byte(&out->pending, '\n');
    out_row(out);
}

static void put_header(const struct layout *layout, struct out *out)
{
    const struct view *view = layout->picture->view;

    for (size_t column = 0; column < view->column_count; column++) {
        const char *heading = view->columns[column]->heading;
        put_cell(layout, &out->pending, column, (struct text){heading, strlen(heading)}, "");
    }
    strbuf_byte(&out->pending, '\n');
}

void table_show(const struct picture *picture, struct out *out)
{
    struct layout layout = {
        .picture = picture,
        .widths = alloc_array(picture->view->column_count, sizeof(*layout.widths)),
    };

    measure(&layout);
    if (picture->view->header)
        put_header(&layout, out);
    for (size_t place = 0; place < picture->table->count && !out->error; place++)
        put_row(&layout, sock_table_at(picture->table, place), out);
    strbuf_free(&layout.cell);
    free(layout.widths);
}
