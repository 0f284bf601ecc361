// SPDX-License-Identifier: MIT
#include "watch_view.h"

#include "base/escape.h"
#include "show/fold.h"

#include <stdlib.h>
#include <time.h>

#define SIGN 2   // columns of the sign before a line
#define INDENT 2 // blanks at the start of a continuation line at the bottom

static const char reverse[] = "\033[7m";
static const char bold[] = "\033[1m";
static const char plain[] = "\033[0m";
static const char cursor[] = "\033[7m \033[0m";

/** How a line is marked; the colour adds nothing to the sign. */
static const struct {
    char sign;
    const char *colour;
} signs[] = {
    [MARK_NONE] = {' ', ""},
    [MARK_NEW] = {'+', "\033[32m"},
    [MARK_CLOSED] = {'-', "\033[31m"},
    [MARK_MISSING] = {'?', "\033[33m"},
};

static const char keys_help[] = "q quit, space pause, s sort, r reverse, / filter, w warnings, "
                                "arrows, PgUp, PgDn, Home and End scroll";

void watch_view_begin(struct watch_view *shown, const struct view *view)
{
    shown->view = view;
    shown->lines = lines_new(view);
    shown->top = shown->left = 0;
    shown->restart = true;
}

void watch_view_end(struct watch_view *shown)
{
    lines_free(shown->lines);
    shown->lines = NULL;
    marks_forget(&shown->marks);
}

void watch_view_resize(struct watch_view *shown, size_t rows, size_t columns)
{
    screen_resize(&shown->screen, rows, columns);
    shown->restart = true;
}

/** Appends a line of MESSAGE, which is foreign, folded to the width of the screen. */
static void put_folded(const struct watch_view *shown, struct text message, struct strbuf *lines)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    escape_message(&text, message.bytes, message.length);
    strbuf_text(lines, lines->length > 0 ? "\n" : "");
    fold(lines, shown->screen.columns, strbuf_contents(&text), 0, INDENT);
}

/** Appends the filter that is being typed: its end, if it is too long, and a cursor. */
static void put_typed(const struct watch_view *shown, struct text typed, struct strbuf *line)
{
    size_t columns = shown->screen.columns;
    CLEANUP(strbuf_free) struct strbuf text = {0};

    strbuf_text(&text, "filter: ");
    escape_message(&text, typed.bytes, typed.length);
    size_t width = escape_width(text.data, text.length);
    screen_cut(strbuf_contents(&text), width + 1 > columns ? width + 1 - columns : 0, columns,
               line);
    strbuf_text(line, shown->view->colour ? cursor : "_");
}

/** Appends the lines at the bottom, separated by newlines. */
static void put_bottom(const struct watch_view *shown, const struct watch_status *status,
                       struct strbuf *lines)
{
    const struct facts *facts = status->facts;

    if (status->edits && (status->notice.length == 0 || shown->screen.rows > 2))
        put_typed(shown, status->typed, lines);
    if (status->notice.length > 0)
        put_folded(shown, status->notice, lines);
    else if (status->help)
        put_folded(shown, text_of(keys_help), lines);
    for (size_t i = 0; status->warnings && facts && i < facts->warning_count; i++)
        put_folded(shown, text_of(facts->warnings[i]), lines);
}

/** Returns how many of the lines at the bottom are shown: at most half of the screen. */
static size_t bottom_rows(const struct watch_view *shown, const struct strbuf *lines)
{
    size_t most = (shown->screen.rows + 1) / 2;
    size_t count = lines->length > 0;

    for (size_t i = 0; i < lines->length; i++)
        count += lines->data[i] == '\n';
    return count < most ? count : most;
}

size_t watch_view_page(const struct watch_view *shown, const struct watch_status *status)
{
    CLEANUP(strbuf_free) struct strbuf bottom = {0};
    size_t rows = shown->screen.rows;

    put_bottom(shown, status, &bottom);
    size_t others = 1 + (size_t)shown->view->header + bottom_rows(shown, &bottom);
    return rows > others ? rows - others : 0;
}

/** Returns the number of lines, without those that --limit leaves out. */
static size_t line_count(const struct watch_view *shown)
{
    const struct marks *marks = &shown->marks;
    size_t rows = 0;

    if (!shown->view->limited || shown->view->limit >= marks->rows)
        return marks->count;
    for (size_t i = 0; i < marks->count; i++) {
        enum mark mark = marks->lines[i].mark;
        rows += mark == MARK_NONE || mark == MARK_NEW;
        if (rows > shown->view->limit)
            return i;
    }
    return marks->count;
}

/** Appends FORMAT's text after two blanks, unless it is the first one. */
static FORMAT_PRINTF(2, 3) void put(struct strbuf *line, const char *format, ...)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(&text, format, arguments);
    va_end(arguments);
    strbuf_text(line, line->length > 0 ? "  " : "");
    escape_message(line, text.data, text.length);
}

static void put_time(const struct facts *facts, struct strbuf *line)
{
    struct tm parts;

    if (localtime_r(&facts->time.tv_sec, &parts))
        put(line, "%02d:%02d:%02d", parts.tm_hour, parts.tm_min, parts.tm_sec);
}

