// SPDX-License-Identifier: MIT
#include "sock/sock.h"

#include <assert.h>
#include <string.h>

const char *const timer_names[] = {
    [TIMER_OFF] = "off",           [TIMER_ON] = "on",           [TIMER_KEEPALIVE] = "keepalive",
    [TIMER_TIMEWAIT] = "timewait", [TIMER_PERSIST] = "persist", [TIMER_DELACK] = "delack",
};
static_assert(sizeof(timer_names) / sizeof(timer_names[0]) == TIMER_COUNT, "a name a timer");

const char *const family_names[] = {
    [FAMILY_IPV4] = "ipv4",
    [FAMILY_IPV6] = "ipv6",
};
static_assert(sizeof(family_names) / sizeof(family_names[0]) == FAMILY_COUNT, "a name a family");

static_assert(sizeof(struct sock) <= 88, "a million rows must stay small");

bool address_is_any(const struct address *address)
{
    static const struct address any;

    return memcmp(address, &any, sizeof(any)) == 0;
}

bool address_is_link_local(enum family family, const struct address *address)
{
    return family == FAMILY_IPV6 && address->bytes[0] == 0xfe && (address->bytes[1] & 0xc0) == 0x80;
}

bool address_unmap(enum family *family, struct address *address)
{
    static const uint8_t prefix[12] = {[10] = 0xff, [11] = 0xff};

    if (*family != FAMILY_IPV6 || memcmp(address->bytes, prefix, sizeof(prefix)) != 0)
        return false;
    *family = FAMILY_IPV4;
    memmove(address->bytes, address->bytes + 12, 4);
    memset(address->bytes + 4, 0, 12);
    return true;
}

int address_compare(const struct address *one, const struct address *other)
{
    return memcmp(one->bytes, other->bytes, sizeof(one->bytes));
}

bool sock_is_listening(const struct sock *sock)
{
    return proto_table[sock->proto].listening & STATE_BIT(sock->state);
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
    sock->have &= (uint16_t)~proto_table[sock->proto].lacks;
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

static bool is_mapped(struct address address)
{
    enum family family = FAMILY_IPV6;

    return address_unmap(&family, &address);
}

bool sock_is_wildcard(const struct sock *sock)
{
    enum family family = sock->family;
    struct address local = sock->local;

    address_unmap(&family, &local);
    return address_is_any(&local);
}

bool sock_carries(const struct sock *sock, enum family family)
{
    if (sock->family == FAMILY_IPV4)
        return family == FAMILY_IPV4;
    if (is_mapped(sock->local) || is_mapped(sock->peer))
        return family == FAMILY_IPV4;
    bool refuses_ipv4 =
        !proto_table[sock->proto].dual_stack || ((sock->have & HAVE_V6ONLY) && sock->v6only);
    bool both = address_is_any(&sock->local) && !sock_has_peer(sock) && !refuses_ipv4;
    return family == FAMILY_IPV6 || both;
}

bool sock_is_dual_stack(const struct sock *sock)
{
    return sock->family == FAMILY_IPV6 && proto_table[sock->proto].dual_stack &&
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

bool sock_uid_is_user(const struct sock *sock)
{
    if (sock->have & HAVE_INODE)
        return true;
    bool waits = (sock->have & HAVE_TIMER) && sock->timer == TIMER_TIMEWAIT;
    return sock->uid != 0 && !waits && sock->state != STATE_TIME_WAIT &&
           sock->state != STATE_SYN_RECV;
}

static uint64_t big_endian(const uint8_t *bytes, size_t count)
{
    uint64_t number = 0;

    for (size_t i = 0; i < count; i++)
        number = number << 8 | bytes[i];
    return number;
}

/** The first number of the order that is not about addresses, by family. */
static const unsigned detail_levels[] = {[FAMILY_IPV4] = 2, [FAMILY_IPV6] = 5};

/** The numbers that decide between sockets of the same addresses and ports. */
static uint64_t detail_key(const struct sock *sock, unsigned level)
{
    switch (level) {
    case 0:
        return (uint64_t)sock->state << 32 | sock->device;
    case 1:
        return (uint64_t)sock->uid << 32 | sock->inode;
    case 2:
        return sock->cookie;
    case 3:
        return (uint64_t)sock->recv_q << 32 | sock->send_q;
    case 4:
        return (uint64_t)sock->have << 32 | (uint64_t)sock->timer << 24 |
               (uint64_t)sock->retransmits << 16 | (uint64_t)sock->v6only << 1 | sock->autobound;
    case 5:
        return (uint64_t)sock->timer_expires_ms << 32 | sock->mark;
    case 6:
        return sock->cgroup_id;
    default:
        return 0;
    }
}

// Everything up to the family is in the first number, so sockets alike in it have equally many.
uint64_t sock_order_key(const struct sock *sock, unsigned level)
{
    const uint8_t *local = sock->local.bytes;
    const uint8_t *peer = sock->peer.bytes;

    if (level == 0)
        return (uint64_t)!sock_is_listening(sock) << 63 | (uint64_t)sock->proto << 56 |
               (uint64_t)sock->local_port << 40 | (uint64_t)sock->family << 32 |
               big_endian(local, 4);
    if (level >= detail_levels[sock->family])
        return detail_key(sock, level - detail_levels[sock->family]);
    if (sock->family == FAMILY_IPV4)
        return big_endian(peer, 4) << 16 | sock->peer_port;
    switch (level) {
    case 1:
        return big_endian(local + 4, 8);
    case 2:
        return big_endian(local + 12, 4) << 32 | big_endian(peer, 4);
    case 3:
        return big_endian(peer + 4, 8);
    default:
        return big_endian(peer + 12, 4) << 16 | sock->peer_port;
    }
}

int sock_compare(const struct sock *one, const struct sock *other)
{
    for (unsigned level = 0; level < ORDER_LEVELS; level++) {
        uint64_t left = sock_order_key(one, level);
        uint64_t right = sock_order_key(other, level);
        if (left != right)
            return left < right ? -1 : 1;
    }
    return 0;
}
