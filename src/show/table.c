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

struct layout *layout_new(const struct field_list *fields)
{
    struct layout *layout = alloc_array(1, sizeof(*layout));

    layout->columns = alloc_array(fields->count, sizeof(*layout->columns));
    layout->count = fields->count;
    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = fields->fields[i];
        layout->columns[i] = (struct column){.field = field, .bare = field_is_bare(field)};
    }
    return layout;
}

void layout_free(struct layout *layout)
{
    free(layout->columns);
    strbuf_free(&layout->text);
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

void table_put_headings(const struct view *view, struct strbuf *cells)
{
    for (size_t column = 0; column < view->columns.count; column++) {
        strbuf_text(cells, view->columns.fields[column]->heading);
        strbuf_byte(cells, '\0');
    }
}

/** Appends the cell of FIELD; an absent value is a dash. */
static inline void put_value(const struct show *show, const struct field *field,
                             const struct sock *sock, struct strbuf *text)
{
    size_t start = text->length;

    field_cell(text, field, sock, show->facts, &show->style);
    if (text->length == start)
        strbuf_byte(text, '-');
}

void table_put_cells(const struct show *show, const struct sock *sock, struct strbuf *cells)
{
    for (size_t column = 0; column < show->view->columns.count; column++) {
        put_value(show, show->view->columns.fields[column], sock, cells);
        strbuf_byte(cells, '\0');
    }
}

/** Returns the number of columns to measure: the last one only if its width matters. */
static size_t measured(const struct view *view)
{
    size_t count = view->columns.count;
    bool all = count == 0 || view->width > 0 || view->columns.fields[count - 1]->right;

    return all ? count : count - 1;
}

/** Returns the width of a cell that must be formatted for that. */
static size_t width_of_text(const struct show *show, const struct field *field,
                            const struct sock *sock)
{
    struct layout *layout = show->state;

    strbuf_truncate(&layout->text, 0);
    put_value(show, field, sock, &layout->text);
    return escape_width(layout->text.data, layout->text.length);
}

#define BLOCK 32 // rows that stay in the cache while one column after the other is measured

/** Widens the columns for COUNT rows. */
static void widen(struct show *show, const struct sock *const *rows, size_t count)
{
    struct layout *layout = show->state;
    size_t columns = measured(show->view);

    for (size_t i = 0; i < columns; i++) {
        const struct field *field = layout->columns[i].field;
        size_t most = layout->columns[i].width;
        for (size_t row = 0; row < count; row++) {
            size_t width = field_width(field, rows[row], show->facts, &show->style);
            width = width > 0 ? width : width_of_text(show, field, rows[row]);
            most = width > most ? width : most;
        }
        layout->columns[i].width = most;
    }
}

/** Returns the width that COLUMN needs, or the minimum width of one that may be cut or folded. */
static size_t needed(const struct show *show, size_t column)
{
    const struct layout *layout = show->state;
    size_t width = layout->columns[column].width;
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
        size_t width = folded ? layout->columns[column].width : needed(show, column);
        bool folds = column > 0 && !view->oneline && start + width > view->width;
        layout->columns[column].folds = folds;
        folded = folded || folds;
        start = folds ? INDENT : start;
        end = start + layout->columns[column].width;
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

/** Cuts or folds the text of the last column, which was appended from byte START on. */
static void fit_last(struct show *show, size_t start)
{
    const struct view *view = show->view;
    struct layout *layout = show->state;
    struct strbuf *line = &show->out.pending;
    struct text text;

    strbuf_truncate(&layout->text, 0);
    strbuf_bytes(&layout->text, line->data + start, line->length - start);
    text = strbuf_contents(&layout->text);
    strbuf_truncate(line, start);
    if (is_folded(view, view->columns.count - 1))
        fold(line, view->width, text, view->width - layout->room, INDENT);
    else
        put_cut(line, text, layout->room);
}

/** Appends the text of a cell of ROW and returns its width. */
static inline size_t put_text(struct show *show, const struct column *column, struct table_row *row)
{
    struct strbuf *line = &show->out.pending;
    size_t start = line->length;

    if (row->sock) {
        put_value(show, column->field, row->sock, line);
    } else {
        struct text cell = text_take_until(&row->cells, '\0');
        strbuf_bytes(line, cell.bytes, cell.length);
    }
    size_t length = line->length - start;
    return column->bare ? length : escape_width(line->data + start, length);
}

/** Returns the blanks for a cell of WIDTH; widens COLUMN for a wider one. */
static inline size_t padding_of(struct layout *layout, struct column *column, size_t width)
{
    if (width <= column->width)
        return column->width - width;
    if (column->widens) {
        column->width = width;
        layout->widened = true;
    }
    return 0;
}

void table_put_row(struct show *show, struct table_row row)
{
    struct layout *layout = show->state;
    const struct column *end = layout->columns + layout->count;
    struct strbuf *line = &show->out.pending;
    size_t blanks = 0; // before the next cell; none at the end of a line

    for (struct column *column = layout->columns; column < end; column++) {
        if (column->folds)
            strbuf_byte(line, '\n');
        if (column > layout->columns)
            blanks = column->folds ? INDENT : blanks + layout->gap;
        strbuf_blanks(line, blanks);
        bool coloured = *row.colour && column->field->coloured;
        if (coloured)
            strbuf_text(line, row.colour);
        size_t start = line->length;
        size_t padding = padding_of(layout, column, put_text(show, column, &row));
        bool right = column->field->right;
        if (right)
            strbuf_insert_blanks(line, start, padding);
        else if (column + 1 == end && layout->room != SIZE_MAX)
            fit_last(show, start);
        blanks = right ? 0 : padding;
        if (coloured)
            strbuf_text(line, colour_end);
    }
    strbuf_byte(line, '\n');
}

const char *table_colour(const struct view *view, const struct sock *sock)
{
    return view->colour ? colours[state_table[sock->state].phase] : "";
}

static void put_row(struct show *show, const struct sock *sock)
{
    table_put_row(show, (struct table_row){.sock = sock, .colour = table_colour(show->view, sock)});
}

static void begin(struct show *show)
{
    const struct field_list *columns = &show->view->columns;
    struct layout *layout = show->state = layout_new(columns);

    layout->headed = !show->view->header;
    for (size_t column = 0; column < measured(show->view); column++)
        layout->columns[column].widens = true;
    for (size_t column = 0; column < columns->count && !layout->headed; column++)
        layout->columns[column].width = strlen(columns->fields[column]->heading);
    table_lay_out(show);
}

static void put_headings(struct show *show)
{
    CLEANUP(strbuf_free) struct strbuf cells = {0};
    struct layout *layout = show->state;

    if (layout->headed)
        return;
    table_put_headings(show->view, &cells);
    table_put_row(show, (struct table_row){.cells = strbuf_contents(&cells), .colour = ""});
    layout->headed = true;
}

/** Widens the columns for the rows at positions FIRST to END - 1, in memory or in their order. */
static void measure_rows(struct show *show, const struct sock_table *table, size_t first,
                         size_t end, bool in_order)
{
    const struct sock *rows[BLOCK];

    while (first < end) {
        size_t count = 0;
        for (; count < BLOCK && first < end; count++, first++) {
            rows[count] = in_order ? sock_table_at(table, first) : &table->rows[first];
            show_look_ahead(show, rows[count]);
        }
        widen(show, rows, count);
    }
}

/** Does so for a table that is shown as a whole: memory is read sequentially. */
static void measure(struct show *show, const struct sock_table *table, size_t first, size_t end)
{
    measure_rows(show, table, first, end, false);
}

/** Widens the columns for the first COUNT rows; those of a later table widen them further. */
static void look(struct show *show, const struct sock_table *table, size_t count)
{
    const struct crew_job job = {table, count, measure, false};
    struct layout *layout = show->state;

    if (layout->looked)
        return; // few of these rows need wider columns: see widened
    layout->looked = true;
    if (count < table->count)
        measure_rows(show, table, 0, count, true);
    else if (crew_is_worthwhile(show->view, count))
        crew_run(show, &job);
    else
        measure(show, table, 0, count);
    table_lay_out(show);
    put_headings(show);
}

/** Returns true if rows that were just written are too wide for the columns, which are now wider.
 */
static bool widened(struct show *show)
{
    struct layout *layout = show->state;

    if (!layout->widened)
        return false;
    layout->widened = false;
    table_lay_out(show);
    return true;
}

/** Gives the copy columns of its own, to measure or to write rows. */
static void copy_layout(const struct show *show, struct show *copy)
{
    const struct layout *layout = show->state;
    struct layout *own = copy->state = alloc_array(1, sizeof(*own));

    *own = *layout;
    own->columns = alloc_array(layout->count, sizeof(*own->columns));
    for (size_t i = 0; i < layout->count; i++)
        own->columns[i] = layout->columns[i];
    own->text = (struct strbuf){0};
}

/** Widens the columns to those of the copy. */
static void unite_layouts(struct show *show, struct show *copy)
{
    struct layout *layout = show->state;
    struct layout *own = copy->state;

    for (size_t i = 0; i < layout->count; i++) {
        if (own->columns[i].width > layout->columns[i].width)
            layout->columns[i].width = own->columns[i].width;
    }
    layout_free(own);
}

static void end(struct show *show)
{
    put_headings(show);
    layout_free(show->state);
}

const struct format_writer table_writer = {.begin = begin,
                                           .look = look,
                                           .row = put_row,
                                           .again = widened,
                                           .shares = true,
                                           .copy = copy_layout,
                                           .unite = unite_layouts,
                                           .end = end};
