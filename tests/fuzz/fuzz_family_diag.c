// SPDX-License-Identifier: MIT
/**
 * A reply about a socket of a family with messages of its own, which the first byte chooses:
 * decoded, it says what an own walk over its bytes finds.
 */
#include "fuzz.h"

#include "collect/family_diag.h"
#include "sock/detail.h"

#include <arpa/inet.h>
#include <errno.h>

#define HEADER 16
#define TYPES 16 // attributes that are looked at
#define NOT_SENT UINT32_MAX

/** An attribute that becomes a block of the detail as it is. */
struct kept {
    uint16_t type;
    enum detail detail;
};

/** A kind of messages: offsets count from the end of the header. */
struct shape {
    enum diag diag;
    size_t body;
    uint8_t family; /**< AF_*; of SMC, one of three */
    size_t inode, cookie;
    size_t type;     /**< of the socket; 0: there is none */
    uint16_t uid;    /**< number of the attribute; NOT 0: it is there */
    uint16_t memory; /**< likewise */
    bool has_memory;
    struct kept kept[8];
    size_t kept_count;
};

static const struct shape shapes[] = {
    {DIAG_PACKET,
     16,
     17,
     4,
     8,
     1,
     5,
     6,
     true,
     {{0, DETAIL_PACKET_INFO},
      {2, DETAIL_PACKET_RX_RING},
      {3, DETAIL_PACKET_TX_RING},
      {4, DETAIL_PACKET_FANOUT},
      {6, DETAIL_MEMORY}},
     5},
    {DIAG_NETLINK,
     28,
     16,
     16,
     20,
     1,
     0,
     0,
     true,
     {{0, DETAIL_MEMORY}, {4, DETAIL_NETLINK_FLAGS}},
     2},
    {DIAG_VSOCK, 32, 40, 20, 24, 1, 0, 0, false, {{0}}, 0},
    {DIAG_XDP,
     16,
     44,
     4,
     8,
     1,
     2,
     8,
     true,
     {{3, DETAIL_XDP_RX_RING},
      {4, DETAIL_XDP_TX_RING},
      {5, DETAIL_XDP_UMEM},
      {6, DETAIL_XDP_FILL_RING},
      {7, DETAIL_XDP_COMPLETION_RING},
      {8, DETAIL_MEMORY},
      {9, DETAIL_XDP_STATS}},
     7},
    {DIAG_SMC, 64, 43, 56, 44, 0, 0, 0, false, {{5, DETAIL_SMC_FALLBACK}}, 1},
    {DIAG_TIPC, 0, 0, 0, 0, 0, 0, 0, false, {{0}}, 0},
};

/** The attributes of each type: the first one, and the last one with at least 4 bytes. */
struct found {
    const uint8_t *first[TYPES], *word[TYPES];
    size_t first_size[TYPES];
    bool whole; /**< the attributes fill the bytes */
};

static uint32_t word_at(const uint8_t *bytes)
{
    uint32_t word;

    memcpy(&word, bytes, sizeof(word));
    return word;
}

static uint64_t long_at(const uint8_t *bytes)
{
    return (uint64_t)word_at(bytes + 4) << 32 | word_at(bytes);
}

static void walk(const uint8_t *bytes, size_t size, struct found *found)
{
    for (size_t place = 0; place < size;) {
        uint16_t head[2];
        if (size - place >= sizeof(head))
            memcpy(head, bytes + place, sizeof(head));
        if (size - place < sizeof(head) || head[0] < 4 || head[0] > size - place) {
            found->whole = false;
            return;
        }
        unsigned type = head[1] & 0x3fff;
        if (type < TYPES && !found->first[type]) {
            found->first[type] = bytes + place + 4;
            found->first_size[type] = head[0] - 4U;
        }
        if (type < TYPES && head[0] >= 8)
            found->word[type] = bytes + place + 4;
        place += (head[0] + 3U) & ~3U;
    }
}

static struct text block(const struct strbuf *detail, enum detail kind)
{
    return detail_find(strbuf_contents(detail), kind);
}

