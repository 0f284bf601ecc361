// SPDX-License-Identifier: MIT
/**
 * Sockets as targets make, read and compare them, and what is true of every socket that a decoder
 * returns. Only this file knows the members of the record.
 */
#ifndef SOCKS_H
#define SOCKS_H

#include "fuzz.h"

#include "sock/sock.h"

/** The contents of a record. Without a `have` bit in `known`, a fact is 0. */
struct plain_sock {
    unsigned known; /**< enum have */
    unsigned proto, family, state;
    uint8_t local[16], peer[16]; /**< network byte order; of IPv4, the first four bytes */
    uint32_t local_port, peer_port;
    uint32_t recv_q, send_q, uid, inode, device, mark;
    uint32_t timer, timer_expires_ms, retransmits;
    uint32_t shutdown;
    uint64_t cookie, cgroup_id;
    bool v6only, autobound, association;
};

/** Returns the contents of a record. */
static inline struct plain_sock plain_of(const struct sock *sock)
{
    struct plain_sock plain = {
        .known = sock->have,
        .proto = sock->proto,
        .family = sock->family,
        .state = sock->state,
        .local_port = sock->local_port,
        .peer_port = sock->peer_port,
        .recv_q = sock->recv_q,
        .send_q = sock->send_q,
        .uid = sock->uid,
        .inode = sock->inode,
        .device = sock->device,
        .mark = sock->mark,
        .timer = sock->timer,
        .timer_expires_ms = sock->timer_expires_ms,
        .retransmits = sock->retransmits,
        .shutdown = sock->shutdown,
        .cookie = sock->cookie,
        .cgroup_id = sock->cgroup_id,
        .v6only = sock->v6only,
        .autobound = sock->autobound,
        .association = sock->association,
    };

    memcpy(plain.local, sock->local.bytes, sizeof(plain.local));
    memcpy(plain.peer, sock->peer.bytes, sizeof(plain.peer));
    return plain;
}

/** Returns a record with these contents. */
static inline struct sock sock_of(const struct plain_sock *plain)
{
    struct sock sock = {
        .have = plain->known,
        .proto = (uint8_t)plain->proto,
        .family = (uint8_t)plain->family,
        .state = (uint8_t)plain->state,
        .local_port = (uint16_t)plain->local_port,
        .peer_port = (uint16_t)plain->peer_port,
        .recv_q = plain->recv_q,
        .send_q = plain->send_q,
        .uid = plain->uid,
        .inode = plain->inode,
        .device = plain->device,
        .mark = plain->mark,
        .timer = plain->timer & 7U,
        .timer_expires_ms = plain->timer_expires_ms,
        .retransmits = (uint8_t)plain->retransmits,
        .shutdown = plain->shutdown & 3U,
        .cookie = plain->cookie,
        .cgroup_id = plain->cgroup_id,
        .v6only = plain->v6only,
        .autobound = plain->autobound,
        .association = plain->association,
    };

    memcpy(sock.local.bytes, plain->local, sizeof(plain->local));
    memcpy(sock.peer.bytes, plain->peer, sizeof(plain->peer));
    return sock;
}

static inline bool have_same_timer(const struct plain_sock *one, const struct plain_sock *other)
{
    return one->timer == other->timer && one->timer_expires_ms == other->timer_expires_ms &&
           one->retransmits == other->retransmits;
}

static inline bool have_same_ends(const struct plain_sock *one, const struct plain_sock *other)
{
    return memcmp(one->local, other->local, sizeof(one->local)) == 0 &&
           memcmp(one->peer, other->peer, sizeof(one->peer)) == 0 &&
           one->local_port == other->local_port && one->peer_port == other->peer_port;
}

/** Returns true when the contents are equal. */
static inline bool is_same(const struct plain_sock *one, const struct plain_sock *other)
{
    return one->known == other->known && one->proto == other->proto &&
           one->family == other->family && one->state == other->state &&
           have_same_ends(one, other) && have_same_timer(one, other) &&
           one->recv_q == other->recv_q && one->send_q == other->send_q && one->uid == other->uid &&
           one->inode == other->inode && one->device == other->device && one->mark == other->mark &&
           one->shutdown == other->shutdown && one->cookie == other->cookie &&
           one->cgroup_id == other->cgroup_id && one->v6only == other->v6only &&
           one->autobound == other->autobound && one->association == other->association;
}

