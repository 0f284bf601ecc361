// SPDX-License-Identifier: MIT
/**
 * How rows of the table are made of cells, for table.c and lines.c only.
 */
#ifndef SHOW_TABLE_H
#define SHOW_TABLE_H

#include "show/writer.h"

/** A formatted cell. */
struct cell {
    uint32_t length; /**< bytes, in the text of the layout */
    uint32_t width;  /**< width in columns of the terminal */
};

/** The widths of the columns, and the cells to write next: the state of a table. */
struct layout {
    size_t *widths; /**< of each column, considering the rows so far */
    bool *folds;    /**< of each column: it begins a new line */
    size_t gap;     /**< blanks between columns */
    size_t room;    /**< width of the last column, which is cut or folded; SIZE_MAX: no limit */
    bool headed;    /**< the headings are written, or not wanted */

    struct strbuf text; /**< of the cells, one after the other */
    struct cell *cells;
    size_t count, capacity; /**< of cells */
    size_t next;            /**< the cell to write next */
    size_t offset;          /**< of its text */
};

/** Returns a layout for COUNT columns, of no width; the caller frees it with layout_free. */
struct layout *layout_new(size_t count);

void layout_free(struct layout *layout);

/** Makes room for COUNT more cells. */
void layout_expect(struct layout *layout, size_t count);

/** Adds a cell with the text after byte START. */
void layout_add(struct layout *layout, size_t start);

/** Forgets the cells; the widths stay. */
void layout_forget(struct layout *layout);

/** Adds the first COUNT cells of SOCK to the layout of SHOW; an absent value is a dash. */
void table_add_cells(struct show *show, const struct sock *sock, size_t count);

/** Decides where rows of SHOW are folded, the gap between columns, and the width of the last. */
void table_lay_out(struct show *show);

/** Writes the next cells as a row; coloured ones in COLOUR, which may be empty. */
void table_put_cells(struct show *show, const char *colour);

/** Returns the colour of the state of SOCK, empty if it has none or VIEW has no colours. */
const char *table_colour(const struct view *view, const struct sock *sock);

#endif
