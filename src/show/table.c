// SPDX-License-Identifier: MIT
/** The table: one socket, one line; columns as wide as what is in them. */
#include "show/format.h"

#include "base/escape.h"

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

/** The text of one cell; an absent value is a dash. */
static struct text cell_text(struct show *show, const struct sock *sock, size_t column)
{
    const struct view *view = show->view;

    strbuf_truncate(&show->text, 0);
    field_cell(&show->text, view->columns.fields[column], sock, show->facts, &view->style);
    if (show->text.length == 0)
        strbuf_byte(&show->text, '-');
    return (struct text){show->text.data, show->text.length};
}

static bool is_last(const struct view *view, size_t column)
{
    return column + 1 == view->columns.count;
}

static void widen(struct show *show, const struct sock *sock)
{
    const struct view *view = show->view;

    for (size_t column = 0; column < view->columns.count; column++) {
        if (is_last(view, column) && !view->columns.fields[column]->right)
            continue; // nothing comes after it: its width does not matter
        struct text text = cell_text(show, sock, column);
        size_t width = escape_width(text.bytes, text.length);
        if (width > show->widths[column])
            show->widths[column] = width;
    }
}

/** Columns of the terminal left for the last column; SIZE_MAX: as many as it likes. */
static size_t room_for_last(const struct show *show)
{
    const struct view *view = show->view;
    size_t before = 0;

    for (size_t column = 0; column + 1 < view->columns.count; column++)
        before += show->widths[column] + GAP;
    bool cut = view->width > 0 && view->columns.fields[view->columns.count - 1]->cut;
    if (!cut || view->width < before + LEAST_CUT)
        return SIZE_MAX;
    return view->width - before;
}

static void measure(struct show *show, const struct sock_table *table)
{
    const struct view *view = show->view;
    size_t rows = format_rows(view, table);

    show->widths = alloc_array(view->columns.count, sizeof(*show->widths));
    for (size_t column = 0; column < view->columns.count && view->header; column++)
        show->widths[column] = strlen(view->columns.fields[column]->heading);
    // When all are shown their order does not matter, and memory is read from end to end.
    for (size_t i = 0; i < rows; i++)
        widen(show, rows < table->count ? sock_table_at(table, i) : &table->rows[i]);
    show->room = room_for_last(show);
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
static void put_cell(const struct show *show, struct strbuf *line, size_t column, struct text text,
                     const char *colour)
{
    const struct view *view = show->view;
    size_t width = escape_width(text.bytes, text.length);
    size_t padding = show->widths[column] > width ? show->widths[column] - width : 0;
    bool right = view->columns.fields[column]->right;

    if (column > 0)
        strbuf_blanks(line, GAP);
    if (right)
        strbuf_blanks(line, padding);
    if (*colour)
        strbuf_text(line, colour);
    put_cut(line, text, is_last(view, column) ? show->room : SIZE_MAX);
    if (*colour)
        strbuf_text(line, colour_end);
    if (!right && !is_last(view, column))
        strbuf_blanks(line, padding);
}

static void put_row(struct show *show, const struct sock *sock)
{
    const struct view *view = show->view;
    enum state_phase phase = state_table[sock->state].phase;

    for (size_t column = 0; column < view->columns.count; column++) {
        bool coloured = view->colour && view->columns.fields[column]->coloured;
        put_cell(show, &show->out.pending, column, cell_text(show, sock, column),
                 coloured ? colours[phase] : "");
    }
    strbuf_byte(&show->out.pending, '\n');
}

static void begin(struct show *show, const struct sock_table *table)
{
    const struct view *view = show->view;

    measure(show, table);
    if (!view->header)
        return;
    for (size_t column = 0; column < view->columns.count; column++) {
        const char *heading = view->columns.fields[column]->heading;
        put_cell(show, &show->out.pending, column, text_of(heading), "");
    }
    strbuf_byte(&show->out.pending, '\n');
}

const struct format_writer table_writer = {.begin = begin, .row = put_row};
