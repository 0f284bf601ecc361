// SPDX-License-Identifier: MIT
/**
 * The table: one line per socket; columns are as wide as their contents. On a narrow terminal, a
 * row is folded between columns.
 */
#include "show/table.h"

#include "base/escape.h"
#include "show/crew.h"
#include "show/fold.h"

#include <stdlib.h>
#include <string.h>

#define GAP 2           // blanks between columns
#define LEAST_GAP 1     // if the row then fits
#define INDENT 4        // blanks at the start of a continuation line
#define LEAST_CUT 8     // minimum width of a list that is cut
#define LEAST_FOLDED 30 // likewise of a text that is folded

/** The colour of each phase of a state; it adds no information to the text. */
static const char *const colours[] = {
    [PHASE_WAITING] = "\033[32m",
    [PHASE_OPEN] = "",
    [PHASE_OPENING] = "\033[36m",
    [PHASE_CLOSING] = "\033[33m",
};

static const char colour_end[] = "\033[0m";

/**
 * Limits for keeping cells from measuring to writing: the number of rows, and bytes of text. Other
 * tables are formatted twice, so a large table needs no memory besides its records.
 */
#define KEPT_ROWS 16384
#define KEPT_BYTES (4 << 20)

struct layout *layout_new(size_t count)
{
    struct layout *layout = alloc_array(1, sizeof(*layout));

    layout->widths = alloc_array(count, sizeof(*layout->widths));
    layout->folds = alloc_array(count, sizeof(*layout->folds));
    return layout;
}

void layout_free(struct layout *layout)
{
    free(layout->widths);
    free(layout->folds);
    strbuf_free(&layout->text);
    free(layout->cells);
    free(layout);
}

static bool is_last(const struct view *view, size_t column)
{
    return column + 1 == view->columns.count;
}

/** Returns true for a list in the last column, which may be cut. */
static bool is_cut(const struct view *view, size_t column)
{
    return is_last(view, column) && view->columns.fields[column]->cut;
}

/** Returns true for a text in the last column, which may be folded at blanks. */
static bool is_folded(const struct view *view, size_t column)
{
    return is_last(view, column) && view->columns.fields[column]->folded && !view->oneline;
}

void layout_add(struct layout *layout, size_t start)
{
    const char *text = layout->text.data + start;
    size_t length = layout->text.length - start;

    layout->cells[layout->count++] =
        (struct cell){(uint32_t)length, (uint32_t)escape_width(text, length)};
}

void layout_expect(struct layout *layout, size_t count)
{
    layout->cells =
        alloc_grow(layout->cells, &layout->capacity, layout->count + count, sizeof(*layout->cells));
}

/** Adds the headings, and widens the columns for them. */
static void add_headings(struct layout *layout, const struct field_list *columns)
{
    layout_expect(layout, columns->count);
    for (size_t column = 0; column < columns->count; column++) {
        size_t start = layout->text.length;
        strbuf_text(&layout->text, columns->fields[column]->heading);
        layout_add(layout, start);
        layout->widths[column] = layout->cells[column].width;
    }
}

void table_add_cells(struct show *show, const struct sock *sock, size_t count)
{
    const struct view *view = show->view;
    struct layout *layout = show->state;

    layout_expect(layout, count);
    for (size_t column = 0; column < count; column++) {
        size_t start = layout->text.length;
        field_cell(&layout->text, view->columns.fields[column], sock, show->facts, &show->style);
        if (layout->text.length == start)
            strbuf_byte(&layout->text, '-');
        layout_add(layout, start);
    }
}

void layout_forget(struct layout *layout)
{
    strbuf_truncate(&layout->text, 0);
    layout->count = layout->next = layout->offset = 0;
}

/** Returns the number of columns to measure: the last one only if its width matters. */
static size_t measured(const struct view *view)
{
    size_t count = view->columns.count;
    bool all = count == 0 || view->width > 0 || view->columns.fields[count - 1]->right;

    return all ? count : count - 1;
}

/** Widens the columns for SOCK; KEEP: its cells stay for put_row. */
static void widen(struct show *show, const struct sock *sock, bool keep)
{
    struct layout *layout = show->state;
    size_t columns = measured(show->view);
    size_t first = layout->count;
    size_t start = layout->text.length;

    table_add_cells(show, sock, keep ? show->view->columns.count : columns);
    for (size_t column = 0; column < columns; column++) {
        if (layout->cells[first + column].width > layout->widths[column])
            layout->widths[column] = layout->cells[first + column].width;
    }
    if (keep)
        return;
    strbuf_truncate(&layout->text, start);
    layout->count = first;
}

/** Returns the width that COLUMN needs, or the minimum width of one that may be cut or folded. */
static size_t needed(const struct show *show, size_t column)
{
    const struct layout *layout = show->state;
    size_t width = layout->widths[column];
    size_t least = is_cut(show->view, column)      ? LEAST_CUT
                   : is_folded(show->view, column) ? LEAST_FOLDED
                                                   : width;

    return width < least ? width : least;
}

/** Returns the width of a row in one line. */
static size_t row_width(const struct show *show, size_t gap)
{
    size_t width = 0;

    for (size_t column = 0; column < show->view->columns.count; column++)
        width += needed(show, column) + (column > 0 ? gap : 0);
    return width;
}

void table_lay_out(struct show *show)
{
    const struct view *view = show->view;
    struct layout *layout = show->state;
    size_t end = 0; // of the line so far
    size_t start = 0;
    bool folded = false; // a folded row gets another line before its list is cut

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
    if ((is_cut(view, last) || is_folded(view, last)) && start + needed(show, last) <= view->width)
        layout->room = view->width - start;
}

