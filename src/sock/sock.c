// SPDX-License-Identifier: MIT
#include "sock/sock.h"

#include <assert.h>
#include <string.h>

const char *const timer_names[] = {
    [TIMER_OFF] = "off",           [TIMER_ON] = "on",           [TIMER_KEEPALIVE] = "keepalive",
    [TIMER_TIMEWAIT] = "timewait", [TIMER_PERSIST] = "persist", [TIMER_DELACK] = "delack",
};
static_assert(sizeof(timer_names) / sizeof(timer_names[0]) == TIMER_COUNT, "a name a timer");

const char *const type_names[] = {
    [TYPE_STREAM] = "stream", [TYPE_DGRAM] = "dgram",         [TYPE_RAW] = "raw",
    [TYPE_RDM] = "rdm",       [TYPE_SEQPACKET] = "seqpacket",
};
static_assert(sizeof(type_names) / sizeof(type_names[0]) == TYPE_COUNT, "a name a type");
static_assert(TIMER_COUNT <= 8 && TYPE_COUNT <= 8, "three bits of struct sock");

const char *const shutdown_names[] = {
    [SHUTDOWN_NONE] = "none",
    [SHUTDOWN_RECEIVE] = "receive",
    [SHUTDOWN_SEND] = "send",
    [SHUTDOWN_BOTH] = "both",
};
static_assert(sizeof(shutdown_names) / sizeof(shutdown_names[0]) == SHUTDOWN_COUNT,
              "a name a direction");

static_assert(sizeof(struct sock) <= 96, "a million rows must stay small");

bool sock_is_listening(const struct sock *sock)
{
    return proto_table[sock->proto].listening & STATE_BIT(sock->state);
}

bool sock_is_orphaned(const struct sock *sock)
{
    const state_set closing = STATE_BIT(STATE_FIN_WAIT_1) | STATE_BIT(STATE_FIN_WAIT_2) |
                              STATE_BIT(STATE_CLOSING) | STATE_BIT(STATE_LAST_ACK);

    return !(sock->have & HAVE_INODE) && (closing & STATE_BIT(sock->state));
}

void sock_clear_stale_peer(struct sock *sock)
{
    bool bound = sock->state == STATE_BOUND_INACTIVE && sock->peer_port == 0;

    if (!bound && !(STATES_WITHOUT_PEER & STATE_BIT(sock->state)))
        return;
    sock->peer = (struct address){{0}};
    sock->peer_port = 0;
}

void sock_clear_lacking(struct sock *sock)
{
    sock->have &= ~proto_table[sock->proto].lacks;
    if (!(sock->have & HAVE_V6ONLY))
        sock->v6only = false;
    if (!sock_has_ports(sock))
        sock->peer_port = 0;
}

bool sock_has_peer(const struct sock *sock)
{
    return sock->peer_port != 0 || !address_is_any(&sock->peer);
}

bool sock_has_queues(const struct sock *sock)
{
    return !proto_table[sock->proto].queues_need_peer || sock->peer_port != 0;
}

static bool is_mapped(const struct sock *sock, struct address address)
{
    enum family family = sock->family;

    return address_unmap(&family, &address);
}

struct text sock_name_start(const struct sock *sock)
{
    return (struct text){(const char *)sock->local.bytes, sizeof(sock->local.bytes)};
}

uint32_t sock_peer_inode(const struct sock *sock)
{
    return address_number(&sock->peer, 0);
}

void sock_set_peer_inode(struct sock *sock, uint32_t inode)
{
    address_set_number(&sock->peer, 0, inode);
    sock->have |= HAVE_PEER_INODE;
}

bool sock_is_wildcard(const struct sock *sock)
{
    enum family family = sock->family;
    struct address local = sock->local;

    if (!sock_has_addresses(sock))
        return sock_is_any_wildcard(sock);
    address_unmap(&family, &local);
    return address_is_any(&local);
}

bool sock_carries(const struct sock *sock, enum family family)
{
    enum family mapped = family_table[sock->family].maps;

    if (sock->have & HAVE_NO_FAMILY)
        return family_has_addresses(family);
    if (mapped == sock->family || !sock_has_addresses(sock))
        return family == sock->family;
    if (is_mapped(sock, sock->local) || is_mapped(sock, sock->peer))
        return family == mapped;
    bool refuses =
        !proto_table[sock->proto].dual_stack || ((sock->have & HAVE_V6ONLY) && sock->v6only);
    bool both = address_is_any(&sock->local) && !sock_has_peer(sock) && !refuses;
    return family == sock->family || (both && family == mapped);
}

