// SPDX-License-Identifier: MIT
/**
 * What a format is, for show.c and the formats alone.
 */
#ifndef SHOW_FORMAT_H
#define SHOW_FORMAT_H

#include "show/out.h"
#include "show/show.h"

struct show {
    const struct view *view;
    struct style style; /**< the view's, exact where programs read */
    const struct facts *facts;
    struct out out;
    size_t rows;  /**< written so far */
    size_t total; /**< that there were so far */

    struct strbuf text;     /**< scratch */
    struct strbuf origin;   /**< jsonl: what each row begins with */
    struct strbuf key_text; /**< json, jsonl: all keys */
    struct text *keys;      /**< of them, that of each column, with what is around it */
    size_t *widths;         /**< table: of its columns, as far as rows were looked at */
    bool *folds;            /**< table: of its columns, those that begin another line */
    size_t gap;             /**< table: blanks between columns */
    size_t room;            /**< table: for the last column; SIZE_MAX: as much as it likes */
    bool headed;            /**< table: the headings are written, or there are to be none */
};

/** Functions that append to show->out.pending. */
struct format_writer {
    void (*begin)(struct show *show); /**< NULL: nothing comes before the rows */
    /** Looks at the first COUNT rows of TABLE, which are to be shown next. NULL: need not. */
    void (*look)(struct show *show, const struct sock_table *table, size_t count);
    void (*row)(struct show *show, const struct sock *sock);
    void (*end)(struct show *show); /**< NULL: nothing comes after them */
};

extern const struct format_writer table_writer;
extern const struct format_writer json_writer;
extern const struct format_writer jsonl_writer;
extern const struct format_writer csv_writer;
extern const struct format_writer null_writer;

#endif