/** Appends TEXT, cut to ROOM columns; the last column shows that it was cut. */
static void put_cut(struct strbuf *line, struct text text, size_t room)
{
    if (escape_fit(text.bytes, text.length, room) == text.length) {
        strbuf_bytes(line, text.bytes, text.length);
        return;
    }
    strbuf_bytes(line, text.bytes, escape_fit(text.bytes, text.length, room - 1));
    strbuf_text(line, "\u2026");
}

/** Appends the text of a cell. */
static void put_text(struct show *show, size_t column, struct text text)
{
    const struct view *view = show->view;
    const struct layout *layout = show->state;
    struct strbuf *line = &show->out.pending;

    if (layout->room == SIZE_MAX || !is_last(view, column))
        strbuf_bytes(line, text.bytes, text.length);
    else if (is_folded(view, column))
        fold(line, view->width, text, view->width - layout->room, INDENT);
    else
        put_cut(line, text, layout->room);
}

void table_put_cells(struct show *show, const char *colour)
{
    const struct field_list *columns = &show->view->columns;
    struct layout *layout = show->state;
    const struct cell *cells = layout->cells + layout->next;
    const char *text = layout->text.data + layout->offset;
    struct strbuf *line = &show->out.pending;
    size_t blanks = 0; // before the next cell; none at the end of a line

    for (size_t column = 0; column < columns->count; column++) {
        const struct field *field = columns->fields[column];
        const struct cell cell = cells[column];
        size_t width = layout->widths[column];
        size_t padding = width > cell.width ? width - cell.width : 0;
        bool coloured = *colour && field->coloured;
        if (layout->folds[column])
            strbuf_byte(line, '\n');
        if (column > 0)
            blanks = layout->folds[column] ? INDENT : blanks + layout->gap;
        strbuf_blanks(line, field->right ? blanks + padding : blanks);
        if (coloured)
            strbuf_text(line, colour);
        put_text(show, column, (struct text){text, cell.length});
        if (coloured)
            strbuf_text(line, colour_end);
        blanks = field->right ? 0 : padding;
        text += cell.length;
    }
    strbuf_byte(line, '\n');
    layout->next += columns->count;
    layout->offset = (size_t)(text - layout->text.data);
}

const char *table_colour(const struct view *view, const struct sock *sock)
{
    return view->colour ? colours[state_table[sock->state].phase] : "";
}

/** Writes a row: the kept cells, or those of SOCK. */
static void put_row(struct show *show, const struct sock *sock)
{
    const struct view *view = show->view;
    struct layout *layout = show->state;

    if (layout->next == layout->count) {
        layout_forget(layout);
        table_add_cells(show, sock, view->columns.count);
    }
    table_put_cells(show, table_colour(view, sock));
}

static void begin(struct show *show)
{
    const struct view *view = show->view;
    struct layout *layout = show->state = layout_new(view->columns.count);

    layout->headed = !view->header;
    if (view->header)
        add_headings(layout, &view->columns);
    table_lay_out(show);
}

static void put_headings(struct show *show)
{
    struct layout *layout = show->state;

    if (!layout->headed)
        table_put_cells(show, "");
    layout->headed = true;
}

/**
 * Widens the columns for the rows FIRST to END - 1 of a table that is shown as a whole: the order
 * does not matter, and memory is read sequentially.
 */
static void measure(struct show *show, const struct sock_table *table, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (i + AHEAD < end)
            show_look_ahead(show, &table->rows[i + AHEAD]);
        widen(show, &table->rows[i], false);
    }
}

/** Widens the columns for the first COUNT rows; later rows can widen them further. */
static void look(struct show *show, const struct sock_table *table, size_t count)
{
    struct layout *layout = show->state;
    const struct crew_job job = {table, count, measure, false};
    bool few = count <= KEPT_ROWS;
    bool whole = !few && count == table->count;

    if (layout->headed)
        layout_forget(layout);
    for (size_t i = 0; i < count && !whole; i++)
        widen(show, sock_table_at(table, i), few && layout->text.length < KEPT_BYTES);
    if (whole && crew_is_worthwhile(show->view, count))
        crew_run(show, &job);
    else if (whole)
        measure(show, table, 0, count);
    table_lay_out(show);
    put_headings(show);
}

/** Gives the copy columns of its own, to measure or to write rows. */
static void copy_layout(const struct show *show, struct show *copy)
{
    const struct layout *layout = show->state;
    struct layout *own = copy->state = alloc_array(1, sizeof(*own));
    size_t columns = show->view->columns.count;

    *own = *layout;
    own->widths = alloc_array(columns, sizeof(*own->widths));
    for (size_t column = 0; column < columns; column++)
        own->widths[column] = layout->widths[column];
    own->text = (struct strbuf){0};
    own->cells = NULL;
    own->count = own->capacity = own->next = own->offset = 0;
}

/** Widens the columns to those of the copy. */
static void unite_layouts(struct show *show, struct show *copy)
{
    struct layout *layout = show->state;
    struct layout *own = copy->state;

    for (size_t column = 0; column < show->view->columns.count; column++) {
        if (own->widths[column] > layout->widths[column])
            layout->widths[column] = own->widths[column];
    }
    free(own->widths);
    strbuf_free(&own->text);
    free(own->cells);
    free(own);
}

static void end(struct show *show)
{
    put_headings(show);
    layout_free(show->state);
}

const struct format_writer table_writer = {.begin = begin,
                                           .look = look,
                                           .row = put_row,
                                           .shares = true,
                                           .copy = copy_layout,
                                           .unite = unite_layouts,
                                           .end = end};
