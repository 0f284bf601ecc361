// SPDX-License-Identifier: MIT
/**
 * A reply of sock_diag. The first byte chooses the protocol, the rest is the message; its length
 * field is made to say its length, as os/netlink_dump has checked it before. What is decoded is
 * held to the numbers at their places in linux/inet_diag.h, read here a second time by offset.
 */
#include "socks.h"

#include "collect/inet_diag.h"
#include "collect/inet_rare.h"
#include "sock/detail.h"
#include "sock/tcp_info.h"

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

/** The payload of an attribute; NULL: there is none. */
struct payload {
    const uint8_t *bytes;
    size_t size;
};

/** Attributes as they are: the last one of a type that is long enough. */
struct attributes {
    const uint8_t *v6only, *mark, *cgroup, *shutdown;
    struct payload info, congestion, memory, locals, peers, ulp; /**< the last, of any length */
    struct payload vegas, dctcp, bbr;                            /**< likewise */
    struct payload tos, tclass, class_id, sockopt, storage;      /**< likewise */
    bool whole;                                                  /**< they fill the message */
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
        else if (type == 8 && length >= 5)
            found.shutdown = payload;
        else if (type == 21 && length >= 12)
            found.cgroup = payload;
        else if (type == 2)
            found.info = (struct payload){payload, length - 4};
        else if (type == 4)
            found.congestion = (struct payload){payload, length - 4};
        else if (type == 3)
            found.vegas = (struct payload){payload, length - 4};
        else if (type == 5)
            found.tos = (struct payload){payload, length - 4};
        else if (type == 6)
            found.tclass = (struct payload){payload, length - 4};
        else if (type == 22)
            found.sockopt = (struct payload){payload, length - 4};
        else if (type == 17)
            found.class_id = (struct payload){payload, length - 4};
        else if (type == 9)
            found.dctcp = (struct payload){payload, length - 4};
        else if (type == 16)
            found.bbr = (struct payload){payload, length - 4};
        else if (type == 7)
            found.memory = (struct payload){payload, length - 4};
        else if (type == 12)
            found.locals = (struct payload){payload, length - 4};
        else if (type == 13)
            found.peers = (struct payload){payload, length - 4};
        else if (type == 20)
            found.storage = (struct payload){payload, length - 4};
        else if (type == 19)
            found.ulp = (struct payload){payload, length - 4};
        offset += (length + 3) / 4 * 4;
    }
    return found;
}

/**
 * Sets *RET to the last attribute of TYPE in a nest, with LEAST bytes or more; false unless whole
 * attributes fill the nest.
 */
static bool find_nested(struct payload nest, unsigned type, size_t least, struct payload *ret)
{
    *ret = (struct payload){0};
    for (size_t offset = 0; offset < nest.size;) {
        size_t length = nest.size - offset >= 4 ? half_at(nest.bytes, offset) : 0;
        if (length < 4 || length > nest.size - offset)
            return false;
        if ((half_at(nest.bytes, offset + 2) & 0x3fff) == type && length - 4 >= least)
            *ret = (struct payload){nest.bytes + offset + 4, length - 4};
        offset += (length + 3) / 4 * 4;
    }
    return true;
}

static bool are_nests_whole(const struct attributes *found)
{
    struct payload mptcp, tls, any;

    return find_nested(found->ulp, 3, 0, &mptcp) && find_nested(mptcp, 2, 4, &any) &&
           find_nested(found->ulp, 2, 0, &tls) && find_nested(tls, 1, 0, &any);
}

/** Maps of type sk_storage: numbers of 4 bytes, and how long their values are. */
struct plain_storage {
    uint32_t maps[64];
    size_t count, bytes;
};

/** Adds the storages in a nest of nests (type 1): IDs (type 2) and values (type 3). */
static bool read_storage(struct payload nest, bool inner, struct plain_storage *storage)
{
    for (size_t offset = 0; offset < nest.size;) {
        size_t length = nest.size - offset >= 4 ? half_at(nest.bytes, offset) : 0;
        if (length < 4 || length > nest.size - offset)
            return false;
        unsigned type = half_at(nest.bytes, offset + 2) & 0x3fff;
        struct payload payload = {nest.bytes + offset + 4, length - 4};
        if (!inner && type == 1 && !read_storage(payload, true, storage))
            return false;
        if (inner && type == 2 && payload.size >= 4 && storage->count < 64)
            storage->maps[storage->count++] = number_at(payload.bytes, 0);
        if (inner && type == 3)
            storage->bytes += payload.size;
        offset += (length + 3) / 4 * 4;
    }
    return true;
}