/** Appends how many rows there are, and what the last look brought. */
static void put_counts(const struct watch_view *shown, const struct watch_status *status,
                       struct strbuf *line)
{
    const struct marks *marks = &shown->marks;
    const char *plural = status->sockets == 1 ? "" : "s";

    if (shown->view->grouped)
        put(line, "%zu group%s of %zu socket%s", marks->rows, marks->rows == 1 ? "" : "s",
            status->sockets, plural);
    else
        put(line, "%zu socket%s", status->sockets, plural);
    put(line, "+%zu -%zu", marks->opened, marks->closed);
}

/** Appends which lines are shown, if they are not all. */
static void put_position(const struct watch_view *shown, const struct watch_status *status,
                         struct strbuf *line)
{
    size_t count = line_count(shown);
    size_t page = watch_view_page(shown, status);

    if (count > page && page > 0)
        put(line, "lines %zu-%zu of %zu", shown->top + 1, shown->top + page, count);
}

static void put_interval(const struct watch_status *status, struct strbuf *line)
{
    CLEANUP(strbuf_free) struct strbuf seconds = {0};

    strbuf_thousandths(&seconds, status->interval);
    if (status->paused)
        put(line, "PAUSED");
    else
        put(line, "every %s s%s", seconds.data, status->slower ? " (10 times a look)" : "");
}

/** Appends the sources of the rows. */
static void put_sources(const struct facts *facts, struct strbuf *line)
{
    CLEANUP(strbuf_free) struct strbuf names = {0};
    unsigned sources = 0;

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        sources |= facts->requested[proto] ? SOURCE_BIT(facts_weakest_source(facts, proto)) : 0;
    for (enum source source = SOURCE_NONE + 1; source < SOURCE_COUNT; source++) {
        if (!(sources & SOURCE_BIT(source)))
            continue;
        strbuf_text(&names, names.length > 0 ? ", " : "");
        strbuf_text(&names, source_table[source].name);
    }
    if (names.length > 0)
        put(line, "%s", names.data);
}

static void put_warnings(const struct facts *facts, struct strbuf *line)
{
    size_t count = facts->warning_count;

    if (!facts->complete)
        put(line, "INCOMPLETE");
    if (count == 1)
        put(line, "warning: %s", facts->warnings[0]);
    else if (count > 1)
        put(line, "%zu warnings: %s", count, facts->warnings[count - 1]);
}

/** Fills LINE with the status line. */
static void put_status(const struct watch_view *shown, const struct watch_status *status,
                       struct strbuf *line)
{
    const struct facts *facts = status->facts;

    if (!facts) {
        put(line, "reading sockets");
        return;
    }
    put_time(facts, line);
    put_counts(shown, status, line);
    put_position(shown, status, line);
    put_interval(status, line);
    put_sources(facts, line);
    if (status->sorted)
        put(line, "by %s%s", status->sorted->heading, status->descending ? ", descending" : "");
    put_warnings(facts, line);
    if (status->filter.length > 0)
        put(line, "filter: %.*s", (int)status->filter.length, status->filter.bytes);
}

/** The cells of the lines that are shown, the headings first. */
struct shown_cells {
    struct strbuf text;
    size_t *ends; /**< of each in `text` */
    size_t count;
};

static struct text cells_at(const struct shown_cells *cells, size_t number)
{
    size_t start = number > 0 ? cells->ends[number - 1] : 0;

    return (struct text){cells->text.data + start, cells->ends[number] - start};
}

/** Adds the cells of the line at POSITION. */
static void add_cells(struct watch_view *shown, const struct snapshot *look, size_t position,
                      struct shown_cells *cells)
{
    const struct marked_line *line = &shown->marks.lines[position];

    if (line->mark == MARK_NONE || line->mark == MARK_NEW)
        lines_cells(shown->lines, sock_table_at(&look->table, line->row), &look->facts,
                    &cells->text);
    else
        strbuf_bytes(&cells->text, line->kept.data, line->kept.length);
}

/** Sets the line of the screen number ROW: SIGN, and the cells, scrolled. */
static void set_line(struct watch_view *shown, size_t row, char sign, const char *colour,
                     struct text line)
{
    size_t columns = shown->screen.columns;
    CLEANUP(strbuf_free) struct strbuf text = {0};

    strbuf_text(&text, colour);
    strbuf_byte(&text, sign);
    strbuf_byte(&text, ' ');
    size_t width = screen_cut(line, shown->left, columns > SIGN ? columns - SIGN : 0, &text);
    if (*colour)
        strbuf_text(&text, plain);
    shown->widest = width > shown->widest ? width : shown->widest;
    screen_line(&shown->screen, row, strbuf_contents(&text));
}

/** Sets the line of the screen number ROW to that of the table at POSITION, which has CELLS. */
static void set_row(struct watch_view *shown, const struct snapshot *look, size_t row,
                    size_t position, struct text cells)
{
    const struct marked_line *marked = &shown->marks.lines[position];
    bool marks = marked->mark != MARK_NONE && shown->view->colour;
    CLEANUP(strbuf_free) struct strbuf line = {0};
    const char *colour = "";

    if (marked->mark == MARK_NONE)
        colour = lines_colour(shown->lines, sock_table_at(&look->table, marked->row));
    lines_put(shown->lines, cells, colour, &line);
    set_line(shown, row, signs[marked->mark].sign, marks ? signs[marked->mark].colour : "",
             strbuf_contents(&line));
}

