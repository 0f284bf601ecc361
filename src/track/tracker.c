// SPDX-License-Identifier: MIT
#include "track/tracker.h"

/** States that a connection reaches only with a FIN of both sides. */
#define FINISHED                                                                                   \
    (STATE_BIT(STATE_FIN_WAIT_2) | STATE_BIT(STATE_TIME_WAIT) | STATE_BIT(STATE_CLOSING) |         \
     STATE_BIT(STATE_LAST_ACK))

void tracker_free(struct tracker *tracker)
{
    known_free_all(&tracker->known);
    idmap_free(&tracker->listening);
}

void tracker_begin_scan(struct tracker *tracker, const struct moment *now)
{
    tracker->now = *now;
    tracker->scan++;
}

static uint64_t port_key(const struct sock *sock)
{
    return (uint64_t)sock->place << 16 | sock->local_port;
}

/** Remembers the ports of listeners: a connection at one of them was accepted. */
static void note_listener(struct tracker *tracker, const struct sock *row)
{
    if (row->proto == PROTO_TCP && row->state == STATE_LISTEN)
        idmap_add(&tracker->listening, port_key(row), 0);
}

/** Returns true for what is left of a connection that has ended. */
static bool is_remainder(const struct sock *row)
{
    return row->state == STATE_TIME_WAIT ||
           (row->state == STATE_FIN_WAIT_2 && !(row->have & HAVE_INODE));
}

/**
 * Returns true for a handshake that a listener has not finished: it is no socket yet. The kernel
 * gives it a cookie when it is listed, which the connection need not have: in one of five lists,
 * the connection has begun meanwhile with another one (net/ipv4/inet_connection_sock.c,
 * inet_csk_clone_lock).
 */
static bool is_request(const struct sock *row)
{
    return row->state == STATE_SYN_RECV && !(row->have & HAVE_INODE);
}

static bool has_changed(const struct sock *before, const struct sock *row)
{
    bool limited = (before->have & row->have) & HAVE_ACCEPT_LIMIT;

    return before->state != row->state || before->local_port != row->local_port ||
           before->peer_port != row->peer_port ||
           address_compare(&before->local, &row->local) != 0 ||
           address_compare(&before->peer, &row->peer) != 0 ||
           (limited && before->send_q != row->send_q) ||
           (!(before->have & HAVE_INODE) && (row->have & HAVE_INODE));
}

enum sighting tracker_see(struct tracker *tracker, const struct sock *row)
{
    struct known *known = known_find(&tracker->known, row);

    note_listener(tracker, row);
    if (known) {
        bool again = known->scan == tracker->scan;
        known->scan = tracker->scan;
        known->missed = 0;
        bool older = again || is_request(row); // the row: the connection has begun meanwhile
        return !older && has_changed(&known->sock, row) ? SIGHTING_CHANGED : SIGHTING_SAME;
    }
    if (is_remainder(row) || is_request(row))
        return SIGHTING_SAME;
    known = known_add(&tracker->known, row);
    known->scan = tracker->scan;
    known->start = tracker->now;
    known->existing = tracker->scan == 1;
    return SIGHTING_NEW;
}

struct known *tracker_start(struct tracker *tracker, const struct sock *sock)
{
    struct known *known = known_add(&tracker->known, sock);

    note_listener(tracker, sock);
    known->scan = tracker->scan;
    known->start = tracker->now;
    known->fresh = true;
    return known;
}

void tracker_accept(struct known *known, const struct sock *row)
{
    known->sock = *row;
    known->fresh = false;
}

/** A scan that ends. */
struct ending_scan {
    uint32_t scan;
    const struct facts *facts;
};

/** Returns true if rows of place NUMBER may be missing, or only events tell of it. */
static bool is_not_read(const struct facts *facts, size_t number)
{
    const struct place *place = facts->places ? places_at(facts->places, number) : NULL;

    return facts_place(facts, number)->incomplete || (place && place->unread && !place->gone);
}

/** Counts that the scan missed a socket; returns true if it counts as closed. */
static bool count_missed(void *context, struct known *known)
{
    const struct ending_scan *ending = context;

    if (known->scan == ending->scan || is_not_read(ending->facts, known->sock.place))
        return false;
    known->missed++;
    return known->missed >= TIMES_MISSED;
}

