// SPDX-License-Identifier: MIT
/**
 * A second thread for work that blocks in the kernel.
 */
#ifndef OS_THREAD_H
#define OS_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * Runs FUNCTION on CONTEXT in a new thread with a small stack and all signals blocked; the first
 * thread receives them. Returns false if the thread cannot be created; otherwise the caller joins
 * it.
 */
bool thread_start(pthread_t *ret_thread, void *(*function)(void *context), void *context);

/** Returns the number of processors that this process may run on; at least 1. */
size_t thread_processors(void);

#endif
