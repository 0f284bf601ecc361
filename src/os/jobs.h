// SPDX-License-Identifier: MIT
/**
 * Jobs that can block for a long time, in several threads and with a time limit. A thread whose job
 * has not ended by then is abandoned: its job goes on in memory that only this thread uses, and its
 * result is dropped. If the sandbox is narrowed meanwhile, its further system calls fail with
 * EPERM.
 */
#ifndef OS_JOBS_H
#define OS_JOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * A series of jobs. The functions are called in any thread, but never two at the same time, and not
 * after jobs_do has returned.
 */
struct job_series {
    /** Writes the next job to JOB; returns false if there is none. */
    bool (*next)(void *context, void *job);
    /** Takes the result out of JOB. */
    void (*done)(void *context, void *job);
    /** Is called several times a second, in the thread of the caller only. NULL: is not. */
    void (*waiting)(void *context);
    void *context;
    size_t count; /**< number of jobs: there are no more threads than this */
};

/** The properties of all jobs. */
struct job_kind {
    void (*run)(void *job); /**< runs a job; may block; uses nothing but JOB */
    size_t size;            /**< of a job, in bytes. It is copied as bytes and never freed. */
    unsigned threads;       /**< maximum number of jobs that run at the same time */
};

/** The threads. */
struct jobs;

/** Returns the threads for jobs of this kind. Starts none yet. Never returns NULL. */
struct jobs *jobs_open(const struct job_kind *kind);

/**
 * Runs the jobs of a series, in their order. Returns when all of them have ended, and no later than
 * shortly after MILLISECONDS: `done` was then not called for all. Threads of an earlier series
 * that still block count as running, and go on with this series when they can. Other threads have
 * ended then, or are about to.
 *
 * If no thread can be started, the jobs run one after another in this thread. The time limit is
 * then checked between two jobs only, and `waiting` is not called.
 */
void jobs_do(struct jobs *jobs, const struct job_series *series, uint64_t milliseconds);

/**
 * Frees JOBS; accepts NULL. Threads that still block do not delay this. They use their own memory,
 * and the last one frees what they share; the end of the process ends them.
 */
void jobs_close(struct jobs *jobs);

#endif
