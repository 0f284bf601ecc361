// SPDX-License-Identifier: MIT
/**
 * Rates of TCP connections: what the counters of struct tcp_info grew by since the previous look at
 * the same connection, which its network namespace and its cookie identify.
 */
#ifndef TRACK_RATE_H
#define TRACK_RATE_H

#include "sock/facts.h"
#include "sock/rates.h"
#include "sock/table.h"

/** What was counted of a connection. All bits of a number set: the kernel did not say. */
struct rate_counters {
    uint64_t received; /**< bytes of data, in order */
    uint64_t acked;    /**< bytes of data sent that the peer acknowledged */
    uint32_t retransmits;
};

/**
 * Returns the counters in DETAIL of a connection in STATE. The kernel also counts what is no data:
 * each FIN as a byte, and the SYN of the side that connects, when they are acknowledged or received
 * (net/ipv4/tcp_input.c, tcp_snd_una_update and tcp_rcv_nxt_update; measured on Linux 6.18). They
 * are taken out, by the state, so that a difference is data.
 */
struct rate_counters rate_counters_of(struct text detail, enum state state);

/**
 * Returns the rates from BEFORE to NOW, which are NANOSECONDS apart, rounded. A counter that is not
 * known in both, or became lower, has none; without time between them, none has.
 */
struct row_rates rate_between(const struct rate_counters *before, const struct rate_counters *now,
                              uint64_t nanoseconds);

struct observation;

/** Ended connections that are remembered until the next look; those after them count as lost. */
#define MOST_ENDED (1 << 18)

/** What ended between two looks. Start with `{0}`; free with rate_ended_free. */
struct rate_ended {
    /** connections of the previous look, as they were then, with their rates up to the end */
    struct sock_table known;
    /** those that began and ended in between, with rates; most of what they were is not known */
    struct sock_table fresh;
    size_t unreported; /**< others that ended: the kernel did not report what they carried */
    bool lost;         /**< and perhaps more, of which nothing is known */
};

void rate_ended_free(struct rate_ended *ended);

/** The counters of the last look. */
struct rates;

/**
 * Creates counters. ROWS: ends of connections will be reported, so their rows are kept. DETAILS:
 * also the details of these.
 */
struct rates *rates_new(bool rows, bool details);
void rates_free(struct rates *rates);

/** Takes the end of a TCP socket of our own network namespace, for the next look. */
void rates_take_end(struct rates *rates, const struct observation *observation);

/**
 * Returns how many connections of the last look are not in TABLE, the next one, although no end of
 * them was taken: the kernel reports ends a moment later, and some never.
 */
size_t rates_awaited(const struct rates *rates, const struct sock_table *table);

/** Ends were lost: the next look says so. */
void rates_lose_ends(struct rates *rates);

/**
 * Takes a look: adds the block DETAIL_RATES to each row of TABLE whose connection was there at the
 * previous look, and keeps its counters for the next one. The time of a look is that of the dump
 * which brought it (place_facts.tcp_time). *RET_ENDED receives the connections that were there at
 * the previous look and have gone, and those that came and went since. An end that was reported
 * although TABLE lists the connection counts at the next look: the dump was faster. One that comes
 * only after the look that missed the connection is not counted: it was unreported.
 */
void rates_update(struct rates *rates, struct sock_table *table, const struct facts *facts,
                  struct rate_ended *ret_ended);

/** Returns the connections of the last look, if rows are kept. */
const struct sock_table *rates_rows(const struct rates *rates);

/** Adds the bytes that the rows of TABLE, one of struct rate_ended, carried. */
void rates_add_bytes(const struct sock_table *table, uint64_t *received, uint64_t *sent);

#endif
