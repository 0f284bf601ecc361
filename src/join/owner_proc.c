// SPDX-License-Identifier: MIT
#include "join/owner_proc.h"

#include "base/alloc.h"
#include "join/descriptors.h"
#include "os/thread.h"

#include <errno.h>
#include <stdlib.h>

/** Number of descriptors that one thread reads before a second one starts. */
#define MANY_DESCRIPTORS 4096

/**
 * The processes to read: one reader takes them from the front and, if there are many, a second one
 * from the end.
 */
struct queue {
    int proc;
    const struct idmap *done; /**< processes to skip */
    bool met;                 /**< the procfs shows at least one process */
    uint32_t *pids;           /**< 0: a process that may not be read */
    size_t count, capacity;
    pthread_mutex_t lock; /**< protects the members below */
    size_t front, end;
};

static void queue_free(struct queue *queue)
{
    free(queue->pids);
}

static void add_pid(struct reader *reader, int directory, const struct number *number,
                    void *context)
{
    struct queue *queue = context;
    uint32_t unused;

    (void)reader;
    (void)directory;
    queue->met = true;
    if (idmap_find(queue->done, number->value, &unused))
        return;
    queue->pids = alloc_grow(queue->pids, &queue->capacity, queue->count + 1, sizeof(*queue->pids));
    queue->pids[queue->count++] = number->value;
}

/** Takes a process from the END of the queue or from its front; returns NULL if it is empty. */
static uint32_t *take(struct queue *queue, bool end)
{
    uint32_t *pid = NULL;

    pthread_mutex_lock(&queue->lock);
    if (queue->front < queue->end)
        pid = &queue->pids[end ? --queue->end : queue->front++];
    pthread_mutex_unlock(&queue->lock);
    return pid;
}

/** Reads a process unless it is known to be unreadable. */
static void read_process(const struct queue *queue, struct reader *reader, uint32_t *pid)
{
    if (*pid && !descriptors_read(reader, queue->proc, *pid))
        *pid = 0;
}

/** The second reader, in a thread of its own. */
struct helper {
    struct queue *queue;
    struct reader reader;
    pthread_t thread;
};

static void *read_from_end(void *context)
{
    struct helper *helper = context;
    uint32_t *pid;

    while ((pid = take(helper->queue, true)))
        read_process(helper->queue, &helper->reader, pid);
    return NULL;
}

/** Reads all processes in the queue; starts the second reader if there are many descriptors. */
static void read_queue(struct queue *queue, struct reader *reader, struct helper *helper)
{
    bool started = false;
    bool tried = false;
    uint32_t *pid;

    queue->front = 0;
    queue->end = queue->count;
    while ((pid = take(queue, false))) {
        read_process(queue, reader, pid);
        if (tried || reader->descriptors < MANY_DESCRIPTORS)
            continue;
        tried = true;
        started = thread_start(&helper->thread, read_from_end, helper);
    }
    if (started)
        pthread_join(helper->thread, NULL);
}

/** Adds the results of one process, from find number START up to END, to OWNERS. */
static void add_finds(const struct reader *reader, size_t start, size_t end, struct owners *owners)
{
    const struct process *process = &reader->found.processes[reader->finds[start].process];
    uint32_t index = owners_add_process(owners, process->pid, owners_comm(&reader->found, process));
    CLEANUP(idmap_free) struct idmap held = {0};

    for (size_t i = start; i < end; i++) {
        const struct find *find = &reader->finds[i];
        // Threads that share a table: their descriptors are found with each of them.
        if (!reader->threads || idmap_add(&held, (uint64_t)find->chain << 32 | find->fd, 0))
            owners_add_holder(owners, find->chain, index, find->fd);
    }
}

/** Adds all results of a reader that took processes from the front. */
static void add_forwards(const struct reader *reader, struct owners *owners)
{
    for (size_t start = 0, end; start < reader->count; start = end) {
        for (end = start; end < reader->count; end++) {
            if (reader->finds[end].process != reader->finds[start].process)
                break;
        }
        add_finds(reader, start, end, owners);
    }
}

/** Adds all results of a reader that took processes from the end. */
static void add_backwards(const struct reader *reader, struct owners *owners)
{
    for (size_t end = reader->count, start; end > 0; end = start) {
        for (start = end - 1; start > 0; start--) {
            if (reader->finds[start - 1].process != reader->finds[end - 1].process)
                break;
        }
        add_finds(reader, start, end, owners);
    }
}

/** Scans all processes, or all their threads. Sets *RET_MET to what was found. */
static void scan(struct queue *queue, bool threads, struct owners *owners, struct reader *ret_met)
{
    CLEANUP(idmap_free) struct idmap held = {0};
    CLEANUP(reader_free) struct reader reader = {.owners = owners, .threads = threads};

    if (threads && owners->threads) {
        owners_index(owners, &held);
        reader.held = &held;
    }
    struct helper helper = {.queue = queue, .reader = reader};
    read_queue(queue, &reader, &helper);
    add_forwards(&reader, owners);
    add_backwards(&helper.reader, owners);
    ret_met->denied = descriptors_lower(ret_met->denied, reader.denied);
    ret_met->denied = descriptors_lower(ret_met->denied, helper.reader.denied);
    if (reader.failure || helper.reader.failure)
        ret_met->failure = reader.failure ? reader.failure : helper.reader.failure;
    reader_free(&helper.reader);
}

/**
 * A thread can have descriptors of its own (unshare(2), CLONE_FILES), and the first thread of a
 * process can end before others. So sockets without a holder are searched for again, in every
 * thread of the processes that may be read. The time grows with the number of threads, so this is
 * done only if it can find a first holder, or if every holder is wanted.
 */
int owner_proc_scan(int proc, const struct idmap *done, struct owners *owners)
{
    CLEANUP(queue_free)
    struct queue queue = {.proc = proc, .done = done, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct reader met = {0};

    met.failure = descriptors_numbers(&met, proc, add_pid, &queue);
    if (!queue.met)
        return met.failure ? met.failure : -ENODEV; // this process is missing: not a procfs
    scan(&queue, false, owners, &met);
    if (!met.failure && (owners->threads || !owners_all_found(owners)))
        scan(&queue, true, owners, &met);
    owners->scan = met.denied || met.failure ? SCAN_PARTIAL : SCAN_FULL;
    owners->denied_pid = met.denied;
    owners->gap = met.denied ? GAP_DENIED : GAP_NONE;
    return met.failure;
}
