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

/** The counters of the last look. */
struct rates;

struct rates *rates_new(void);
void rates_free(struct rates *rates);

/**
 * Takes a look: adds the block DETAIL_RATES to each row of TABLE whose connection was there at the
 * previous look, and keeps its counters for the next one. The time of a look is that of the dump
 * which brought it (place_facts.tcp_time). Returns the number of connections that were there at the
 * previous look and have gone.
 */
size_t rates_update(struct rates *rates, struct sock_table *table, const struct facts *facts);

#endif
