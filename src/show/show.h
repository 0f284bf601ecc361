// SPDX-License-Identifier: MIT
/**
 * Records to bytes: show_begin, then show_rows as often as there are more of them, then show_end.
 * The formats are in show/format.h.
 */
#ifndef SHOW_SHOW_H
#define SHOW_SHOW_H

#include "show/view.h"
#include "sock/facts.h"
#include "sock/table.h"

/** Output under way. */
struct show;

/**
 * Begins to write to FD what VIEW says. VIEW and FACTS stay the caller's, to the end; the host and
 * the time must be there at the beginning, sources and warnings at the end.
 */
struct show *show_begin(const struct view *view, const struct facts *facts, int fd);

/**
 * Writes the rows of TABLE in their order, as many as the view's limit leaves. Columns are laid out
 * for these rows and those before them.
 */
void show_rows(struct show *show, const struct sock_table *table);

/** Returns how many rows there were, and how many of them the limit left out. */
size_t show_total(const struct show *show);
size_t show_left_out(const struct show *show);

/**
 * Ends the output and frees SHOW. Returns 0 or the negative errno of the first write that failed.
 */
int show_end(struct show *show);

/** The JSON Schema of what --json and --jsonl write, from show/schema.json. */
extern const char show_schema[];

#endif
