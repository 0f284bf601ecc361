// SPDX-License-Identifier: MIT
/**
 * The sink to which a source adds rows. A source marks its start and rewinds to the mark before it
 * starts again. It does not know if rows are kept until the last one is read, or passed on in
 * batches. Rows that were passed on may be processed in another thread while the source reads: a
 * source calls sink_settle before it returns, so that its caller can use what depends on them.
 */
#ifndef SOCK_SINK_H
#define SOCK_SINK_H

#include "sock/request.h"
#include "sock/table.h"

/** Processes ROWS, which it may change or exchange; the sink empties the table afterwards. */
typedef void sink_take(void *context, struct sock_table *rows);

/** Waits until all rows that were taken are processed. */
typedef void sink_wait(void *context);

struct row_sink {
    struct sock_table *rows; /**< rows not passed on yet; borrowed */
    size_t batch;            /**< rows per batch; 0: all rows stay in the table */
    sink_take *take;         /**< called for each batch */
    sink_wait *settle;       /**< NULL: take returns when the rows are processed */
    void *context;           /**< of both */
    size_t passed;           /**< number of rows passed on */
    uint16_t place;          /**< where the rows that are added now come from (sock.place) */
};

/** Adds a copy of SOCK, from the place of the sink. When a batch is full, passes it on first. */
void sink_add(struct row_sink *sink, const struct sock *sock);

/**
 * Adds a copy of SOCK and of DETAIL, a list of blocks (sock/detail.h), unless REQUEST drops it.
 */
void sink_offer(struct row_sink *sink, const struct request *request, const struct sock *sock,
                struct text detail);

/** Waits until all rows that were passed on are processed. */
void sink_settle(const struct row_sink *sink);

/** Passes on what is left of a batch, and settles. Does nothing when all rows stay. */
void sink_flush(struct row_sink *sink);

/** Returns the number of rows added so far: a position for sink_rewind. */
size_t sink_mark(const struct row_sink *sink);

/**
 * Removes the rows added since MARK. Returns false, and removes none, if some of them were passed
 * on already.
 */
bool sink_rewind(struct row_sink *sink, size_t mark);

#endif
