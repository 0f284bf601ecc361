// SPDX-License-Identifier: MIT
#include "show/crew.h"

#include "os/thread.h"

#include <stdlib.h>

/** Fewer rows take less than the start of a thread and the wait for its end. */
#define FEW_ROWS 16384

#define CHUNK 1024 // rows
#define WINDOW 8   // chunks that are kept until they are written

/** More find nothing to do: one thread writes what all of them format. */
#define MOST_THREADS 4

/** A chunk that is formatted or waits to be written. */
struct chunk {
    struct strbuf text;
    bool ready;
};

/** What the threads share; the members below the lock only with it. */
struct crew {
    const struct crew_job *job;
    size_t count;      /**< of chunks */
    size_t rows_first; /**< rows that were written before the job */

    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t taken;   /**< chunks that a thread works on, or that are done */
    size_t written; /**< chunks that were written; all before `taken` if the job writes nothing */
    bool stopped;
    struct chunk chunks[WINDOW]; /**< by number, modulo WINDOW */
};

/** A thread, with a show of its own. */
struct worker {
    struct crew *crew;
    struct show show;
    pthread_t thread;
    bool running;
};

bool crew_is_worthwhile(const struct view *view, size_t count)
{
    return view->threads > 1 && count > FEW_ROWS && format_table[view->format].writer->shares;
}

/** Returns true if a chunk can be taken now; with the lock. */
static bool can_take(const struct crew *crew)
{
    bool room = !crew->job->writes || crew->taken - crew->written < WINDOW;

    return !crew->stopped && crew->taken < crew->count && room;
}

/** Does the work of chunk NUMBER on SHOW; without the lock. */
static void do_chunk(struct crew *crew, struct show *show, size_t number)
{
    const struct crew_job *job = crew->job;
    struct chunk *chunk = &crew->chunks[number % WINDOW];
    size_t first = number * CHUNK;
    size_t end = first + CHUNK < job->count ? first + CHUNK : job->count;
    struct strbuf kept = show->out.pending;
    size_t rows = show->rows;

    if (!job->writes) {
        job->work(show, job->table, first, end);
        return;
    }
    show->out.pending = chunk->text;
    show->rows = crew->rows_first + first;
    job->work(show, job->table, first, end);
    chunk->text = show->out.pending;
    show->out.pending = kept;
    show->rows = rows;
    pthread_mutex_lock(&crew->lock);
    chunk->ready = true;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

/** Takes chunks until none is left. */
static void *work(void *context)
{
    struct worker *worker = context;
    struct crew *crew = worker->crew;

    pthread_mutex_lock(&crew->lock);
    while (!crew->stopped && crew->taken < crew->count) {
        if (!can_take(crew)) {
            pthread_cond_wait(&crew->changed, &crew->lock);
            continue;
        }
        size_t number = crew->taken++;
        pthread_mutex_unlock(&crew->lock);
        do_chunk(crew, &worker->show, number);
        pthread_mutex_lock(&crew->lock);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

/** Writes the next chunk, which is ready; with the lock, which it gives up meanwhile. */
static void write_chunk(struct crew *crew, struct show *show)
{
    struct chunk *chunk = &crew->chunks[crew->written % WINDOW];
    size_t left = crew->job->count - crew->written * CHUNK;

    pthread_mutex_unlock(&crew->lock);
    out_bytes(&show->out, strbuf_contents(&chunk->text));
    strbuf_truncate(&chunk->text, 0);
    show->rows += left < CHUNK ? left : CHUNK;
    pthread_mutex_lock(&crew->lock);
    chunk->ready = false;
    crew->written++;
    crew->stopped = show->out.error;
    pthread_cond_broadcast(&crew->changed);
}

/** Takes part in the work, and writes what is ready, until all is written. */
static void work_and_write(struct crew *crew, struct show *show)
{
    pthread_mutex_lock(&crew->lock);
    while (crew->written < crew->count && !crew->stopped) {
        if (crew->chunks[crew->written % WINDOW].ready) {
            write_chunk(crew, show);
        } else if (can_take(crew)) {
            size_t number = crew->taken++;
            pthread_mutex_unlock(&crew->lock);
            do_chunk(crew, show, number);
            pthread_mutex_lock(&crew->lock);
        } else {
            pthread_cond_wait(&crew->changed, &crew->lock);
        }
    }
    pthread_mutex_unlock(&crew->lock);
}

/** Starts a thread with a show like SHOW. */
static void worker_begin(struct worker *worker, struct crew *crew, const struct show *show)
{
    const struct format_writer *writer = format_table[show->view->format].writer;

    worker->crew = crew;
    worker->show = *show;
    worker->show.out = (struct out){.fd = -1};
    worker->show.text = (struct strbuf){0};
    if (writer->copy)
        writer->copy(show, &worker->show);
    worker->running = thread_start(&worker->thread, work, worker);
}

/** Waits for the thread; SHOW learns what it measured. */
static void worker_end(struct worker *worker, struct show *show)
{
    const struct format_writer *writer = format_table[show->view->format].writer;

    if (worker->running)
        pthread_join(worker->thread, NULL);
    if (writer->unite)
        writer->unite(show, &worker->show);
    strbuf_free(&worker->show.out.pending);
    strbuf_free(&worker->show.text);
}

void crew_run(struct show *show, const struct crew_job *job)
{
    struct crew crew = {.job = job,
                        .count = (job->count + CHUNK - 1) / CHUNK,
                        .rows_first = show->rows,
                        .lock = PTHREAD_MUTEX_INITIALIZER,
                        .changed = PTHREAD_COND_INITIALIZER};
    struct worker workers[MOST_THREADS - 1] = {0};
    size_t count = show->view->threads < MOST_THREADS ? show->view->threads - 1 : MOST_THREADS - 1;
    struct worker own = {.crew = &crew};

    if (job->writes)
        out_flush(&show->out);
    for (size_t i = 0; i < count; i++)
        worker_begin(&workers[i], &crew, show);
    if (job->writes) {
        work_and_write(&crew, show);
    } else {
        own.show = *show;
        work(&own);
        *show = own.show;
    }
    for (size_t i = 0; i < count; i++)
        worker_end(&workers[i], show);
    for (size_t i = 0; i < WINDOW; i++)
        strbuf_free(&crew.chunks[i].text);
}
