// SPDX-License-Identifier: MIT
#include "collect/read_ahead.h"

#include "base/alloc.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#define PLACES 8         // for datagrams between the threads
#define PLACE_SIZE 65536 // as large as a datagram of netlink can be, and half as much again
#define STACK_SIZE 65536 // of the thread, which needs little

struct read_ahead {
    struct datagram_source source;
    pthread_t thread;
    sem_t empty;  /**< places that the thread may fill */
    sem_t filled; /**< places that wait for the caller */
    atomic_bool stopped;
    size_t taken; /**< datagrams that the caller has asked for */
    ssize_t lengths[PLACES];
    char *places;
};

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0)
        ; // interrupted
}

static char *place_of(const struct read_ahead *ahead, size_t number)
{
    return ahead->places + number % PLACES * PLACE_SIZE;
}

static void *receive_all(void *context)
{
    struct read_ahead *ahead = context;
    const struct datagram_source *source = &ahead->source;
    bool more = true;

    for (size_t number = 0; more; number++) {
        char *place = place_of(ahead, number);
        wait_for(&ahead->empty);
        if (atomic_load(&ahead->stopped))
            break;
        ssize_t length = source->receive(source->context, place, PLACE_SIZE);
        ahead->lengths[number % PLACES] = length;
        more = length >= 0 && !source->is_last(place, (size_t)length);
        sem_post(&ahead->filled);
    }
    return NULL;
}

/** Starts the thread with a small stack, and without signals: those are for the caller. */
static int start_thread(struct read_ahead *ahead)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    int error = pthread_attr_init(&attributes);

    if (error)
        return error;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_attr_setstacksize(&attributes, STACK_SIZE);
    if (!error)
        error = pthread_create(&ahead->thread, &attributes, receive_all, ahead);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}

static void release(struct read_ahead *ahead)
{
    sem_destroy(&ahead->empty);
    sem_destroy(&ahead->filled);
    free(ahead->places);
    free(ahead);
}

struct read_ahead *read_ahead_start(const struct datagram_source *source)
{
    struct read_ahead *ahead = alloc_array(1, sizeof(*ahead));

    ahead->source = *source;
    ahead->places = alloc_array(PLACES, PLACE_SIZE);
    sem_init(&ahead->empty, 0, PLACES);
    sem_init(&ahead->filled, 0, 0);
    if (start_thread(ahead) == 0)
        return ahead;
    release(ahead);
    return NULL;
}

ssize_t read_ahead_next(struct read_ahead *ahead, const char **ret_datagram)
{
    if (ahead->taken > 0)
        sem_post(&ahead->empty); // the one before
    wait_for(&ahead->filled);
    size_t number = ahead->taken++;
    *ret_datagram = place_of(ahead, number);
    return ahead->lengths[number % PLACES];
}

void read_ahead_stop(struct read_ahead *ahead)
{
    if (!ahead)
        return;
    atomic_store(&ahead->stopped, true);
    sem_post(&ahead->empty);
    pthread_join(ahead->thread, NULL);
    release(ahead);
}