static void check_kept(const struct shape *shape, const struct found *found,
                       const struct strbuf *detail)
{
    for (size_t i = 0; i < shape->kept_count; i++) {
        uint16_t type = shape->kept[i].type;
        struct text bytes = block(detail, shape->kept[i].detail);
        MUST(!bytes.bytes == !found->first[type]);
        MUST(bytes.length == found->first_size[type]);
        MUST(bytes.length == 0 || memcmp(bytes.bytes, found->first[type], bytes.length) == 0);
    }
}

static void check_common(const struct shape *shape, const uint8_t *body, const struct found *found,
                         const struct sock *sock)
{
    uint64_t cookie = long_at(body + shape->cookie);

    MUST(sock->cookie == cookie);
    MUST(!(sock->have & HAVE_COOKIE) == (cookie == 0 || cookie == UINT64_MAX));
    if (shape->diag != DIAG_SMC)
        MUST(sock->inode == word_at(body + shape->inode));
    if (shape->type)
        MUST(sock->have & HAVE_TYPE ? sock->type == body[shape->type]
                                    : body[shape->type] == 0 || body[shape->type] > 5);
    if (shape->uid) {
        MUST(!(sock->have & HAVE_UID) == !found->word[shape->uid]);
        MUST(!found->word[shape->uid] || sock->uid == word_at(found->word[shape->uid]));
    }
}

static void check_packet(const uint8_t *body, const struct found *found, const struct sock *sock,
                         const struct strbuf *detail)
{
    uint16_t protocol;
    size_t filter = found->first_size[7] / 8;

    memcpy(&protocol, body + 2, sizeof(protocol));
    MUST(sock->state == STATE_UNCONNECTED && sock->proto == PROTO_PACKET);
    MUST(address_number(&sock->local, 1) == protocol);
    MUST(!(sock->have & HAVE_DEVICE) == (address_number(&sock->local, 0) == 0));
    MUST(sock->device == address_number(&sock->local, 0));
    struct text count = block(detail, DETAIL_PACKET_FILTER);
    MUST(count.length == 0 || word_at((const void *)count.bytes) > 0);
    MUST(filter == 0 || word_at((const void *)count.bytes) == filter);
}

static void check_netlink(const uint8_t *body, const struct found *found, const struct sock *sock,
                          const struct strbuf *detail)
{
    struct text groups = block(detail, DETAIL_NETLINK_GROUPS);
    size_t bits = 0;

    MUST((sock->state == STATE_ESTABLISHED) == (body[3] == 1));
    MUST(address_number(&sock->local, 0) == body[2]);
    MUST(sock_has_peer(sock) == (body[3] == 1));
    MUST(body[3] != 1 || address_number(&sock->peer, 1) == word_at(body + 8));
    for (size_t i = 0; i < found->first_size[1] / 4 * 4; i++)
        bits += (size_t)__builtin_popcount(found->first[1][i]);
    MUST(groups.length == bits * 4);
    for (size_t i = 0; i < bits; i++) {
        uint32_t group = word_at((const void *)(groups.bytes + 4 * i)) - 1;
        MUST(word_at(found->first[1] + group / 32 * 4) >> group % 32 & 1);
    }
    uint32_t port = word_at(body + 4);
    MUST(!sock->of_kernel || port == 0);
    MUST(port == 0 || address_number(&sock->local, 1) == port);
    MUST(port != 0 || address_number(&sock->local, 1) == (sock->of_kernel ? 0 : NOT_SENT));
}

static void check_vsock(const uint8_t *body, const struct sock *sock)
{
    bool peer = word_at(body + 12) != UINT32_MAX || word_at(body + 16) != UINT32_MAX;

    MUST(sock->state == (body[2] == 7 ? STATE_UNCONNECTED : body[2]));
    MUST(sock->shutdown == (body[3] & 3));
    for (unsigned i = 0; i < 2; i++) {
        MUST(address_number(&sock->local, i) == word_at(body + 4 + 4 * i));
        MUST(address_number(&sock->peer, i) == (peer ? word_at(body + 12 + 4 * i) : 0));
    }
}

