// SPDX-License-Identifier: MIT
/**
 * The table: one socket, one line; columns as wide as what is in them. On a terminal that is too
 * narrow a row goes on in further lines, from one column to the next.
 */
#include "show/writer.h"

#include "base/escape.h"

#include <stdlib.h>
#include <string.h>

#define GAP 2       // blanks between columns
#define LEAST_GAP 1 // where that makes a row fit
#define INDENT 4    // blanks before what a row goes on with
#define LEAST_CUT 8 // columns; with less room than this, cutting helps nobody

/** What marks the phase of a state; colour says nothing that the word does not. */
static const char *const colours[] = {
    [PHASE_WAITING] = "\033[32m",
    [PHASE_OPEN] = "",
    [PHASE_OPENING] = "\033[36m",
    [PHASE_CLOSING] = "\033[33m",
};

static const char colour_end[] = "\033[0m";

/** Where columns stand. */
struct layout {
    size_t *widths; /**< of each column, for the rows so far */
    bool *folds;    /**< of each column: it begins another line */
    size_t gap;     /**< blanks between columns */
    size_t room;    /**< for the last column; SIZE_MAX: no limit */
    bool headed;    /**< the headings are written, or there are none */
};

/** Appends the text of one cell; an absent value is a dash. */
static void append_cell(const struct show *show, struct strbuf *text, const struct sock *sock,
                        size_t column)
{
    const struct view *view = show->view;
    size_t start = text->length;

    field_cell(text, view->columns.fields[column], sock, show->facts, &view->style);
    if (text->length == start)
        strbuf_byte(text, '-');
}

static bool is_last(const struct view *view, size_t column)
{
    return column + 1 == view->columns.count;
}

/** True for a list in the last column, which may be cut. */
static bool is_cut(const struct view *view, size_t column)
{
    return is_last(view, column) && view->columns.fields[column]->cut;
}

static void widen(struct show *show, const struct sock *sock)
{
    const struct view *view = show->view;
    struct layout *layout = show->state;

    for (size_t column = 0; column < view->columns.count; column++) {
        if (is_last(view, column) && view->width == 0 && !view->columns.fields[column]->right)
            continue; // nothing comes after it: its width does not matter
        strbuf_truncate(&show->text, 0);
        append_cell(show, &show->text, sock, column);
        size_t width = escape_width(show->text.data, show->text.length);
        if (width > layout->widths[column])
            layout->widths[column] = width;
    }
}

/** Returns the columns of a terminal that COLUMN needs; of a list that may be cut, the least. */
static size_t needed(const struct show *show, size_t column)
{
    const struct layout *layout = show->state;
    size_t width = layout->widths[column];

    return is_cut(show->view, column) && width > LEAST_CUT ? LEAST_CUT : width;
}

/** Returns the width of a row in one line. */
static size_t row_width(const struct show *show, size_t gap)
{
    size_t width = 0;

    for (size_t column = 0; column < show->view->columns.count; column++)
        width += needed(show, column) + (column > 0 ? gap : 0);
    return width;
}

/** Decides where rows go on in another line, and how much room the last column has. */
static void lay_out(struct show *show)
{
    const struct view *view = show->view;
    struct layout *layout = show->state;
    size_t end = 0; // of the line so far
    size_t start = 0;
    bool folded = false; // then another line is better than to cut the list

    layout->gap = GAP;
    layout->room = SIZE_MAX;
    if (view->width == 0 || view->columns.count == 0)
        return;
    if (row_width(show, GAP) > view->width && row_width(show, LEAST_GAP) <= view->width)
        layout->gap = LEAST_GAP;
    for (size_t column = 0; column < view->columns.count; column++) {
        start = column > 0 ? end + layout->gap : 0;
        size_t width = folded ? layout->widths[column] : needed(show, column);
        layout->folds[column] = column > 0 && !view->oneline && start + width > view->width;
        folded = folded || layout->folds[column];
        start = layout->folds[column] ? INDENT : start;
        end = start + layout->widths[column];
    }
    size_t last = view->columns.count - 1;
    if (is_cut(view, last) && start + needed(show, last) <= view->width)
        layout->room = view->width - start;
}

