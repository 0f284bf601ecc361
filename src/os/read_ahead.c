// SPDX-License-Identifier: MIT
#include "os/read_ahead.h"

#include "base/alloc.h"
#include "os/secret_memory.h"
#include "os/thread.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

#define FEW 8     // pieces of one source that are received without a thread
#define BATCH 4   // pieces that the threads pass to each other at once: each time, one may wake up
#define BATCHES 4 // that are kept in memory for each source

#define BATCH_SIZE ((size_t)BATCH * READ_AHEAD_SIZE)

/** Pieces that a thread passes to the caller. */
struct batch {
    struct batch *next;        /**< in the list it is in */
    struct receiver *receiver; /**< that they come from */
    size_t count;              /**< pieces; the last one may be an error */
    bool ends;                 /**< the last one is an error or the last of the source */
    ssize_t lengths[BATCH];
    char *slots; /**< of BATCH pieces */
};

/** A source, and the thread that receives from it. */
struct receiver {
    struct read_ahead *ahead;
    struct read_source source;
    pthread_t thread;
    bool threaded; /**< the thread was started */
    bool ended;    /**< the caller has the last piece or an error */
};

struct read_ahead {
    struct receiver *receivers;
    size_t count;
    bool secret;                     /**< of any source */
    size_t taken;                    /**< pieces that the caller requested */
    const struct receiver *receiver; /**< that the last one came from */
    char *buffer;                    /**< of a piece received without a thread */
    char *piece;                     /**< that the caller has; NULL: none */
    size_t piece_length;

    bool started;         /**< threads were started: they share the members below */
    sem_t empty;          /**< batches that threads may fill */
    sem_t filled;         /**< batches that are ready for the caller */
    pthread_mutex_t lock; /**< of the lists */
    struct batch *first_empty;
    struct batch *first_filled; /**< the oldest */
    struct batch **last_filled; /**< where the next one goes */
    atomic_bool stopped;
    struct batch *batches;
    char *slots;         /**< of all batches */
    struct batch *batch; /**< that the caller takes pieces from; NULL: none */
    size_t given;        /**< pieces of it that the caller took */
};

static size_t batch_count(const struct read_ahead *ahead)
{
    return BATCHES * ahead->count;
}

static char *slot_of(const struct batch *batch, size_t index)
{
    return batch->slots + index * READ_AHEAD_SIZE;
}

static void put_empty(struct read_ahead *ahead, struct batch *batch)
{
    pthread_mutex_lock(&ahead->lock);
    batch->next = ahead->first_empty;
    ahead->first_empty = batch;
    pthread_mutex_unlock(&ahead->lock);
    sem_post(&ahead->empty);
}

/** Takes an empty batch; NULL: the caller ended. */
static struct batch *take_empty(struct read_ahead *ahead)
{
    thread_wait(&ahead->empty);
    if (atomic_load(&ahead->stopped))
        return NULL;
    pthread_mutex_lock(&ahead->lock);
    struct batch *batch = ahead->first_empty;
    ahead->first_empty = batch->next;
    pthread_mutex_unlock(&ahead->lock);
    return batch;
}

static void put_filled(struct read_ahead *ahead, struct batch *batch)
{
    batch->next = NULL;
    pthread_mutex_lock(&ahead->lock);
    *ahead->last_filled = batch;
    ahead->last_filled = &batch->next;
    pthread_mutex_unlock(&ahead->lock);
    sem_post(&ahead->filled);
}

/** Takes the oldest filled batch, for which `filled` was decremented. */
static struct batch *take_filled(struct read_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    struct batch *batch = ahead->first_filled;
    ahead->first_filled = batch->next;
    if (!ahead->first_filled)
        ahead->last_filled = &ahead->first_filled;
    pthread_mutex_unlock(&ahead->lock);
    return batch;
}

/** Receives a piece into BUFFER; *RET_ENDS: it is an error, or the last one. */
static ssize_t receive(const struct read_source *source, char *buffer, bool *ret_ends)
{
    ssize_t length = source->receive(source->context, buffer, READ_AHEAD_SIZE);

    *ret_ends = length < 0 || source->is_last(buffer, (size_t)length);
    return length;
}

/** Fills a batch, or a part of it at the end. Returns false if the caller ended meanwhile. */
static bool fill(struct receiver *receiver, struct batch *batch)
{
    batch->receiver = receiver;
    batch->count = 0;
    batch->ends = false;
    while (!batch->ends && batch->count < BATCH) {
        batch->lengths[batch->count] =
            receive(&receiver->source, slot_of(batch, batch->count), &batch->ends);
        batch->count++;
        if (atomic_load(&receiver->ahead->stopped))
            return false;
    }
    return true;
}

static void *receive_all(void *context)
{
    struct receiver *receiver = context;
    struct batch *batch;
    bool more = true;

    while (more && (batch = take_empty(receiver->ahead)) && fill(receiver, batch)) {
        more = !batch->ends; // it is the caller's afterwards
        put_filled(receiver->ahead, batch);
    }
    return NULL;
}

static char *new_buffer(const struct read_ahead *ahead, size_t size)
{
    return ahead->secret ? secret_memory_new(size) : alloc_bytes(size);
}

static void free_buffer(const struct read_ahead *ahead, char *buffer, size_t size)
{
    if (ahead->secret)
        secret_memory_free(buffer, size);
    else
        free(buffer);
}

