// SPDX-License-Identifier: MIT
/**
 * How rows of the table are made of cells, for table.c and lines.c only.
 */
#ifndef SHOW_TABLE_H
#define SHOW_TABLE_H

#include "show/writer.h"

struct column {
    const struct field *field;
    size_t width; /**< considering the rows so far */
    bool bare;    /**< see field_is_bare */
    bool folds;   /**< it begins a new line */
    bool widens;  /**< a row that needs more width widens it */
};

/** The state of a table. */
struct layout {
    struct column *columns;
    size_t count; /**< of them */
    size_t gap;   /**< blanks between columns */
    size_t room;  /**< width of the last column, which is cut or folded; SIZE_MAX: no limit */
    bool headed;  /**< the headings are written, or not wanted */
    bool looked;  /**< the columns were measured for the first rows */
    bool widened; /**< a row that was written since needs wider columns */

    struct strbuf text; /**< temporary: the cell at hand */
};

/** A row to write: that of a socket, or cells that were formatted before. */
struct table_row {
    const struct sock *sock;
    struct text cells;  /**< without a socket: the text of each, and a NUL after it */
    const char *colour; /**< of coloured cells; may be empty */
};

/** Returns a layout for FIELDS, of no width; the caller frees it with layout_free. */
struct layout *layout_new(const struct field_list *fields);

void layout_free(struct layout *layout);

/** Appends the cells of SOCK to CELLS, each with a NUL after it; an absent value is a dash. */
void table_put_cells(const struct show *show, const struct sock *sock, struct strbuf *cells);

/** Likewise the headings of VIEW. */
void table_put_headings(const struct view *view, struct strbuf *cells);

/** Decides where rows of SHOW are folded, the gap between columns, and the width of the last. */
void table_lay_out(struct show *show);

/** Appends ROW to the pending output of SHOW. */
void table_put_row(struct show *show, struct table_row row);

/** Returns the colour of the state of SOCK, empty if it has none or VIEW has no colours. */
const char *table_colour(const struct view *view, const struct sock *sock);

#endif