/** True when the kernel can report STATE of a socket of this protocol. */
static bool state_exists(enum proto proto, uint8_t state, bool association)
{
    if (proto == PROTO_TCP || proto == PROTO_MPTCP)
        return state >= 1 && state <= 12 && (state != 6 || proto == PROTO_TCP);
    if (proto == PROTO_SCTP && association)
        return state <= 7;
    if (proto == PROTO_SCTP)
        return state == 1 || state == 2 || state == 7 || state == 8 || state == 10;
    return state == 1 || state == 7;
}

static bool is_good(const uint8_t *message, size_t size, enum proto proto)
{
    uint16_t type = half_at(message, 4);
    // SOCK_DIAG_BY_FAMILY and TCPDIAG_GETSOCK; AF_INET and AF_INET6
    if (size < HEADER + BODY || (type != 20 && type != 18))
        return false;
    struct attributes found = find_attributes(message, size);
    return (message[HEADER] == 2 || message[HEADER] == 10) && found.whole &&
           state_exists(proto, message[HEADER + 1], found.peers.bytes) &&
           read_storage(found.storage, false, &(struct plain_storage){0}) &&
           (proto != PROTO_TCP || are_nests_whole(&found));
}

/**
 * True when the message says who the peer is. It may also repeat the peer of an earlier connection:
 * of a listener (state 10), of UDP that is not connected (7), of TCP that is only bound (7, with a
 * local port and no other). An association always has one.
 */
static bool has_peer(const uint8_t *body, const struct plain_sock *sock)
{
    bool local_port = body[4] != 0 || body[5] != 0;
    bool peer_port = body[6] != 0 || body[7] != 0;

    if (sock->association)
        return true;
    if (body[1] == 7)
        return is_like_tcp(sock) && (!local_port || peer_port);
    return body[1] != 10;
}

static void check_peer(const uint8_t *body, const struct plain_sock *sock, size_t address)
{
    static const uint8_t nobody[16];
    bool has = has_peer(body, sock);

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
    MUST(sock->device == (sock->association ? 0 : number_at(body, 40)));
    MUST((uint32_t)sock->cookie == number_at(body, 44));
    MUST((uint32_t)(sock->cookie >> 32) == number_at(body, 48));
    MUST(knows(sock, HAVE_TIMER) ==
         (body[2] > 0 && body[2] < TIMER_COUNT && sock->proto != PROTO_SCTP));
    if (knows(sock, HAVE_TIMER)) {
        MUST(sock->timer == body[2] && sock->retransmits == body[3]);
        MUST(sock->timer_expires_ms == number_at(body, 52));
    }
    bool queues = sock->proto != PROTO_SCTP || sock->association || sock->state == STATE_LISTEN;
    MUST(sock->recv_q == (queues ? number_at(body, 56) : 0));
    MUST(sock->send_q == (queues ? number_at(body, 60) : 0));
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
    MUST(knows(sock, HAVE_SHUTDOWN) == (found.shutdown != NULL));
    MUST(!found.shutdown || sock->shutdown == (*found.shutdown & 3));
    MUST(!has || sock->v6only == (*found.v6only != 0));
    MUST(!found.mark || sock->mark == number_at(found.mark, 0));
    MUST(!found.cgroup || memcmp(&sock->cgroup_id, found.cgroup, 8) == 0);
}

/** Holds a block to SIZE bytes; 0: there is none. */
static void check_block(struct text detail, enum detail kind, const void *bytes, size_t size)
{
    struct text block = detail_find(detail, kind);

    MUST(block.length == (size > 0xffff ? 0xffff : size));
    MUST(block.length == 0 || memcmp(block.bytes, bytes, block.length) == 0);
}

/** Holds a list of addresses to sockaddrs of 128 bytes. */
static void check_addresses(struct text detail, enum detail kind, struct payload names)
{
    struct text list = detail_find(detail, kind);

    for (size_t at = 0; at + 128 <= names.size; at += 128) {
        unsigned family = half_at(names.bytes, at);
        size_t size = family == 2 ? 4 : 16;
        if (family != 2 && family != 10)
            continue;
        if (list.length < 17)
            break; // what a block has no room for is cut off
        MUST((uint8_t)list.bytes[0] == (family == 2 ? FAMILY_IPV4 : FAMILY_IPV6));
        MUST(memcmp(list.bytes + 1, names.bytes + at + (family == 2 ? 4 : 8), size) == 0);
        list = text_skip(list, 17);
    }
    MUST(list.length == 0);
}

