// SPDX-License-Identifier: MIT
/**
 * Threads for work that blocks.
 */
#ifndef OS_THREAD_H
#define OS_THREAD_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * Runs FUNCTION on CONTEXT in a new thread with a small stack and all signals blocked; the first
 * thread receives them. It begins on another processor than the caller if it may: Linux can leave
 * two busy threads on one for hundreds of milliseconds while another is idle (measured on 6.18).
 * Returns false if the thread cannot be created; otherwise the caller joins it.
 */
bool thread_start(pthread_t *ret_thread, void *(*function)(void *context), void *context);

/**
 * The same for a thread that writes to standard output: what the kernel does then with SIGPIPE and
 * SIGTTOU is what it would do if the caller wrote.
 */
bool thread_start_writer(pthread_t *ret_thread, void *(*function)(void *context), void *context);

/**
 * The same for a thread that nobody joins, which may still run when the process exits. Its stack is
 * large enough for functions of libraries.
 */
bool thread_start_alone(void *(*function)(void *context), void *context);

/** Waits until SEMAPHORE is above 0, and decrements it. A signal does not end the wait. */
void thread_wait(sem_t *semaphore);

/** Returns the number of processors that this process may run on; at least 1. */
size_t thread_processors(void);

#endif
