// SPDX-License-Identifier: MIT
/**
 * Lines that stay on the screen from one look to the next: which of them are new, and which are
 * closed and stay in their place for some looks more. A line is known by its key, any bytes. Start
 * with `struct marks marks = {0}`. A look is marks_begin, then marks_row for each row in the order
 * in which rows are shown, then marks_end.
 */
#ifndef TRACK_MARKS_H
#define TRACK_MARKS_H

#include "base/intern.h"

/** For how many looks a line is marked. */
#define MARKS_LOOKS 3

enum mark {
    MARK_NONE,
    MARK_NEW,     /**< no earlier look had it; never after the first look */
    MARK_CLOSED,  /**< an earlier look had it, this one does not */
    MARK_MISSING, /**< likewise, but this look was incomplete: it may still be there */
};

struct marked_line {
    enum mark mark;
    unsigned looks;     /**< with this mark, this one included */
    uint32_t key;       /**< number of the key in marks.keys */
    size_t row;         /**< its number in this look; not if it is closed or missing */
    struct strbuf kept; /**< what was kept of it, if it is closed or missing */
};

struct marks {
    struct intern keys;        /**< of the lines */
    struct marked_line *lines; /**< in the order in which they are shown */
    size_t count, capacity;
    size_t rows;           /**< of this look */
    size_t opened, closed; /**< lines that this look marked first */
    bool begun;            /**< there was a look */

    // During a look:
    struct intern next; /**< keys of its rows, by number of the row */
    struct strbuf key;  /**< of the current row, made unique */
};

/** Appends to KEPT what a line shows of row number ROW of the look before. */
typedef void marks_keep(void *context, size_t row, struct strbuf *kept);

void marks_free(struct marks *marks);

/** Forgets all lines: the next look is a first one. */
void marks_forget(struct marks *marks);

void marks_begin(struct marks *marks);

/** Adds a row. Of rows with equal keys, the first one is the first one of the look before. */
void marks_row(struct marks *marks, struct text key);

/**
 * Ends a look: marks lines, and orders them as the rows. A closed line stays after the line that it
 * was after before. Unless the look is COMPLETE, a row that is not in it counts as missing, and
 * lines that are closed stay. KEEP is called once for each line when it is no longer a row.
 */
void marks_end(struct marks *marks, bool complete, marks_keep *keep, void *context);

/**
 * Moves the lines to the order of the rows in a look that was begun: the same rows in another
 * order. No mark changes.
 */
void marks_reorder(struct marks *marks);

/** Returns the position of the line with KEY, or `count` if there is none. */
size_t marks_find(const struct marks *marks, struct text key);

/** Returns the key of a line; it is valid until the next look ends. */
struct text marks_key(const struct marks *marks, size_t position);

#endif