static void check_xdp(const struct sock *sock)
{
    MUST(sock->state == STATE_UNCONNECTED && sock->proto == PROTO_XDP);
    MUST(!(sock->have & HAVE_DEVICE) == (address_number(&sock->local, 0) == 0));
    MUST(sock->device == address_number(&sock->local, 0));
    MUST(sock->device != 0 || address_number(&sock->local, 1) == 0);
}

static void check_smc(const uint8_t *body, const struct sock *sock, const struct strbuf *detail)
{
    static const uint8_t zero[32];
    bool no_peer = body[1] == 2 || body[1] == 10; // what it was is not
    bool none = memcmp(body + 8, zero, no_peer ? 16 : 32) == 0;
    bool is_smc = body[0] == 43;
    struct text mode = block(detail, DETAIL_SMC_MODE);

    MUST(ntohs(*(const uint16_t *)(const void *)(body + 4)) == sock->local_port);
    MUST(sock->peer_port == (no_peer ? 0 : ntohs(*(const uint16_t *)(const void *)(body + 6))));
    MUST(body[0] != 2 || sock->family == FAMILY_IPV4);
    MUST(body[0] != 10 || sock->family == FAMILY_IPV6);
    MUST(memcmp(sock->local.bytes, body + 8, sock->family == FAMILY_IPV4 ? 4 : 16) == 0);
    MUST(memcmp(sock->peer.bytes, no_peer ? zero : body + 24,
                sock->family == FAMILY_IPV4 ? 4 : 16) == 0);
    MUST(!(sock->have & HAVE_NO_FAMILY) == !(none && is_smc));
    MUST(!sock_has_addresses(sock) || memcmp(&sock->local, zero, 16) ||
         memcmp(&sock->peer, zero, 16) || !none);
    MUST(!sock_is_any_wildcard(sock) || body[1] == 10 || sock->peer_port == 0);
    MUST(mode.length == 0 || (uint8_t)*mode.bytes == body[2]);
    MUST(mode.length == 1 || body[2] == 0);
    MUST(word_at(body + 60) != 0 || sock->inode == word_at(body + 56));
    MUST(!(sock->have & HAVE_UID) || sock->uid == word_at(body + 52));
}

/** The attributes within the socket, and within its peer and its statistics. */
struct tipc {
    struct found socket, peer, statistics;
};

/** Walks all attributes; those that are nests count each time. */
static void walk_tipc(const uint8_t *bytes, size_t size, unsigned depth, struct tipc *tipc)
{
    struct found *found[] = {NULL, &tipc->socket, &tipc->peer, &tipc->statistics};

    if (found[depth])
        walk(bytes, size, found[depth]);
    for (size_t place = 0; depth < 2 && size - place >= 4 && place < size;) {
        uint16_t head[2];
        memcpy(head, bytes + place, sizeof(head));
        if (head[0] < 4 || head[0] > size - place)
            return;
        unsigned type = head[1] & 0x3fff;
        if (depth == 0 && type == 2)
            walk_tipc(bytes + place + 4, head[0] - 4U, 1, tipc);
        if (depth == 1 && (type == 3 || type == 5))
            walk_tipc(bytes + place + 4, head[0] - 4U, type == 3 ? 2 : 3, tipc);
        place += (head[0] + 3U) & ~3U;
    }
}

static uint32_t last(const struct found *found, unsigned type, uint32_t otherwise)
{
    return found->word[type] ? word_at(found->word[type]) : otherwise;
}

static void check_tipc(const struct tipc *tipc, const struct sock *sock,
                       const struct strbuf *detail)
{
    struct text messages = block(detail, DETAIL_TIPC_MESSAGES);
    struct text published = block(detail, DETAIL_TIPC_PUBLISHED);
    static const uint16_t statistics[] = {0, 1, 4};

    MUST(tipc->socket.whole && tipc->peer.whole && tipc->statistics.whole);
    MUST(sock->inode == last(&tipc->socket, 7, 0));
    for (unsigned i = 0; i < 2; i++) {
        MUST(address_number(&sock->local, i) == last(&tipc->socket, 1 + i, 0));
        MUST(address_number(&sock->peer, i) == last(&tipc->peer, 2 + i, 0));
    }
    MUST(!(sock->have & HAVE_UID) == !tipc->socket.word[8]);
    MUST(!tipc->socket.word[8] || sock->uid == last(&tipc->socket, 8, 0));
    MUST(messages.length == 12);
    for (size_t i = 0; i < 3; i++)
        MUST(word_at((const void *)(messages.bytes + 4 * i)) ==
             last(&tipc->statistics, statistics[i], NOT_SENT));
    MUST(!published.length == (sock->state == STATE_ESTABLISHED));
    MUST(!published.length || word_at((const void *)published.bytes) == !!tipc->socket.first[4]);
    MUST(!(sock->have & HAVE_ACCEPT_QUEUE) ||
         (sock->state == STATE_LISTEN && sock->recv_q == last(&tipc->statistics, 0, 0)));
}

