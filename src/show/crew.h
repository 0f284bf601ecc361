// SPDX-License-Identifier: MIT
/**
 * Shares the rows of a long output between threads, for show.c only. Each takes a chunk of rows
 * when it is free, so a thread that the processor has no time for delays nobody else.
 */
#ifndef SHOW_CREW_H
#define SHOW_CREW_H

#include "show/writer.h"

/** Does something with the rows FIRST to END - 1 of TABLE, on a show that no other thread uses. */
typedef void crew_work(struct show *show, const struct sock_table *table, size_t first, size_t end);

struct crew_job {
    const struct sock_table *table;
    size_t count; /**< rows of it */
    crew_work *work;
    bool writes; /**< the work appends to show->out.pending what is written, in the order of rows */
};

/** Returns true if COUNT rows of VIEW are worth threads. */
bool crew_is_worthwhile(const struct view *view, size_t count);

/**
 * Does JOB in this thread and in up to SHOW->view->threads - 1 others, which end before it returns;
 * alone, if no thread can be started. Stops early after an error of the output.
 */
void crew_run(struct show *show, const struct crew_job *job);

#endif
