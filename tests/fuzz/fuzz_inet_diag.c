// SPDX-License-Identifier: MIT
/**
 * A reply of sock_diag. The first byte chooses the protocol, the rest is the message; its length
 * field is made to say its length, as os/netlink_dump has checked it before. What is decoded is
 * held to the numbers at their places in linux/inet_diag.h, read here a second time by offset.
 */
#include "socks.h"

#include "collect/inet_diag.h"

#define HEADER 16
#define BODY 72

static uint32_t number_at(const uint8_t *message, size_t offset)
{
    uint32_t number;

    memcpy(&number, message + offset, sizeof(number));
    return number;
}

static uint16_t half_at(const uint8_t *message, size_t offset)
{
    uint16_t number;

    memcpy(&number, message + offset, sizeof(number));
    return number;
}

/** Returns a port, which is in network byte order. */
static uint32_t port_at(const uint8_t *body, size_t offset)
{
    return (uint32_t)(body[offset] << 8 | body[offset + 1]);
}

/** Attributes as they are: the last one of a type that is long enough. */
struct attributes {
    const uint8_t *v6only, *mark, *cgroup;
    bool whole; /**< they fill the message */
};

static struct attributes find_attributes(const uint8_t *message, size_t size)
{
    struct attributes found = {.whole = true};

    for (size_t offset = HEADER + BODY; offset < size;) {
        size_t length = size - offset >= 4 ? half_at(message, offset) : 0;
        if (length < 4 || length > size - offset)
            return (struct attributes){.whole = false};
        unsigned type = half_at(message, offset + 2) & 0x3fff;
        const uint8_t *payload = message + offset + 4;
        if (type == 11 && length >= 5)
            found.v6only = payload;
        else if (type == 15 && length >= 8)
            found.mark = payload;
        else if (type == 21 && length >= 12)
            found.cgroup = payload;
        offset += (length + 3) / 4 * 4;
    }
    return found;
}

/** True when the kernel can report STATE of a socket of this protocol. */
static bool state_exists(enum proto proto, uint8_t state)
{
    return proto == PROTO_TCP ? state >= 1 && state <= 12 : state == 1 || state == 7;
}

static bool is_good(const uint8_t *message, size_t size, enum proto proto)
{
    uint16_t type = half_at(message, 4);
    // SOCK_DIAG_BY_FAMILY and TCPDIAG_GETSOCK; AF_INET and AF_INET6
    if (size < HEADER + BODY || (type != 20 && type != 18))
        return false;
    return (message[HEADER] == 2 || message[HEADER] == 10) &&
           state_exists(proto, message[HEADER + 1]) && find_attributes(message, size).whole;
}

/**
 * True when the message says who the peer is. It may also repeat the peer of an earlier connection:
 * of a listener (state 10), of UDP that is not connected (7), of TCP that is only bound (7, with a
 * local port and no other).
 */
static bool has_peer(const uint8_t *body, enum proto proto)
{
    bool local_port = body[4] != 0 || body[5] != 0;
    bool peer_port = body[6] != 0 || body[7] != 0;

    if (body[1] == 7)
        return proto == PROTO_TCP && (!local_port || peer_port);
    return proto != PROTO_TCP || body[1] != 10;
}

static void check_peer(const uint8_t *body, const struct plain_sock *sock, size_t address)
{
    static const uint8_t nobody[16];
    bool has = has_peer(body, sock->proto);

    bool ports = sock->proto != PROTO_RAW && sock->proto != PROTO_ICMP;

    MUST(sock->peer_port == (has && ports ? port_at(body, 6) : 0));
    MUST(memcmp(sock->peer, has ? body + 24 : nobody, address) == 0);
}

static void check_fixed_part(const uint8_t *body, const struct plain_sock *sock)
{
    size_t address = body[0] == 2 ? 4 : 16;

    MUST(sock->family == (body[0] == 2 ? FAMILY_IPV4 : FAMILY_IPV6));
    MUST(sock->local_port == port_at(body, 4));
    MUST(memcmp(sock->local, body + 8, address) == 0);
    check_peer(body, sock, address);
    MUST(sock->device == number_at(body, 40));
    MUST((uint32_t)sock->cookie == number_at(body, 44));
    MUST((uint32_t)(sock->cookie >> 32) == number_at(body, 48));
    MUST(knows(sock, HAVE_TIMER) == (body[2] > 0 && body[2] < TIMER_COUNT));
    if (knows(sock, HAVE_TIMER)) {
        MUST(sock->timer == body[2] && sock->retransmits == body[3]);
        MUST(sock->timer_expires_ms == number_at(body, 52));
    }
    MUST(sock->recv_q == number_at(body, 56));
    MUST(sock->send_q == number_at(body, 60));
    MUST(!knows(sock, HAVE_UID) || sock->uid == number_at(body, 64));
    MUST(sock->inode == number_at(body, 68));
}

static void check_attributes(const uint8_t *message, size_t size, const struct plain_sock *sock)
{
    struct attributes found = find_attributes(message, size);

    bool has = found.v6only && sock->proto != PROTO_RAW && sock->proto != PROTO_ICMP;

    MUST(knows(sock, HAVE_V6ONLY) == has);
    MUST(knows(sock, HAVE_MARK) == (found.mark != NULL));
    MUST(knows(sock, HAVE_CGROUP) == (found.cgroup != NULL));
    MUST(!has || sock->v6only == (*found.v6only != 0));
    MUST(!found.mark || sock->mark == number_at(found.mark, 0));
    MUST(!found.cgroup || memcmp(&sock->cgroup_id, found.cgroup, 8) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum proto proto = choice(&data, &size) % PROTO_UNIX; // those before it have ports
    struct sock record = untouched();
    uint32_t length = (uint32_t)size;

    if (size < HEADER)
        return 0;
    uint8_t *message = exact(data, size);
    memcpy(message, &length, sizeof(length));
    int result = inet_diag_decode((const void *)message, proto, &record);
    struct plain_sock sock = plain_of(&record);
    MUST((result == 0) == is_good(message, size, proto));
    if (result == 0) {
        MUST(sock.proto == proto);
        check_sock(&sock);
        MUST(knows(&sock, HAVE_ACCEPT_QUEUE) == knows(&sock, HAVE_ACCEPT_LIMIT));
        check_fixed_part(message + HEADER, &sock);
        check_attributes(message, size, &sock);
    } else {
        MUST(is_untouched(&record));
    }
    free(message);
    return 0;
}