/** Sets a line of the screen that is no row of the table, in STYLE if there are colours. */
static void set_text(struct watch_view *shown, size_t row, const char *style, struct text text)
{
    CLEANUP(strbuf_free) struct strbuf line = {0};
    size_t columns = shown->screen.columns;

    if (shown->view->colour)
        strbuf_text(&line, style);
    size_t width = screen_cut(text, 0, columns, &line);
    if (shown->view->colour) {
        strbuf_blanks(&line, width < columns ? columns - width : 0);
        strbuf_text(&line, plain);
    }
    screen_line(&shown->screen, row, strbuf_contents(&line));
}

/** Sets the headings and COUNT lines from the top on. */
static void set_table(struct watch_view *shown, const struct snapshot *look, bool fresh,
                      size_t count)
{
    struct shown_cells cells = {.ends = alloc_array(count + 1, sizeof(*cells.ends))};
    size_t columns = shown->screen.columns;
    size_t row = 1;

    shown->widest = 0;
    lines_begin(shown->lines, columns > SIGN ? columns - SIGN : 1, fresh, shown->restart);
    shown->restart = false;
    lines_headings(shown->lines, &cells.text);
    cells.ends[0] = cells.text.length;
    for (size_t i = 0; i < count; i++) {
        add_cells(shown, look, shown->top + i, &cells);
        cells.ends[i + 1] = cells.text.length;
    }
    for (size_t i = shown->view->header ? 0 : 1; i <= count; i++)
        lines_widen(shown->lines, cells_at(&cells, i));
    lines_lay_out(shown->lines);
    if (shown->view->header) {
        CLEANUP(strbuf_free) struct strbuf line = {0};
        lines_put(shown->lines, cells_at(&cells, 0), "", &line);
        set_line(shown, row++, ' ', shown->view->colour ? bold : "", strbuf_contents(&line));
    }
    for (size_t i = 0; i < count; i++)
        set_row(shown, look, row++, shown->top + i, cells_at(&cells, i + 1));
    for (; row < shown->screen.rows; row++)
        screen_line(&shown->screen, row, (struct text){0});
    strbuf_free(&cells.text);
    free(cells.ends);
}

/** Returns how many columns of the widest line that is shown do not fit. */
static size_t columns_beyond(const struct watch_view *shown)
{
    size_t room = shown->screen.columns > SIGN ? shown->screen.columns - SIGN : 1;

    return shown->widest > room ? shown->widest - room : 0;
}

/** Sets the part of the table that is shown, no further down or right than it is long and wide. */
static void set_part(struct watch_view *shown, const struct snapshot *look,
                     const struct watch_status *status, bool fresh)
{
    size_t page = watch_view_page(shown, status);
    size_t count = line_count(shown);

    if (shown->top + page > count)
        shown->top = count > page ? count - page : 0;
    size_t rows = count - shown->top < page ? count - shown->top : page;
    set_table(shown, look, fresh, rows);
    if (shown->left <= columns_beyond(shown))
        return;
    shown->left = columns_beyond(shown);
    set_table(shown, look, false, rows);
}

/** Sets the lines at the bottom. */
static void set_bottom(struct watch_view *shown, const struct watch_status *status)
{
    CLEANUP(strbuf_free) struct strbuf bottom = {0};

    put_bottom(shown, status, &bottom);
    size_t count = bottom_rows(shown, &bottom);
    struct text rest = strbuf_contents(&bottom);
    for (size_t row = shown->screen.rows - count; row > 0 && row < shown->screen.rows; row++)
        set_text(shown, row, plain, text_take_until(&rest, '\n'));
}

void watch_view_draw(struct watch_view *shown, const struct snapshot *look,
                     const struct watch_status *status, bool fresh, struct strbuf *bytes)
{
    CLEANUP(strbuf_free) struct strbuf line = {0};

    if (status->facts)
        set_part(shown, look, status, fresh);
    put_status(shown, status, &line);
    set_text(shown, 0, reverse, strbuf_contents(&line));
    set_bottom(shown, status);
    screen_frame(&shown->screen, bytes);
}

/** Returns POSITION moved by STEPS, from 0 to LAST. */
static size_t moved(size_t position, long steps, size_t last)
{
    size_t back = (size_t)-steps;

    if (steps < 0)
        return position > back ? position - back : 0;
    return last - (position < last ? position : last) > (size_t)steps ? position + (size_t)steps
                                                                      : last;
}

void watch_view_scroll(struct watch_view *shown, const struct watch_status *status, long rows,
                       long columns)
{
    size_t count = line_count(shown);
    size_t page = watch_view_page(shown, status);

    shown->top = moved(shown->top, rows, count > page ? count - page : 0);
    shown->left = moved(shown->left, columns, columns_beyond(shown));
}