static void check_upper_layer(const struct attributes *found, struct text detail, bool known)
{
    struct payload name, mptcp, token, local, peer;

    find_nested(found->ulp, 1, 0, &name);
    find_nested(found->ulp, 3, 0, &mptcp);
    find_nested(mptcp, 2, 4, &token);
    find_nested(mptcp, 10, 1, &local);
    find_nested(mptcp, 9, 1, &peer);
    size_t length = name.size > 0 ? strnlen((const char *)name.bytes, name.size) : 0;
    bool has_token = token.bytes && number_at(token.bytes, 0) != 0;
    check_block(detail, DETAIL_ULP, name.bytes, length);
    check_block(detail, DETAIL_MPTCP_TOKEN, token.bytes, has_token ? 4 : 0);
    const uint32_t ids[] = {local.bytes ? *local.bytes : 0, peer.bytes ? *peer.bytes : 0};
    check_block(detail, DETAIL_MPTCP_IDS, ids, local.bytes && peer.bytes ? sizeof(ids) : 0);
    MUST(known == (length > 0 || has_token));
}

/** What sockets of every protocol can have; returns the bytes that it takes in the detail. */
static size_t check_common(const struct attributes *found, struct text detail)
{
    const struct payload payloads[] = {found->memory, found->tos, found->tclass, found->class_id};
    static const enum detail kinds[] = {DETAIL_MEMORY, DETAIL_TOS, DETAIL_TCLASS, DETAIL_CLASS_ID};
    size_t length = 0;

    for (size_t i = 0; i < 4; i++) {
        check_block(detail, kinds[i], payloads[i].bytes, payloads[i].size);
        length += payloads[i].size > 0 ? 4 + detail_find(detail, kinds[i]).length : 0;
    }
    struct plain_storage storage = {0};
    MUST(read_storage(found->storage, false, &storage));
    if (storage.count < 64) // of more, not all are remembered here
        check_block(detail, DETAIL_STORAGE_MAPS, storage.maps, 4 * storage.count);
    if (storage.count > 0)
        length += 4 + detail_find(detail, DETAIL_STORAGE_MAPS).length + 4 + 4;
    return length;
}

static uint32_t percent_of(const uint8_t *gain)
{
    return (uint32_t)(int64_t)((double)number_at(gain, 0) / 2.56 + 0.5);
}

static void check_algorithms(const struct attributes *found, struct text detail)
{
    check_block(detail, DETAIL_VEGAS, found->vegas.bytes, found->vegas.size);
    check_block(detail, DETAIL_DCTCP, found->dctcp.bytes, found->dctcp.size);
    struct text bbr = detail_find(detail, DETAIL_BBR);
    MUST(!bbr.bytes == (found->bbr.size < 20));
    if (!bbr.bytes)
        return;
    const uint8_t *known = (const uint8_t *)bbr.bytes;
    uint64_t bandwidth = 0;
    memcpy(&bandwidth, known, sizeof(bandwidth));
    MUST((uint32_t)bandwidth == number_at(found->bbr.bytes, 0));
    MUST(bandwidth >> 32 == number_at(found->bbr.bytes, 4));
    MUST(number_at(known, 8) == number_at(found->bbr.bytes, 8));
    MUST(number_at(known, 12) == percent_of(found->bbr.bytes + 12));
    MUST(number_at(known, 16) == percent_of(found->bbr.bytes + 16));
}

static void check_tcp(const struct attributes *found, const struct plain_sock *sock,
                      struct text detail)
{
    const char *control = (const char *)found->congestion.bytes;
    size_t length = control ? strnlen(control, found->congestion.size) : 0;

    // of a listener, some members of the structure mean something else
    check_block(detail, DETAIL_TCP_INFO, found->info.bytes,
                sock->state == STATE_LISTEN ? 0 : found->info.size);
    check_block(detail, DETAIL_CONGESTION, control, length);
    if (sock->state != STATE_SYN_SENT)
        check_algorithms(found, detail);
    else
        MUST(!detail_find(detail, DETAIL_BBR).bytes);
    check_upper_layer(found, detail, knows(sock, HAVE_ULP));
}

/** The last word of struct tcp_info, as the compiler reads it: Linux 7.0, and 6.18. */
union last_word {
    struct {
        uint32_t mode : 2, option : 2, fail : 4, rest : 24;
    } packed;
    struct {
        uint16_t fail, option;
    } halves;
};