/** Returns true if a TIPC, vsock or SMC socket can have the state with this number. */
static bool has_state(enum diag diag, uint32_t number)
{
    if (diag == DIAG_SMC)
        return number == 1 || number == 2 || number == 7 || number == 10 ||
               (number >= 20 && number <= 27);
    return number == 1 || number == 2 || number == 7 || number == 8 || number == 10 || number == 11;
}

/** Returns true if the fixed part is that of a socket. */
static bool fits(const struct shape *shape, const uint8_t *body)
{
    if (shape->diag == DIAG_SMC)
        return (body[0] == 2 || body[0] == 10 || body[0] == 43) && has_state(DIAG_SMC, body[1]);
    return body[0] == shape->family &&
           (shape->diag != DIAG_VSOCK || has_state(DIAG_VSOCK, body[2]));
}

static void check_flat(const struct shape *shape, const uint8_t *message, size_t size,
                       const struct sock *sock, const struct strbuf *detail, int result)
{
    const uint8_t *body = message + HEADER;
    struct found found = {.whole = true};
    bool good =
        size >= HEADER + shape->body && message[4] == 20 && message[5] == 0 && fits(shape, body);

    if (good && shape->diag != DIAG_VSOCK) // which has no attributes
        walk(body + shape->body, size - HEADER - shape->body, &found);
    MUST(result == (good && found.whole ? 0 : -EBADMSG));
    if (result)
        return;
    check_common(shape, body, &found, sock);
    check_kept(shape, &found, detail);
    if (shape->diag == DIAG_PACKET)
        check_packet(body, &found, sock, detail);
    else if (shape->diag == DIAG_NETLINK)
        check_netlink(body, &found, sock, detail);
    else if (shape->diag == DIAG_VSOCK)
        check_vsock(body, sock);
    else if (shape->diag == DIAG_XDP)
        check_xdp(sock);
    else
        check_smc(body, sock, detail);
}

static void check_nested(const uint8_t *message, size_t size, const struct sock *sock,
                         const struct strbuf *detail, int result)
{
    struct tipc tipc = {{.whole = true}, {.whole = true}, {.whole = true}};

    MUST((result == MESSAGE_WITHOUT_SOCKET) ==
         (size == HEADER && message[4] == 20 && message[5] == 0));
    if (result)
        return;
    walk_tipc(message + HEADER, size - HEADER, 0, &tipc);
    uint32_t state = last(&tipc.socket, 9, 0);
    MUST(has_state(DIAG_TIPC, state));
    MUST(sock->state == (state == 7 ? STATE_UNCONNECTED : state));
    check_tipc(&tipc, sock, detail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock = {.inode = 4711};
    const struct shape *shape = &shapes[choice(&data, &size) % (sizeof(shapes) / sizeof(*shapes))];

    if (size < HEADER)
        return 0;
    uint32_t length = (uint32_t)size;
    uint8_t *message = exact(data, size);
    memcpy(message, &length, sizeof(length));
    int result = family_messages[shape->diag].decode((const void *)message, &sock, &detail);
    MUST(result == 0 || result == -EBADMSG || result == MESSAGE_WITHOUT_SOCKET);
    MUST(result == 0 || sock.inode == 4711);
    if (shape->diag == DIAG_TIPC)
        check_nested(message, size, &sock, &detail, result);
    else
        check_flat(shape, message, size, &sock, &detail, result);
    free(message);
    return 0;
}
