// SPDX-License-Identifier: MIT
/**
 * Writes records: show_begin, then show_rows for each batch, then show_end. The formats are in
 * show/format.h.
 */
#ifndef SHOW_SHOW_H
#define SHOW_SHOW_H

#include "show/view.h"
#include "sock/facts.h"
#include "sock/table.h"

/** An output that was begun. */
struct show;

/**
 * Begins to write VIEW to FD. VIEW and FACTS are borrowed until show_end; host and time must be set
 * now, sources and warnings before show_end.
 */
struct show *show_begin(const struct view *view, const struct facts *facts, int fd);

/**
 * Writes the rows of TABLE in their order, up to the limit of the view. Column widths consider
 * these rows and all earlier ones.
 */
void show_rows(struct show *show, const struct sock_table *table);

/**
 * Returns true if show_rows may start threads for COUNT rows of VIEW, which it does if the process
 * has more than one processor.
 */
bool show_may_start_threads(const struct view *view, size_t count);

/** Returns the number of rows, and of those the limit left out. */
size_t show_total(const struct show *show);
size_t show_left_out(const struct show *show);

/** Ends the output and frees SHOW. Returns 0 or the negative errno of the first failed write. */
int show_end(struct show *show);

/** The JSON Schema of --json and --jsonl, from show/schema.json. */
extern const char show_schema[];

#endif