/** Cuts what is behind START to ROOM columns; the last of them says that it was cut. */
static void cut(struct strbuf *line, size_t start, size_t room)
{
    size_t length = line->length - start;

    if (escape_fit(line->data + start, length, room) == length)
        return;
    strbuf_truncate(line, start + escape_fit(line->data + start, length, room - 1));
    strbuf_text(line, "\u2026");
}

static bool ends_line(const struct show *show, size_t column)
{
    const struct layout *layout = show->state;

    return is_last(show->view, column) || layout->folds[column + 1];
}

/** Puts COUNT blanks before what is behind START. */
static void shift(struct strbuf *line, size_t start, size_t count)
{
    size_t length = line->length - start;

    strbuf_blanks(line, count);
    memmove(line->data + start + count, line->data + start, length);
    memset(line->data + start, ' ', count);
}

/** Appends one cell, of SOCK or of the heading, with its padding and, before all but the first, the
 * gap. */
static void put_cell(struct show *show, const struct sock *sock, size_t column)
{
    const struct view *view = show->view;
    const struct layout *layout = show->state;
    const struct field *field = view->columns.fields[column];
    struct strbuf *line = &show->out.pending;
    const char *colour =
        sock && view->colour && field->coloured ? colours[state_table[sock->state].phase] : "";

    if (layout->folds[column])
        strbuf_byte(line, '\n');
    if (column > 0)
        strbuf_blanks(line, layout->folds[column] ? INDENT : layout->gap);
    strbuf_text(line, colour);
    size_t start = line->length;
    if (sock)
        append_cell(show, line, sock, column);
    else
        strbuf_text(line, field->heading);
    size_t width = escape_width(line->data + start, line->length - start);
    size_t padding = layout->widths[column] > width ? layout->widths[column] - width : 0;
    if (is_last(view, column) && layout->room != SIZE_MAX)
        cut(line, start, layout->room);
    if (*colour)
        strbuf_text(line, colour_end);
    if (field->right && padding > 0)
        shift(line, start - strlen(colour), padding);
    else if (!ends_line(show, column))
        strbuf_blanks(line, padding);
}

/** One row: the cells of SOCK, or the headings when it is NULL. */
static void put_row(struct show *show, const struct sock *sock)
{
    for (size_t column = 0; column < show->view->columns.count; column++)
        put_cell(show, sock, column);
    strbuf_byte(&show->out.pending, '\n');
}

static void begin(struct show *show)
{
    const struct view *view = show->view;
    struct layout *layout = show->state = alloc_array(1, sizeof(*layout));

    layout->headed = !view->header;
    layout->widths = alloc_array(view->columns.count, sizeof(*layout->widths));
    layout->folds = alloc_array(view->columns.count, sizeof(*layout->folds));
    for (size_t column = 0; column < view->columns.count && view->header; column++)
        layout->widths[column] = strlen(view->columns.fields[column]->heading);
    lay_out(show);
}

static void put_headings(struct show *show)
{
    struct layout *layout = show->state;

    if (!layout->headed)
        put_row(show, NULL);
    layout->headed = true;
}

static void end(struct show *show)
{
    struct layout *layout = show->state;

    put_headings(show);
    free(layout->widths);
    free(layout->folds);
    free(layout);
}

/** Columns are as wide as the rows so far need; those that come later can make them wider. */
static void look(struct show *show, const struct sock_table *table, size_t count)
{
    // When all are shown their order does not matter, and memory is read from end to end.
    for (size_t i = 0; i < count; i++)
        widen(show, count < table->count ? sock_table_at(table, i) : &table->rows[i]);
    lay_out(show);
    put_headings(show);
}

const struct format_writer table_writer = {
    .begin = begin, .look = look, .row = put_row, .end = end};
