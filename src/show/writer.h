// SPDX-License-Identifier: MIT
/**
 * The interface of format writers, for show.c and the writers only.
 */
#ifndef SHOW_WRITER_H
#define SHOW_WRITER_H

#include "show/out.h"
#include "show/show.h"

struct show {
    const struct view *view;
    struct style style;         /**< the view's, exact for machine-readable formats */
    struct detail_plan *detail; /**< of style */
    const struct facts *facts;
    struct out out;
    size_t rows;        /**< rows written so far */
    size_t total;       /**< rows passed so far */
    struct strbuf text; /**< temporary text */
    void *state;        /**< state of the writer, which allocates and frees it; NULL: none */
};

/** The functions of a format writer; they append to show->out.pending. */
struct format_writer {
    /** Allocates show->state and writes what comes before the rows. NULL: nothing to do. */
    void (*begin)(struct show *show);
    /** Looks at the first COUNT rows of TABLE, which are written next. NULL: not needed. */
    void (*look)(struct show *show, const struct sock_table *table, size_t count);
    /** Writes one row. */
    void (*row)(struct show *show, const struct sock *sock);
    /**
     * For tables after the first one: returns true if its rows must be written again. NULL: never.
     */
    bool (*again)(struct show *show);
    /** Rows can be written in several threads at once: each depends on its socket only. */
    bool shares;
    /** Gives COPY, a copy of SHOW for another thread, a state of its own. NULL: they share it. */
    void (*copy)(const struct show *show, struct show *copy);
    /** Lets SHOW have what COPY measured, and frees the state of COPY. NULL: nothing to do. */
    void (*unite)(struct show *show, struct show *copy);
    /** Writes what comes after the rows and frees show->state. NULL: nothing to do. */
    void (*end)(struct show *show);
};

/** Distance in rows from the row to write to the one to look at ahead. */
#define AHEAD 8

/**
 * Prefetches what a row that is written soon refers to: its name, its owners, and those of its
 * peer, which are scattered in memory.
 */
void show_look_ahead(const struct show *show, const struct sock *sock);

extern const struct format_writer table_writer;
extern const struct format_writer details_writer;
extern const struct format_writer explain_writer;
extern const struct format_writer json_writer;
extern const struct format_writer jsonl_writer;
extern const struct format_writer fleet_writer;
extern const struct format_writer separated_writer;
extern const struct format_writer dot_writer;

#endif