/** Passes a piece, or an error, to the caller. */
static ssize_t give(struct read_ahead *ahead, const struct receiver *receiver, char *piece,
                    ssize_t length)
{
    ahead->receiver = receiver;
    ahead->piece = piece;
    ahead->piece_length = length > 0 ? (size_t)length : 0;
    return length;
}

/** Overwrites the piece that the caller has, which it has finished with, if it may be secret. */
static void forget_piece(struct read_ahead *ahead)
{
    if (ahead->secret && ahead->piece)
        secret_memory_wipe(ahead->piece, ahead->piece_length);
    ahead->piece = NULL;
}

/**
 * Starts the threads that receive the rest, of all sources but the first of several. What no thread
 * can be started for is received in this thread.
 */
static void start_threads(struct read_ahead *ahead)
{
    ahead->started = true;
    ahead->slots = new_buffer(ahead, batch_count(ahead) * BATCH_SIZE);
    ahead->batches = alloc_array(batch_count(ahead), sizeof(*ahead->batches));
    ahead->last_filled = &ahead->first_filled;
    pthread_mutex_init(&ahead->lock, NULL);
    sem_init(&ahead->empty, 0, 0);
    sem_init(&ahead->filled, 0, 0);
    for (size_t i = 0; i < batch_count(ahead); i++) {
        ahead->batches[i].slots = ahead->slots + i * BATCH_SIZE;
        put_empty(ahead, &ahead->batches[i]);
    }
    for (size_t i = ahead->count > 1; i < ahead->count; i++) {
        struct receiver *receiver = &ahead->receivers[i];
        receiver->threaded = thread_start(&receiver->thread, receive_all, receiver);
    }
}

/** Passes the next piece of the batch; with the last one, its source may have ended. */
static ssize_t give_next(struct read_ahead *ahead)
{
    const struct batch *batch = ahead->batch;
    size_t index = ahead->given++;

    if (ahead->given == batch->count)
        batch->receiver->ended = batch->ends;
    return give(ahead, batch->receiver, slot_of(batch, index), batch->lengths[index]);
}

/** Receives the next piece of a source in this thread. */
static ssize_t receive_here(struct read_ahead *ahead, struct receiver *receiver)
{
    ssize_t length = receive(&receiver->source, ahead->buffer, &receiver->ended);

    return give(ahead, receiver, ahead->buffer, length);
}

/** Returns a source that has more pieces, in a thread (THREADED) or not; NULL: there is none. */
static struct receiver *find_receiver(const struct read_ahead *ahead, bool threaded)
{
    for (size_t i = 0; i < ahead->count; i++) {
        struct receiver *receiver = &ahead->receivers[i];
        if (!receiver->ended && receiver->threaded == threaded)
            return receiver;
    }
    return NULL;
}

/**
 * Takes a filled batch if there is one; waits for it if nothing can be received in this thread.
 * Returns false if there is none.
 */
static bool take_batch(struct read_ahead *ahead)
{
    if (!find_receiver(ahead, true))
        return false;
    if (sem_trywait(&ahead->filled) < 0) {
        if (find_receiver(ahead, false))
            return false;
        thread_wait(&ahead->filled);
    }
    ahead->batch = take_filled(ahead);
    ahead->given = 0;
    return true;
}

struct read_ahead *read_ahead_begin(const struct read_source *sources, size_t count)
{
    struct read_ahead *ahead = alloc_array(1, sizeof(*ahead));

    ahead->receivers = alloc_array(count, sizeof(*ahead->receivers));
    ahead->count = count;
    for (size_t i = 0; i < count; i++) {
        ahead->receivers[i] = (struct receiver){.ahead = ahead, .source = sources[i]};
        ahead->secret = ahead->secret || sources[i].secret;
    }
    ahead->buffer = new_buffer(ahead, READ_AHEAD_SIZE);
    return ahead;
}

ssize_t read_ahead_next(struct read_ahead *ahead, const char **ret_piece)
{
    forget_piece(ahead);
    if (ahead->batch && ahead->given == ahead->batch->count) {
        put_empty(ahead, ahead->batch);
        ahead->batch = NULL;
    }
    if (!ahead->started && (ahead->count > 1 || ahead->taken == FEW))
        start_threads(ahead);
    ahead->taken++;
    ssize_t length = ahead->batch || take_batch(ahead)
                         ? give_next(ahead)
                         : receive_here(ahead, find_receiver(ahead, false));
    *ret_piece = ahead->piece;
    return length;
}

size_t read_ahead_source(const struct read_ahead *ahead)
{
    return (size_t)(ahead->receiver - ahead->receivers);
}

/** Ends the threads, and frees what they share. */
static void end_threads(struct read_ahead *ahead)
{
    atomic_store(&ahead->stopped, true);
    for (size_t i = 0; i < ahead->count; i++)
        sem_post(&ahead->empty);
    for (size_t i = 0; i < ahead->count; i++) {
        if (ahead->receivers[i].threaded)
            pthread_join(ahead->receivers[i].thread, NULL);
    }
    free_buffer(ahead, ahead->slots, batch_count(ahead) * BATCH_SIZE);
    free(ahead->batches);
}

void read_ahead_end(struct read_ahead *ahead)
{
    if (!ahead)
        return;
    if (ahead->started)
        end_threads(ahead);
    free_buffer(ahead, ahead->buffer, READ_AHEAD_SIZE);
    free(ahead->receivers);
    free(ahead);
}

void read_ahead_end_variable(struct read_ahead **ahead)
{
    read_ahead_end(*ahead);
}
