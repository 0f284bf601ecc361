// SPDX-License-Identifier: MIT
/**
 * A second thread for work that waits for the kernel.
 */
#ifndef OS_THREAD_H
#define OS_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/**
 * Runs FUNCTION on CONTEXT in a thread of its own, with a small stack and without signals: those
 * are for the first thread. False when there can be no thread; else the caller joins it.
 */
bool thread_start(pthread_t *ret_thread, void *(*function)(void *context), void *context);

#endif
