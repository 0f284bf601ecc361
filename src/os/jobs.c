// SPDX-License-Identifier: MIT
#include "os/jobs.h"

#include "base/alloc.h"
#include "os/clock.h"
#include "os/thread.h"

#include <pthread.h>
#include <stdlib.h>

#define PAUSE 100 // milliseconds between two calls of `waiting`

struct jobs {
    struct job_kind kind;
    pthread_mutex_t lock; /**< protects the members below, and calls of functions of the series */
    pthread_cond_t changed;
    const struct job_series *series; /**< NULL: none, threads end */
    uint64_t number;                 /**< of the series */
    bool begun;                      /**< `next` has returned the last job of the series */
    size_t pending;                  /**< jobs of the series that run */
    size_t threads;                  /**< all that were started and have not ended */
    size_t busy;                     /**< of them: run a job, also one of an earlier series */
    bool closed;                     /**< the last thread frees this */
};

/** What belongs to one thread. */
struct worker {
    struct jobs *jobs;
    uint64_t number;   /**< of the series of its job */
    max_align_t job[]; /**< of any type */
};

static struct worker *worker_new(struct jobs *jobs)
{
    struct worker *worker = alloc_array(1, sizeof(*worker) + jobs->kind.size);

    worker->jobs = jobs;
    return worker;
}

static void destroy(struct jobs *jobs)
{
    pthread_cond_destroy(&jobs->changed);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}

/** Takes the next job of the series; returns false if there is none. */
static bool begin_job(struct worker *worker)
{
    struct jobs *jobs = worker->jobs;

    if (!jobs->series || jobs->begun)
        return false;
    if (!jobs->series->next(jobs->series->context, worker->job)) {
        jobs->begun = true;
        return false;
    }
    worker->number = jobs->number;
    jobs->pending++;
    return true;
}

/** Passes on the result of a job, unless its series is over. */
static void end_job(struct worker *worker)
{
    struct jobs *jobs = worker->jobs;

    if (!jobs->series || worker->number != jobs->number)
        return;
    jobs->pending--;
    jobs->series->done(jobs->series->context, worker->job);
}

/** Runs jobs until there is none, or MILLISECOND has come. The caller has the lock. */
static void run_jobs(struct worker *worker, int64_t millisecond)
{
    struct jobs *jobs = worker->jobs;

    while (clock_milliseconds() < millisecond && begin_job(worker)) {
        jobs->busy++;
        pthread_mutex_unlock(&jobs->lock);
        jobs->kind.run(worker->job);
        pthread_mutex_lock(&jobs->lock);
        jobs->busy--;
        end_job(worker);
    }
}

static void *run_thread(void *context)
{
    struct worker *worker = context;
    struct jobs *jobs = worker->jobs;

    pthread_mutex_lock(&jobs->lock);
    run_jobs(worker, INT64_MAX);
    free(worker);
    jobs->threads--;
    bool last = jobs->closed && jobs->threads == 0;
    pthread_cond_signal(&jobs->changed);
    pthread_mutex_unlock(&jobs->lock);
    if (last)
        destroy(jobs);
    return NULL;
}

/** Starts as many threads as are useful; those of an earlier series count. */
static void start_threads(struct jobs *jobs)
{
    bool started = true;

    for (size_t i = 0; started && i < jobs->series->count && jobs->threads < jobs->kind.threads;
         i++) {
        struct worker *worker = worker_new(jobs);
        started = thread_start_alone(run_thread, worker);
        jobs->threads += started;
        if (!started)
            free(worker);
    }
}

/** Waits for a change, for a short time and until MILLISECOND at most. */
static void wait_for_change(struct jobs *jobs, int64_t millisecond)
{
    int64_t until = clock_milliseconds() + PAUSE;

    until = until < millisecond ? until : millisecond;
    struct timespec time = {(time_t)(until / 1000), (long)(until % 1000) * 1000000};
    pthread_cond_timedwait(&jobs->changed, &jobs->lock, &time);
}

/** Waits until all jobs have ended, or until MILLISECOND. */
static void wait_for_jobs(struct jobs *jobs, int64_t millisecond)
{
    while ((!jobs->begun || jobs->pending > 0) && clock_milliseconds() < millisecond) {
        wait_for_change(jobs, millisecond);
        if (jobs->series->waiting)
            jobs->series->waiting(jobs->series->context);
    }
}

/**
 * Ends the series, and waits for all threads that do not run a job: one that has not begun to run
 * yet would end the process if the sandbox did not let libc register it.
 */
static void end_series(struct jobs *jobs)
{
    jobs->series = NULL;
    while (jobs->threads > jobs->busy)
        pthread_cond_wait(&jobs->changed, &jobs->lock);
}

/** Runs the jobs in this thread. */
static void run_here(struct jobs *jobs, int64_t millisecond)
{
    struct worker *worker = worker_new(jobs);

    run_jobs(worker, millisecond);
    free(worker);
}

struct jobs *jobs_open(const struct job_kind *kind)
{
    struct jobs *jobs = alloc_array(1, sizeof(*jobs));
    pthread_condattr_t attributes;

    jobs->kind = *kind;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return jobs;
}

void jobs_do(struct jobs *jobs, const struct job_series *series, uint64_t milliseconds)
{
    int64_t now = clock_milliseconds();
    uint64_t longest = (uint64_t)(INT64_MAX - now);
    int64_t end = now + (int64_t)(milliseconds < longest ? milliseconds : longest);

    if (milliseconds == 0)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->series = series;
    jobs->number++;
    jobs->begun = false;
    jobs->pending = 0;
    start_threads(jobs);
    if (jobs->threads == 0)
        run_here(jobs, end);
    else
        wait_for_jobs(jobs, end);
    end_series(jobs);
    pthread_mutex_unlock(&jobs->lock);
}

void jobs_close(struct jobs *jobs)
{
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->closed = true;
    bool last = jobs->threads == 0;
    pthread_mutex_unlock(&jobs->lock);
    if (last)
        destroy(jobs);
}
