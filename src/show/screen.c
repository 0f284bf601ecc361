// SPDX-License-Identifier: MIT
#include "show/screen.h"

#include "base/alloc.h"
#include "base/escape.h"

#include <stdlib.h>

const char screen_enter[] = "\033[?1049h\033[?25l\033[?7l";
const char screen_leave[] = "\033[0m\033[?7h\033[?25h\033[?1049l";

static void free_lines(struct strbuf *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        strbuf_free(&lines[i]);
    free(lines);
}

void screen_free(struct screen *screen)
{
    free_lines(screen->shown, screen->rows);
    free_lines(screen->wanted, screen->rows);
    *screen = (struct screen){0};
}

void screen_resize(struct screen *screen, size_t rows, size_t columns)
{
    screen_free(screen);
    *screen = (struct screen){.rows = rows,
                              .columns = columns,
                              .shown = alloc_array(rows, sizeof(*screen->shown)),
                              .wanted = alloc_array(rows, sizeof(*screen->wanted)),
                              .unknown = true};
}

/** Returns the length of the colour sequence at the start of TEXT; 0: there is none. */
static size_t sequence(struct text text)
{
    size_t length = 2;

    if (text.length < 3 || text.bytes[0] != '\033' || text.bytes[1] != '[')
        return 0;
    while (length < text.length && text.bytes[length] != 'm')
        length++;
    return length < text.length ? length + 1 : 0;
}

/** A line while it is cut. */
struct cut {
    size_t first, end; /**< columns of the line that are wanted, without the one at `end` */
    size_t column;     /**< of the next character */
};

/** Appends those characters of PIECE, which has no sequence, that are wanted. */
static void cut_piece(struct cut *cut, struct text piece, struct strbuf *target)
{
    size_t width = escape_width(piece.bytes, piece.length);

    if (cut->column < cut->first) {
        size_t before = escape_fit(piece.bytes, piece.length, cut->first - cut->column);
        cut->column += escape_width(piece.bytes, before);
        width -= escape_width(piece.bytes, before);
        piece = text_skip(piece, before);
    }
    if (piece.length > 0 && cut->column < cut->first) { // half of a wide character
        size_t one = escape_fit(piece.bytes, piece.length, 2);
        strbuf_byte(target, ' ');
        cut->column += 2;
        width -= 2;
        piece = text_skip(piece, one);
    }
    if (cut->column < cut->end)
        strbuf_bytes(target, piece.bytes,
                     escape_fit(piece.bytes, piece.length, cut->end - cut->column));
    cut->column += width;
}

/** Returns the width of LINE, without its sequences. */
static size_t line_width(struct text line)
{
    size_t width = 0;

    while (line.length > 0) {
        size_t length = sequence(line);
        if (length == 0) {
            const char *next = memchr(line.bytes + 1, '\033', line.length - 1);
            length = next ? (size_t)(next - line.bytes) : line.length;
            width += escape_width(line.bytes, length);
        }
        line = text_skip(line, length);
    }
    return width;
}

size_t screen_cut(struct text line, size_t skip, size_t columns, struct strbuf *target)
{
    size_t width = line_width(line);
    bool cuts = columns > 0 && width > skip && width - skip > columns;
    struct cut cut = {skip, skip + columns - (cuts ? 1 : 0), 0};

    while (line.length > 0) {
        size_t length = sequence(line);
        if (length > 0) {
            strbuf_bytes(target, line.bytes, length);
        } else {
            const char *next = memchr(line.bytes + 1, '\033', line.length - 1);
            length = next ? (size_t)(next - line.bytes) : line.length;
            bool within = cut.column <= cut.end;
            cut_piece(&cut, (struct text){line.bytes, length}, target);
            if (cuts && within && cut.column > cut.end)
                strbuf_text(target, "\u2026");
        }
        line = text_skip(line, length);
    }
    return width;
}

void screen_line(struct screen *screen, size_t row, struct text line)
{
    if (row >= screen->rows)
        return;
    strbuf_truncate(&screen->wanted[row], 0);
    screen_cut(line, 0, screen->columns, &screen->wanted[row]);
}

static bool is_shown(const struct screen *screen, size_t row)
{
    return text_compare(strbuf_contents(&screen->shown[row]),
                        strbuf_contents(&screen->wanted[row])) == 0;
}

/** Appends what makes the terminal show ROW, and notes it. */
static void put_row(struct screen *screen, size_t row, struct strbuf *bytes)
{
    struct text line = strbuf_contents(&screen->wanted[row]);

    strbuf_text(bytes, "\033[");
    strbuf_decimal(bytes, row + 1);
    strbuf_text(bytes, ";1H");
    strbuf_bytes(bytes, line.bytes, line.length);
    // After the last column the cursor is still in it: erasing would erase that, too.
    if (line_width(line) < screen->columns)
        strbuf_text(bytes, "\033[K");
    strbuf_truncate(&screen->shown[row], 0);
    strbuf_bytes(&screen->shown[row], line.bytes, line.length);
}

void screen_frame(struct screen *screen, struct strbuf *bytes)
{
    size_t start = bytes->length;

    strbuf_text(bytes, "\033[?2026h");
    size_t empty = bytes->length;
    if (screen->unknown)
        strbuf_text(bytes, "\033[2J");
    for (size_t row = 0; row < screen->rows; row++) {
        if (screen->unknown)
            strbuf_truncate(&screen->shown[row], 0);
        if (!is_shown(screen, row))
            put_row(screen, row, bytes);
    }
    screen->unknown = false;
    if (bytes->length == empty)
        strbuf_truncate(bytes, start);
    else
        strbuf_text(bytes, "\033[?2026l");
}
