// SPDX-License-Identifier: MIT
/**
 * What writes a format, for show.c and the writers alone.
 */
#ifndef SHOW_WRITER_H
#define SHOW_WRITER_H

#include "show/out.h"
#include "show/show.h"

struct show {
    const struct view *view;
    struct style style; /**< the view's, exact where programs read */
    const struct facts *facts;
    struct out out;
    size_t rows;        /**< written so far */
    size_t total;       /**< that there were so far */
    struct strbuf text; /**< scratch */
    void *state;        /**< of the writer, which allocates and frees it; NULL: it has none */
};

/** Functions that append to show->out.pending. */
struct format_writer {
    /** Allocates show->state and writes what comes before the rows. NULL: nothing to do. */
    void (*begin)(struct show *show);
    /** Looks at the first COUNT rows of TABLE, which are shown next. NULL: need not. */
    void (*look)(struct show *show, const struct sock_table *table, size_t count);
    /** Writes one row. */
    void (*row)(struct show *show, const struct sock *sock);
    /** Writes what comes after the rows and frees show->state. NULL: nothing to do. */
    void (*end)(struct show *show);
};

extern const struct format_writer table_writer;
extern const struct format_writer json_writer;
extern const struct format_writer jsonl_writer;
extern const struct format_writer separated_writer;

#endif
