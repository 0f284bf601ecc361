// SPDX-License-Identifier: MIT
/**
 * The table as single lines, for output that is redrawn: which rows are shown changes, and the
 * columns must not jump. Cells and lines are those of the table (show/table.h), never folded and
 * not cut.
 *
 * The cells of a row are one text: each cell, escaped, and a NUL after it. So a row can be kept
 * after its socket is forgotten.
 */
#ifndef SHOW_LINES_H
#define SHOW_LINES_H

#include "show/view.h"
#include "sock/facts.h"
#include "sock/table.h"

struct lines;

/** Creates the lines of VIEW, which is borrowed. Free with lines_free. */
struct lines *lines_new(const struct view *view);

/** Frees LINES; NULL is allowed. */
void lines_free(struct lines *lines);

/** Appends the cells of SOCK to CELLS. */
void lines_cells(struct lines *lines, const struct sock *sock, const struct facts *facts,
                 struct strbuf *cells);

/** Appends the headings to CELLS. */
void lines_headings(const struct lines *lines, struct strbuf *cells);

/**
 * Begins a frame on a screen of WIDTH columns. Columns become wider when a row needs it. They
 * become narrower only in one of 30 frames that begin a LOOK, to what the frames since then needed;
 * or in this one if they are to START anew.
 */
void lines_begin(struct lines *lines, size_t width, bool look, bool start);

/** Widens the columns for a row. */
void lines_widen(struct lines *lines, struct text cells);

/** Returns the colour of the state of SOCK, empty if there is none. */
const char *lines_colour(const struct lines *lines, const struct sock *sock);

/** Ends the widening; lines_put may follow. */
void lines_lay_out(struct lines *lines);

/** Appends the line of a row, coloured cells in COLOUR, which may be empty, without a newline. */
void lines_put(struct lines *lines, struct text cells, const char *colour, struct strbuf *line);

#endif
