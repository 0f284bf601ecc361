// SPDX-License-Identifier: MIT
#include "os/thread.h"

#include "base/alloc.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#define SMALL_STACK (256 << 10)
#define LARGE_STACK (1 << 20)

/** What threads of one kind are started with. */
struct kind {
    size_t stack; /**< bytes */
    int state;    /**< PTHREAD_CREATE_JOINABLE or PTHREAD_CREATE_DETACHED */
    bool writes;  /**< signals that writing raises are blocked only if the starter blocks them */
};

/** Sets the signals to block in a new thread, and *RET_BEFORE to those that this one blocks. */
static void block_signals(bool writes, sigset_t *ret_before)
{
    static const int of_write[] = {SIGPIPE, SIGTTOU};
    sigset_t blocked;

    sigfillset(&blocked);
    pthread_sigmask(SIG_SETMASK, &blocked, ret_before);
    if (!writes)
        return;
    for (size_t i = 0; i < sizeof(of_write) / sizeof(of_write[0]); i++) {
        if (!sigismember(ret_before, of_write[i]))
            sigdelset(&blocked, of_write[i]);
    }
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
}

static bool start(pthread_t *ret_thread, const struct kind *kind, void *(*function)(void *context),
                  void *context)
{
    pthread_attr_t attributes;
    sigset_t before;

    if (pthread_attr_init(&attributes) != 0)
        return false;
    block_signals(kind->writes, &before);
    bool started = pthread_attr_setstacksize(&attributes, kind->stack) == 0 &&
                   pthread_attr_setdetachstate(&attributes, kind->state) == 0 &&
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

/** Starts a thread of KIND on another processor. */
static bool start_elsewhere(pthread_t *ret_thread, const struct kind *kind,
                            void *(*function)(void *context), void *context)
{
    struct launch *launch = alloc_array(1, sizeof(*launch));

    *launch = (struct launch){function, context, sched_getcpu()};
    bool started = start(ret_thread, kind, run, launch);
    if (!started)
        free(launch);
    return started;
}

bool thread_start(pthread_t *ret_thread, void *(*function)(void *context), void *context)
{
    static const struct kind kind = {SMALL_STACK, PTHREAD_CREATE_JOINABLE, false};

    return start_elsewhere(ret_thread, &kind, function, context);
}

bool thread_start_writer(pthread_t *ret_thread, void *(*function)(void *context), void *context)
{
    static const struct kind kind = {SMALL_STACK, PTHREAD_CREATE_JOINABLE, true};

    return start_elsewhere(ret_thread, &kind, function, context);
}

bool thread_start_alone(void *(*function)(void *context), void *context)
{
    static const struct kind kind = {LARGE_STACK, PTHREAD_CREATE_DETACHED, false};
    pthread_t thread;

    return start(&thread, &kind, function, context);
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
