// SPDX-License-Identifier: MIT
/** What is true of every socket that a decoder returns. */
#ifndef SOCKS_H
#define SOCKS_H

#include "fuzz.h"

#include "sock/sock.h"

/** True when one of BITS is in sock->have. */
static inline bool knows(const struct sock *sock, unsigned bits)
{
    return (sock->have & bits) != 0;
}

static inline void check_queues(const struct sock *sock)
{
    bool listens = sock->proto == PROTO_TCP && sock->state == STATE_LISTEN;
    bool connected = sock->proto != PROTO_TCP || (sock->peer_port != 0 && !listens);

    MUST(knows(sock, HAVE_QUEUES) == connected);
    MUST(knows(sock, HAVE_ACCEPT_QUEUE) == listens);
    MUST(!knows(sock, HAVE_ACCEPT_LIMIT) || listens);
}

static inline void check_timer(const struct sock *sock)
{
    if (knows(sock, HAVE_TIMER))
        MUST(sock->timer > TIMER_OFF && sock->timer < TIMER_COUNT);
    else
        MUST(sock->timer == 0 && sock->timer_expires_ms == 0 && sock->retransmits == 0);
}

static inline void check_state(const struct sock *sock)
{
    MUST(sock->state > 0 && sock->state < STATE_COUNT && sock->state != STATE_NEW_SYN_RECV);
    if (sock->proto != PROTO_TCP)
        MUST(sock->state == STATE_ESTABLISHED || sock->state == STATE_UNCONNECTED);
    else
        MUST(sock->state != STATE_UNCONNECTED);
    if (sock->state == STATE_BOUND_INACTIVE)
        MUST(sock->local_port != 0);
    if (sock->state == STATE_CLOSED)
        MUST(sock->local_port == 0);
}

static inline void check_sock(const struct sock *sock)
{
    static const uint8_t zeros[12];

    MUST(sock->proto < PROTO_COUNT && sock->family < FAMILY_COUNT);
    if (sock->family == FAMILY_IPV4) {
        MUST(memcmp(sock->local.bytes + 4, zeros, sizeof(zeros)) == 0);
        MUST(memcmp(sock->peer.bytes + 4, zeros, sizeof(zeros)) == 0);
    }
    check_state(sock);
    check_queues(sock);
    check_timer(sock);
    MUST(knows(sock, HAVE_INODE) == (sock->inode != 0));
    MUST(knows(sock, HAVE_DEVICE) == (sock->device != 0));
    MUST(knows(sock, HAVE_COOKIE) == (sock->cookie != 0 && sock->cookie != UINT64_MAX));
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
