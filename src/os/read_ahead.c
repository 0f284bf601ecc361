// SPDX-License-Identifier: MIT
#include "os/read_ahead.h"

#include "base/alloc.h"
#include "os/secret_memory.h"
#include "os/thread.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

#define FEW 8   // pieces that are received without a thread
#define SLOTS 8 // for pieces passed between the threads

struct read_ahead {
    struct read_source source;
    size_t taken; /**< pieces that the caller requested */
    char *buffer; /**< of a piece received without the thread */
    char *piece;  /**< that the caller has; NULL: none */
    size_t piece_length;

    bool running; /**< the thread runs; it shares the members below */
    pthread_t thread;
    sem_t empty;  /**< slots that the thread may fill */
    sem_t filled; /**< slots that are ready for the caller */
    atomic_bool stopped;
    size_t given; /**< pieces that the caller took from the thread */
    ssize_t lengths[SLOTS];
    char *slots;
};

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0)
        ; // interrupted
}

static char *slot_of(const struct read_ahead *ahead, size_t number)
{
    return ahead->slots + number % SLOTS * READ_AHEAD_SIZE;
}

static void *receive_all(void *context)
{
    struct read_ahead *ahead = context;
    const struct read_source *source = &ahead->source;
    bool more = true;

    for (size_t number = 0; more; number++) {
        char *slot = slot_of(ahead, number);
        wait_for(&ahead->empty);
        if (atomic_load(&ahead->stopped))
            break;
        ssize_t length = source->receive(source->context, slot, READ_AHEAD_SIZE);
        ahead->lengths[number % SLOTS] = length;
        more = length >= 0 && !source->is_last(slot, (size_t)length);
        sem_post(&ahead->filled);
    }
    return NULL;
}

static char *new_buffer(const struct read_ahead *ahead, size_t size)
{
    return ahead->source.secret ? secret_memory_new(size) : alloc_array(1, size);
}

static void free_buffer(const struct read_ahead *ahead, char *buffer, size_t size)
{
    if (ahead->source.secret)
        secret_memory_free(buffer, size);
    else
        free(buffer);
}

/** Passes a piece, or an error, to the caller. */
static ssize_t give(struct read_ahead *ahead, char *piece, ssize_t length, const char **ret_piece)
{
    ahead->piece = piece;
    ahead->piece_length = length > 0 ? (size_t)length : 0;
    *ret_piece = piece;
    return length;
}

/** Overwrites the piece that the caller has, which it has finished with, if it may be secret. */
static void forget_piece(struct read_ahead *ahead)
{
    if (ahead->source.secret && ahead->piece)
        secret_memory_wipe(ahead->piece, ahead->piece_length);
    ahead->piece = NULL;
}

/** Starts the thread that receives the rest; without one, receiving continues in this thread. */
static void go_on_in_thread(struct read_ahead *ahead)
{
    ahead->slots = new_buffer(ahead, (size_t)SLOTS * READ_AHEAD_SIZE);
    sem_init(&ahead->empty, 0, SLOTS);
    sem_init(&ahead->filled, 0, 0);
    ahead->running = thread_start(&ahead->thread, receive_all, ahead);
}

struct read_ahead *read_ahead_begin(const struct read_source *source)
{
    struct read_ahead *ahead = alloc_array(1, sizeof(*ahead));

    ahead->source = *source;
    ahead->buffer = new_buffer(ahead, READ_AHEAD_SIZE);
    return ahead;
}

ssize_t read_ahead_next(struct read_ahead *ahead, const char **ret_piece)
{
    const struct read_source *source = &ahead->source;

    forget_piece(ahead);
    if (ahead->taken++ == FEW)
        go_on_in_thread(ahead);
    if (!ahead->running)
        return give(ahead, ahead->buffer,
                    source->receive(source->context, ahead->buffer, READ_AHEAD_SIZE), ret_piece);
    if (ahead->given > 0)
        sem_post(&ahead->empty); // frees the slot of the previous piece
    wait_for(&ahead->filled);
    size_t number = ahead->given++;
    return give(ahead, slot_of(ahead, number), ahead->lengths[number % SLOTS], ret_piece);
}

void read_ahead_end(struct read_ahead *ahead)
{
    if (!ahead)
        return;
    if (ahead->running) {
        atomic_store(&ahead->stopped, true);
        sem_post(&ahead->empty);
        pthread_join(ahead->thread, NULL);
    }
    free_buffer(ahead, ahead->slots, (size_t)SLOTS * READ_AHEAD_SIZE);
    free_buffer(ahead, ahead->buffer, READ_AHEAD_SIZE);
    free(ahead);
}

void read_ahead_end_variable(struct read_ahead **ahead)
{
    read_ahead_end(*ahead);
}