/** The last word becomes three numbers, or none if it is not there; the rest stays. */
static void check_accecn(struct strbuf *list, bool packed)
{
    struct text info = detail_find(strbuf_contents(list), DETAIL_TCP_INFO);
    size_t before = list->length;
    union last_word word = {0};
    uint32_t numbers[3];

    if (info.length >= 280)
        memcpy(&word, info.bytes + 276, sizeof(word));
    numbers[TCP_ACCECN_MODE] = packed ? word.packed.mode : UINT32_MAX;
    numbers[TCP_ACCECN_OPTION] = packed ? word.packed.option : word.halves.option;
    numbers[TCP_ACCECN_FAIL] = packed ? word.packed.fail : word.halves.fail;
    size_t length = info.length;
    tcp_info_put_accecn(list, packed);
    struct text detail = strbuf_contents(list);
    check_block(detail, DETAIL_TCP_ACCECN, numbers, length >= 280 ? sizeof(numbers) : 0);
    MUST(list->length == before + (length >= 280 ? 4 + sizeof(numbers) : 0));
    detail_cut(list, DETAIL_TCP_INFO, 0);
    detail = strbuf_contents(list);
    check_block(detail, DETAIL_TCP_INFO, NULL, 0);
    check_block(detail, DETAIL_TCP_ACCECN, numbers, length >= 280 ? sizeof(numbers) : 0);
}

static void check_mptcp(struct payload info, const struct plain_sock *sock, struct text detail)
{
    size_t size = info.size == 48 ? 44 : info.size == 88 ? 84 : info.size;

    if (sock->state == STATE_LISTEN)
        size = 0;
    check_block(detail, DETAIL_MPTCP_INFO, info.bytes, size);
    bool token = size >= 16 && number_at(info.bytes, 12) != 0;
    check_block(detail, DETAIL_MPTCP_TOKEN, token ? info.bytes + 12 : NULL, token ? 4 : 0);
    MUST(knows(sock, HAVE_ULP) == token);
}

static void check_sctp(const struct attributes *found, const struct plain_sock *sock,
                       struct text detail)
{
    bool association = found->peers.bytes;
    uint32_t style = found->info.size >= 364 ? number_at(found->info.bytes, 360) : 99;

    MUST(sock->association == association);
    MUST(!knows(sock, HAVE_COOKIE));
    MUST(knows(sock, HAVE_TYPE) == (!association && style <= 2));
    check_block(detail, DETAIL_SCTP_INFO, found->info.bytes, association ? found->info.size : 0);
    check_block(detail, DETAIL_SCTP_ENDPOINT, found->info.bytes,
                association ? 0 : found->info.size);
    check_addresses(detail, DETAIL_LOCAL_ADDRESSES, found->locals);
    check_addresses(detail, DETAIL_PEER_ADDRESSES, found->peers);
}

static void check_detail(const uint8_t *message, size_t size, const struct plain_sock *sock,
                         struct text detail)
{
    struct attributes found = find_attributes(message, size);
    size_t common = check_common(&found, detail);

    if (sock->proto == PROTO_TCP)
        check_tcp(&found, sock, detail);
    else if (sock->proto == PROTO_MPTCP)
        check_mptcp(found.info, sock, detail);
    else if (sock->proto == PROTO_SCTP)
        check_sctp(&found, sock, detail);
    else
        MUST(detail.length == common);
    MUST(sock->proto == PROTO_SCTP || (!sock->association && !knows(sock, HAVE_SHARED_COOKIE)));
}

/** Socket options are appended by a function of their own; DETAIL is what there is before. */
static void check_sockopt(const uint8_t *message, size_t size, struct strbuf *detail)
{
    struct attributes found = find_attributes(message, size);
    size_t before = detail->length;

    MUST(!detail_find((struct text){detail->data, before}, DETAIL_SOCKOPT).bytes);
    rare_put_sockopt((const void *)message, detail);
    check_block(strbuf_contents(detail), DETAIL_SOCKOPT, found.sockopt.bytes, found.sockopt.size);
    MUST(found.sockopt.size > 0 || detail->length == before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    enum proto proto = choice(&data, &size) % PROTO_SMC; // those before it have these messages
    struct sock record = untouched();
    uint32_t length = (uint32_t)size;

    if (size < HEADER)
        return 0;
    uint8_t *message = exact(data, size);
    memcpy(message, &length, sizeof(length));
    int result = inet_diag_decode((const void *)message, proto, &record, &detail);
    struct plain_sock sock = plain_of(&record);
    MUST((result == 0) == is_good(message, size, proto));
    if (result == 0) {
        MUST(sock.proto == proto);
        check_sock(&sock);
        MUST(knows(&sock, HAVE_ACCEPT_QUEUE) == knows(&sock, HAVE_ACCEPT_LIMIT));
        check_fixed_part(message + HEADER, &sock);
        check_attributes(message, size, &sock);
        check_detail(message, size, &sock, strbuf_contents(&detail));
        check_accecn(&detail, message[15] & 1); // a byte that is not read
        check_sockopt(message, size, &detail);
    } else {
        MUST(is_untouched(&record));
    }
    free(message);
    return 0;
}
