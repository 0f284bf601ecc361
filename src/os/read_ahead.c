// SPDX-License-Identifier: MIT
#include "os/read_ahead.h"

#include "base/alloc.h"
#include "os/secret_memory.h"
#include "os/thread.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

#define FEW 8     // pieces that are received without a thread
#define BATCH 4   // pieces that the threads pass to each other at once: each time, one may wake up
#define BATCHES 4 // that are kept in memory

#define SLOTS_SIZE ((size_t)BATCHES * BATCH * READ_AHEAD_SIZE)

/** Pieces that the thread passes to the caller; behind an error or the last piece, there are none.
 */
struct batch {
    ssize_t lengths[BATCH];
    char *slots; /**< of BATCH pieces */
};

struct read_ahead {
    struct read_source source;
    size_t taken; /**< pieces that the caller requested */
    char *buffer; /**< of a piece received without the thread */
    char *piece;  /**< that the caller has; NULL: none */
    size_t piece_length;

    bool running; /**< the thread runs; it shares the members below */
    pthread_t thread;
    sem_t empty;  /**< batches that the thread may fill */
    sem_t filled; /**< batches that are ready for the caller */
    atomic_bool stopped;
    struct batch batches[BATCHES];
    size_t number; /**< of the batch that the caller takes pieces from, from 0 */
    size_t given;  /**< pieces of it that the caller took */
    char *slots;   /**< of all batches */
};

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0)
        ; // interrupted
}

static char *slot_of(const struct batch *batch, size_t index)
{
    return batch->slots + index * READ_AHEAD_SIZE;
}

/** Receives a batch, also a part of one; returns true unless that was the end. */
static bool receive_batch(struct read_ahead *ahead, struct batch *batch)
{
    const struct read_source *source = &ahead->source;
    bool more = true;

    for (size_t i = 0; more && i < BATCH; i++) {
        char *slot = slot_of(batch, i);
        ssize_t length = source->receive(source->context, slot, READ_AHEAD_SIZE);
        batch->lengths[i] = length;
        more = length >= 0 && !source->is_last(slot, (size_t)length);
        if (atomic_load(&ahead->stopped))
            return false;
    }
    return more;
}

static void *receive_all(void *context)
{
    struct read_ahead *ahead = context;
    bool more = true;

    for (size_t number = 0; more; number++) {
        wait_for(&ahead->empty);
        if (atomic_load(&ahead->stopped))
            break;
        more = receive_batch(ahead, &ahead->batches[number % BATCHES]);
        sem_post(&ahead->filled);
    }
    return NULL;
}

static char *new_buffer(const struct read_ahead *ahead, size_t size)
{
    return ahead->source.secret ? secret_memory_new(size) : alloc_bytes(size);
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
    ahead->slots = new_buffer(ahead, SLOTS_SIZE);
    for (size_t i = 0; i < BATCHES; i++)
        ahead->batches[i].slots = ahead->slots + i * BATCH * READ_AHEAD_SIZE;
    sem_init(&ahead->empty, 0, BATCHES);
    sem_init(&ahead->filled, 0, 0);
    ahead->running = thread_start(&ahead->thread, receive_all, ahead);
}

/** Passes the next piece of the thread; after the last one of a batch, that batch is free. */
static ssize_t give_next(struct read_ahead *ahead, const char **ret_piece)
{
    if (ahead->given == BATCH) {
        sem_post(&ahead->empty);
        ahead->number++;
        ahead->given = 0;
    }
    if (ahead->given == 0)
        wait_for(&ahead->filled);
    const struct batch *batch = &ahead->batches[ahead->number % BATCHES];
    size_t index = ahead->given++;
    return give(ahead, slot_of(batch, index), batch->lengths[index], ret_piece);
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
    return give_next(ahead, ret_piece);
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
    free_buffer(ahead, ahead->slots, SLOTS_SIZE);
    free_buffer(ahead, ahead->buffer, READ_AHEAD_SIZE);
    free(ahead);
}

void read_ahead_end_variable(struct read_ahead **ahead)
{
    read_ahead_end(*ahead);
}