bool sock_is_dual_stack(const struct sock *sock)
{
    return family_table[sock->family].maps != sock->family && proto_table[sock->proto].dual_stack &&
           (sock->have & HAVE_V6ONLY) && !sock->v6only && address_is_any(&sock->local);
}

uint32_t sock_local_scope(const struct sock *sock)
{
    return sock->have & HAVE_DEVICE ? sock->device : 0;
}

uint32_t sock_peer_scope(const struct sock *sock)
{
    return address_is_link_local(sock->family, &sock->peer) ? sock_local_scope(sock) : 0;
}

uint32_t sock_accept_percent(uint32_t queue, uint32_t limit)
{
    return (uint32_t)((uint64_t)queue * 100 / ((uint64_t)limit + 1));
}

static bool is_loopback(enum family family, struct address address)
{
    address_unmap(&family, &address);
    return address_is_loopback(family, &address);
}

bool sock_has_loopback(const struct sock *sock)
{
    return is_loopback(sock->family, sock->local) || is_loopback(sock->family, sock->peer);
}

bool sock_is_same(const struct sock *one, const struct sock *other)
{
    if (one->place != other->place)
        return false;
    if (one->have & HAVE_COOKIE)
        return (other->have & HAVE_COOKIE) && one->cookie == other->cookie;
    return !(other->have & HAVE_COOKIE) && one->inode == other->inode &&
           one->proto == other->proto && one->family == other->family &&
           one->association == other->association && one->local_port == other->local_port &&
           one->peer_port == other->peer_port && address_compare(&one->local, &other->local) == 0 &&
           address_compare(&one->peer, &other->peer) == 0;
}

bool sock_uid_is_user(const struct sock *sock)
{
    if (sock->have & HAVE_INODE)
        return true;
    bool waits = (sock->have & HAVE_TIMER) && sock->timer == TIMER_TIMEWAIT;
    return sock->uid != 0 && !waits && sock->state != STATE_TIME_WAIT &&
           sock->state != STATE_SYN_RECV;
}

/** Returns the numbers that order sockets with the same addresses and ports. */
static uint64_t detail_key(const struct sock *sock, unsigned level)
{
    switch (level) {
    case 0:
        return (uint64_t)sock->place << 40 | (uint64_t)sock->state << 32 | sock->device;
    case 1:
        return (uint64_t)sock->uid << 32 | sock->inode;
    case 2:
        return sock->cookie;
    case 3:
        return (uint64_t)sock->recv_q << 32 | sock->send_q;
    case 4:
        return (uint64_t)sock->have << 32 | (uint64_t)sock->timer << 24 |
               (uint64_t)sock->retransmits << 16 | (uint64_t)sock->type << 8 |
               (uint64_t)sock->port_bound << 7 | (uint64_t)sock->association << 6 |
               (uint64_t)sock->of_kernel << 5 | (uint64_t)sock->abstract << 4 |
               (uint64_t)sock->shutdown << 2 | (uint64_t)sock->v6only << 1 | sock->autobound;
    case 5:
        return (uint64_t)sock->timer_expires_ms << 32 | sock->mark;
    case 6:
        return sock->cgroup_id;
    default:
        return 0;
    }
}

// Everything up to the family is in the first number, so sockets alike in it have equally many.
uint64_t sock_order_key(const struct sock *sock, struct text name, unsigned level)
{
    const uint8_t *local = sock->local.bytes;

    if (level == 0)
        return (uint64_t)!sock_is_listening(sock) << 63 | (uint64_t)sock->proto << 56 |
               (uint64_t)sock->local_port << 24 | (uint64_t)sock->family << 16 |
               (uint32_t)local[0] << 8 | local[1];
    const struct family_info *family = &family_table[sock->family];
    const struct address_pair pair = {&sock->local, &sock->peer, sock->peer_port, name};
    if (level <= family->order_levels)
        return family->order_key(&pair, level);
    return detail_key(sock, level - family->order_levels - 1);
}

unsigned sock_next_order_level(const struct sock *sock, size_t longest, unsigned level)
{
    const struct family_info *family = &family_table[sock->family];
    size_t compared = 2 + sizeof(uint64_t) * level; // bytes of a name

    if (family_has_names(sock->family) && level < family->order_levels && compared >= longest)
        return family->order_levels + 1;
    return level + 1;
}

int sock_compare(const struct sock *one, const struct sock *other)
{
    for (unsigned level = 0; level < ORDER_LEVELS; level++) {
        uint64_t left = sock_order_key(one, sock_name_start(one), level);
        uint64_t right = sock_order_key(other, sock_name_start(other), level);
        if (left != right)
            return left < right ? -1 : 1;
    }
    return 0;
}