/** Returns true when one of the facts BITS is known. */
static inline bool knows(const struct plain_sock *sock, unsigned bits)
{
    return (sock->known & bits) != 0;
}

static inline bool is_like_tcp(const struct plain_sock *sock)
{
    return sock->proto == PROTO_TCP || sock->proto == PROTO_MPTCP;
}

static inline void check_queues(const struct plain_sock *sock)
{
    bool listens = sock->state == STATE_LISTEN;
    bool connected = !is_like_tcp(sock) || (sock->peer_port != 0 && !listens);

    if (sock->proto == PROTO_SCTP)
        connected = sock->association;

    MUST(knows(sock, HAVE_QUEUES) == connected);
    MUST(knows(sock, HAVE_ACCEPT_QUEUE) == listens);
    MUST(!knows(sock, HAVE_ACCEPT_LIMIT) || listens);
}

static inline void check_timer(const struct plain_sock *sock)
{
    if (knows(sock, HAVE_TIMER))
        MUST(sock->timer > TIMER_OFF && sock->timer < TIMER_COUNT);
    else
        MUST(sock->timer == 0 && sock->timer_expires_ms == 0 && sock->retransmits == 0);
}

static inline void check_state(const struct plain_sock *sock)
{
    MUST(sock->state > 0 && sock->state < STATE_COUNT && sock->state != STATE_NEW_SYN_RECV);
    if (sock->proto == PROTO_SCTP)
        MUST(sock->state != STATE_BOUND_INACTIVE && sock->state != STATE_TIME_WAIT);
    else if (!is_like_tcp(sock))
        MUST(sock->state == STATE_ESTABLISHED || sock->state == STATE_UNCONNECTED);
    else
        MUST(sock->state != STATE_UNCONNECTED);
    if (sock->state == STATE_BOUND_INACTIVE)
        MUST(sock->local_port != 0);
    if (sock->state == STATE_CLOSED && is_like_tcp(sock))
        MUST(sock->local_port == 0);
}

static inline void check_sock(const struct plain_sock *sock)
{
    static const uint8_t zeros[12];

    MUST(sock->proto < PROTO_COUNT && sock->family < FAMILY_COUNT);
    if (sock->family == FAMILY_IPV4) {
        MUST(memcmp(sock->local + 4, zeros, sizeof(zeros)) == 0);
        MUST(memcmp(sock->peer + 4, zeros, sizeof(zeros)) == 0);
    }
    check_state(sock);
    check_queues(sock);
    check_timer(sock);
    MUST(knows(sock, HAVE_INODE) == (sock->inode != 0));
    MUST(knows(sock, HAVE_DEVICE) == (sock->device != 0));
    MUST(knows(sock, HAVE_COOKIE | HAVE_SHARED_COOKIE) ==
         (sock->cookie != 0 && sock->cookie != UINT64_MAX));
    MUST(knows(sock, HAVE_MARK) || sock->mark == 0);
    MUST(knows(sock, HAVE_CGROUP) || sock->cgroup_id == 0);
    MUST(knows(sock, HAVE_V6ONLY) || !sock->v6only);
    MUST(!knows(sock, HAVE_AUTOBOUND) && !sock->autobound); // a decoder cannot know
    if (knows(sock, HAVE_INODE))
        MUST(knows(sock, HAVE_UID));
    else if (sock->state == STATE_SYN_RECV || sock->state == STATE_TIME_WAIT)
        MUST(!knows(sock, HAVE_UID)); // no user is kept for these
}

/** A record that no decoder returns, and whether it is as it was: untouched on failure. */
static inline struct sock untouched(void)
{
    struct sock sock;

    memset(&sock, 0xa5, sizeof(sock));
    return sock;
}

static inline bool is_untouched(const struct sock *sock)
{
    struct sock before = untouched();

    return memcmp(sock, &before, sizeof(before)) == 0;
}

#endif
