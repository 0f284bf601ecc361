// SPDX-License-Identifier: MIT
/**
 * What a TCP connection carried from a look at it to its end, by the counters that the kernel
 * reports when the socket is destroyed. Pure.
 */
#ifndef TRACK_FINAL_H
#define TRACK_FINAL_H

#include "sock/event.h"
#include "track/rate.h"

/** Whether the SYN of the socket is among the bytes that the peer acknowledged. */
enum counted_syn {
    SYN_NOT_KNOWN, /**< data was on the way */
    SYN_NOT_COUNTED,
    SYN_COUNTED,
};

/** What the counters at the end are compared with. */
struct final_basis {
    struct rate_counters counters; /**< rate_counters_of() */
    uint32_t data_segments;        /**< that were received; 0: none, or not known */
    enum counted_syn syn;
    bool began_later; /**< the connection was not there, and `counters` are 0 */
    bool peer_closed; /**< the FIN of the peer is among the bytes received, not in `counters` */
};

/** Returns the basis from DETAIL of a connection in STATE. */
struct final_basis final_basis_of(struct text detail, enum state state);

/** Returns the basis of a connection that was not there before. */
struct final_basis final_basis_none(void);

/**
 * Returns the counters of ENDING, which is reported, such that the difference to BASIS->counters is
 * data: without FINs. At the end, the kernel does not tell the state before, so whether a FIN was
 * among what was received follows from the rest: no segment with data came since, or our own FIN
 * was acknowledged, so that the connection was closed by both sides. If the peer closes much later
 * than we do, and nobody holds the socket any more, no FIN was counted, and the result is one byte
 * too low (net/ipv4/tcp_input.c, tcp_rcv_state_process, TCP_FIN_WAIT1).
 */
struct rate_counters final_counters(const struct tcp_ending *ending,
                                    const struct final_basis *basis);

#endif