void tracker_end_scan(struct tracker *tracker, const struct facts *facts, struct known_list *gone)
{
    struct ending_scan ending = {tracker->scan, facts};

    known_remove_if(&tracker->known, count_missed, &ending, gone);
}

struct known *tracker_take_end(struct tracker *tracker, const struct sock *sock)
{
    struct known *known = known_find(&tracker->known, sock);

    if (known)
        known_remove(&tracker->known, known);
    return known;
}

uint64_t tracker_listener_key(const struct sock *sock)
{
    return (uint64_t)sock->proto << 32 | port_key(sock);
}

bool tracker_is_replacement(const struct sock *before, const struct sock *after)
{
    return sock_is_listening(before) && sock_is_listening(after) && before->proto == after->proto &&
           before->family == after->family && before->place == after->place &&
           before->local_port == after->local_port && before->local_port != 0 &&
           before->device == after->device && address_compare(&before->local, &after->local) == 0;
}

/** Returns the bytes of data that were acknowledged, without SYN and FIN, which count 1 each. */
static uint64_t acked_data(const struct tcp_ending *counters)
{
    uint64_t sent = counters->has_sent ? counters->bytes_sent - counters->bytes_retransmitted : 0;

    return counters->has_sent && sent < counters->bytes_acked ? sent : counters->bytes_acked;
}

/** What a connection at the local port began with. */
enum opener { OPENER_UNKNOWN, OPENER_WE, OPENER_PEER };

/**
 * Returns who opened the connection. Every listener since the first scan is known, so a connection
 * that is younger than it, at a port without one, was opened from here.
 */
static enum opener opener_of(const struct tracker *tracker, const struct sock *sock,
                             const struct known *known)
{
    uint32_t unused;

    if (idmap_find(&tracker->listening, port_key(sock), &unused))
        return OPENER_PEER;
    return tracker->scan > 0 && (!known || !known->existing) ? OPENER_WE : OPENER_UNKNOWN;
}

/**
 * Returns the reason by the bytes that were acknowledged: one more than the data for our FIN, and
 * one for the SYN if we opened the connection.
 */
static enum end_reason reason_of(const struct tcp_ending *counters, enum opener opener)
{
    if (!counters->has_sent)
        return counters->unanswered ? REASON_TIMEOUT : REASON_UNKNOWN;
    uint64_t more = counters->bytes_acked - acked_data(counters);
    if (more >= 2 || (more == 1 && (opener == OPENER_PEER || counters->fin_acked)))
        return REASON_FIN;
    if (counters->unanswered)
        return REASON_TIMEOUT;
    return more == 1 && opener == OPENER_UNKNOWN ? REASON_UNKNOWN : REASON_RST;
}

struct ending tracker_ending(const struct tracker *tracker, const struct observation *observation,
                             const struct known *known)
{
    const struct tcp_ending *counters = &observation->ending;
    const struct sock *sock =
        observation->tuple_known || !known ? &observation->sock : &known->sock;

    if (observation->sock.proto != PROTO_TCP || (observation->tuple_known && !sock_has_peer(sock)))
        return (struct ending){.reason = REASON_NONE};
    if (!observation->tuple_known)
        return (struct ending){.reason = observation->connected ? REASON_RST : REASON_UNKNOWN};
    if (!counters->reported)
        return (struct ending){.reason = REASON_UNKNOWN};
    return (struct ending){.reason = reason_of(counters, opener_of(tracker, sock, known)),
                           .counted = true,
                           .bytes_acked = acked_data(counters),
                           .bytes_received = counters->bytes_received,
                           .retransmits = counters->retransmits,
                           .rtt_us = counters->rtt_us};
}

bool tracker_end_is_traced(const struct known *known)
{
    state_set closed = STATE_BIT(STATE_CLOSED) | STATE_BIT(STATE_BOUND_INACTIVE);

    return known->sock.proto == PROTO_TCP && (known->sock.have & HAVE_COOKIE) &&
           !(STATE_BIT(known->sock.state) & closed);
}

struct ending tracker_ending_unseen(const struct known *known)
{
    const struct sock *sock = &known->sock;

    if (sock->proto != PROTO_TCP || !sock_has_peer(sock))
        return (struct ending){.reason = REASON_NONE};
    bool finished = STATE_BIT(sock->state) & FINISHED;
    return (struct ending){.reason = finished ? REASON_FIN : REASON_UNKNOWN};
}
