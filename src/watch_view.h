// SPDX-License-Identifier: MIT
/**
 * What --watch shows: a status line, the headings, the lines of the table that fit, and lines at
 * the bottom while there is something to say or to type.
 */
#ifndef WATCH_VIEW_H
#define WATCH_VIEW_H

#include "session.h"
#include "show/lines.h"
#include "show/screen.h"
#include "track/marks.h"

/** What the status line and the bottom lines say. All texts are foreign until they are escaped. */
struct watch_status {
    const struct options *options;
    const struct facts *facts; /**< of the last look; NULL: there was none */
    size_t sockets;            /**< that matched, before grouping */
    uint64_t interval;         /**< milliseconds between looks */
    bool slower;               /**< it is longer than what was asked for */
    bool paused;
    const struct field *sorted; /**< column chosen by a key; NULL: none */
    bool descending;
    struct text filter;
    bool edits;         /**< the filter is being typed */
    struct text typed;  /**< as far as it was typed */
    struct text notice; /**< empty: none */
    bool help;          /**< show the keys */
    bool warnings;      /**< show all warnings */
};

/** Start with `{0}`, then watch_view_begin. */
struct watch_view {
    const struct view *view;
    struct screen screen;
    struct lines *lines;
    struct marks marks;
    size_t top;    /**< position of the first line shown */
    size_t left;   /**< columns that are scrolled away */
    size_t widest; /**< width of the widest line of the last frame */
    bool restart;  /**< columns get their width anew */
};

/** Begins to show VIEW, which is borrowed. The screen stays as it is. */
void watch_view_begin(struct watch_view *shown, const struct view *view);

/** Forgets the lines. */
void watch_view_end(struct watch_view *shown);

/** Sets the size of the terminal. */
void watch_view_resize(struct watch_view *shown, size_t rows, size_t columns);

/**
 * Appends to BYTES what makes the terminal show the lines of LOOK. FRESH: it was not shown before.
 */
void watch_view_draw(struct watch_view *shown, const struct snapshot *look,
                     const struct watch_status *status, bool fresh, struct strbuf *bytes);

/** Scrolls by ROWS lines, down if positive, and COLUMNS columns. */
void watch_view_scroll(struct watch_view *shown, const struct watch_status *status, long rows,
                       long columns);

/** Returns the number of lines that fit on the screen. */
size_t watch_view_page(const struct watch_view *shown, const struct watch_status *status);

#endif
