// SPDX-License-Identifier: MIT
/**
 * Processes batches of rows in a thread of its own while the next batch is read. One batch waits at
 * most: a source that is faster waits, too.
 */
#ifndef RELAY_H
#define RELAY_H

#include "sock/sink.h"

#include <pthread.h>
#include <semaphore.h>

/** A sink whose batches are processed in a thread. Members are private. */
struct relay {
    struct row_sink *sink; /**< borrowed */
    sink_take *take;       /**< what the sink had */
    void *context;         /**< of it */

    struct sock_table rows; /**< that the thread processes */
    sem_t idle;             /**< the thread has nothing to do, and does not use `rows` */
    sem_t busy;             /**< it has: `rows`, or to end */
    bool ends;
    bool started;
    bool refused; /**< no thread can be started */
    pthread_t thread;
};

/**
 * Passes the batches of SINK on to a thread, which calls its `take` for one after another. Until
 * sink_settle or sink_flush returns, the caller then uses nothing that `take` may change, and
 * changes nothing that it may use. The thread starts with the first batch that is full; without
 * one, or if it cannot be started, the caller's own thread calls `take`.
 *
 * SINK has batches and no `settle`. `take` may write to standard output (thread_start_writer).
 * RELAY is not moved until relay_end.
 */
void relay_begin(struct relay *relay, struct row_sink *sink);

/** Waits for the thread, ends it, and gives the sink back what it had. */
void relay_end(struct relay *relay);

#endif
