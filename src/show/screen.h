// SPDX-License-Identifier: MIT
/**
 * The screen of a terminal, for output that is redrawn in place. It keeps a copy of what is shown,
 * so that a frame consists of the lines that changed. Nothing is written here: functions append
 * bytes for the terminal. Start with `struct screen screen = {0}`, then screen_resize.
 *
 * The bytes are control sequences of ECMA-48 and private modes of DEC and xterm; a terminal ignores
 * modes that it does not know.
 */
#ifndef SHOW_SCREEN_H
#define SHOW_SCREEN_H

#include "base/strbuf.h"

#include <stdbool.h>

struct screen {
    size_t rows, columns;
    struct strbuf *shown;  /**< by row: what the terminal shows */
    struct strbuf *wanted; /**< by row: what the next frame shows */
    bool unknown;          /**< what the terminal shows is not known: the next frame clears it */
};

void screen_free(struct screen *screen);

/** Sets the size; the next frame clears the terminal and writes every line. */
void screen_resize(struct screen *screen, size_t rows, size_t columns);

/**
 * Sets the line of ROW, from 0 on, to LINE, cut to the width. LINE is escaped text with sequences
 * that select colours and end with their reset. A row that does not exist is ignored.
 */
void screen_line(struct screen *screen, size_t row, struct text line);

/**
 * Appends the bytes of a frame: the lines that changed, in one synchronized update (mode 2026).
 * Appends nothing if none changed.
 */
void screen_frame(struct screen *screen, struct strbuf *bytes);

/**
 * What begins the use of the terminal: the alternate screen (mode 1049), no cursor, and no new line
 * at the right edge, so that a character that is wider than expected damages one line only.
 */
extern const char screen_enter[];

/** What ends it, to be written at any end. */
extern const char screen_leave[];

/**
 * Appends the part of LINE, as for screen_line, that begins at column SKIP and has at most COLUMNS
 * columns. All colour sequences are kept. If the rest of the line is cut off, the last column is an
 * ellipsis. Returns the width of LINE.
 */
size_t screen_cut(struct text line, size_t skip, size_t columns, struct strbuf *target);

#endif
