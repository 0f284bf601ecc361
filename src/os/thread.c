// SPDX-License-Identifier: MIT
#include "os/thread.h"

#include "base/alloc.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#define SMALL_STACK (256 << 10)
#define LARGE_STACK (1 << 20)

/** Starts a thread with a stack of SIZE bytes; returns false on failure. */
static bool start(pthread_t *ret_thread, size_t size, int state, void *(*function)(void *context),
                  void *context)
{
    pthread_attr_t attributes;
    sigset_t all, before;

    if (pthread_attr_init(&attributes) != 0)
        return false;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_attr_setstacksize(&attributes, size) == 0 &&
                   pthread_attr_setdetachstate(&attributes, state) == 0 &&
                   pthread_create(ret_thread, &attributes, function, context) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return started;
}

/** What a new thread does. */
struct launch {
    void *(*function)(void *context);
    void *context;
    int processor; /**< of the thread that starts it */
};

/** Moves this thread to another processor if it is on PROCESSOR; it may run on all as before. */
static void leave(int processor)
{
    cpu_set_t all, others;

    if (processor < 0 || sched_getcpu() != processor || sched_getaffinity(0, sizeof(all), &all) < 0)
        return;
    others = all;
    CPU_CLR((size_t)processor, &others);
    // Of no processors, the kernel refuses the set: then there is nothing to undo.
    if (sched_setaffinity(0, sizeof(others), &others) == 0)
        sched_setaffinity(0, sizeof(all), &all);
}

static void *run(void *context)
{
    struct launch launch = *(struct launch *)context;

    free(context);
    leave(launch.processor);
    return launch.function(launch.context);
}

bool thread_start(pthread_t *ret_thread, void *(*function)(void *context), void *context)
{
    struct launch *launch = alloc_array(1, sizeof(*launch));

    *launch = (struct launch){function, context, sched_getcpu()};
    bool started = start(ret_thread, SMALL_STACK, PTHREAD_CREATE_JOINABLE, run, launch);
    if (!started)
        free(launch);
    return started;
}

bool thread_start_alone(void *(*function)(void *context), void *context)
{
    pthread_t thread;

    return start(&thread, LARGE_STACK, PTHREAD_CREATE_DETACHED, function, context);
}

void thread_receive(int signal)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void thread_wait(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0)
        ; // interrupted
}

size_t thread_processors(void)
{
    cpu_set_t set;

    // With more processors than the set has room for, it fails: there are enough.
    return sched_getaffinity(0, sizeof(set), &set) == 0 ? (size_t)CPU_COUNT(&set) : CPU_SETSIZE;
}
