// SPDX-License-Identifier: MIT
#include "relay.h"

#include "os/thread.h"

/** The thread: processes a batch whenever there is one. */
static void *process(void *context)
{
    struct relay *relay = context;

    for (;;) {
        thread_wait(&relay->busy);
        if (relay->ends)
            return NULL;
        relay->take(relay->context, &relay->rows);
        sem_post(&relay->idle);
    }
}

/** Starts the thread for ROWS unless it runs, or ROWS are too few. Returns true if it runs. */
static bool runs(struct relay *relay, const struct sock_table *rows)
{
    if (relay->started || relay->refused || rows->count < relay->sink->batch)
        return relay->started;
    relay->started = thread_start_writer(&relay->thread, process, relay);
    relay->refused = !relay->started;
    return relay->started;
}

/** Takes a batch, in exchange for the table of the one before, which the sink empties. */
static void pass_on(void *context, struct sock_table *rows)
{
    struct relay *relay = context;

    if (!runs(relay, rows)) {
        relay->take(relay->context, rows);
        return;
    }
    thread_wait(&relay->idle);
    struct sock_table before = relay->rows;
    relay->rows = *rows;
    *rows = before;
    sem_post(&relay->busy);
}

/** Waits until no batch is processed. */
static void settle(void *context)
{
    struct relay *relay = context;

    if (!relay->started)
        return;
    thread_wait(&relay->idle);
    sem_post(&relay->idle);
}

void relay_begin(struct relay *relay, struct row_sink *sink)
{
    *relay = (struct relay){.sink = sink, .take = sink->take, .context = sink->context};
    sem_init(&relay->idle, 0, 1);
    sem_init(&relay->busy, 0, 0);
    sink->take = pass_on;
    sink->settle = settle;
    sink->context = relay;
}

void relay_end(struct relay *relay)
{
    if (relay->started) {
        thread_wait(&relay->idle);
        relay->ends = true;
        sem_post(&relay->busy);
        pthread_join(relay->thread, NULL);
    }
    sem_destroy(&relay->idle);
    sem_destroy(&relay->busy);
    sock_table_free(&relay->rows);
    relay->sink->take = relay->take;
    relay->sink->context = relay->context;
    relay->sink->settle = NULL;
}
