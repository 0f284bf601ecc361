// SPDX-License-Identifier: MIT
#include "collect/inet_rare.h"

#include "collect/attribute.h"
#include "os/kernel.h"
#include "sock/detail.h"
#include "sock/mptcp_info.h"
#include "sock/tcp_info.h"
#include "sock/tls_facts.h"

#include <linux/inet_diag.h>
#include <linux/sctp.h>
#include <linux/tcp.h>
#include <linux/tls.h>
#include <stddef.h>
#include <string.h>

/** Returns where the bytes of an attribute go, or NULL. */
static struct text *rare_part(struct rare *rare, uint16_t type)
{
    switch (type) {
    case INET_DIAG_INFO:
        return &rare->info;
    case INET_DIAG_SKMEMINFO:
        return &rare->memory;
    case INET_DIAG_TOS:
        return &rare->tos;
    case INET_DIAG_TCLASS:
        return &rare->tclass;
    case INET_DIAG_CLASS_ID:
        return &rare->class_id;
    case INET_DIAG_CONG:
        return &rare->congestion;
    case INET_DIAG_VEGASINFO:
        return &rare->vegas;
    case INET_DIAG_DCTCPINFO:
        return &rare->dctcp;
    case INET_DIAG_BBRINFO:
        return &rare->bbr;
    case INET_DIAG_LOCALS:
        return &rare->locals;
    case INET_DIAG_PEERS:
        return &rare->peers;
    case INET_DIAG_ULP_INFO:
        return &rare->ulp;
    case INET_DIAG_MD5SIG:
        return &rare->md5;
    case INET_DIAG_SK_BPF_STORAGES:
        return &rare->storage;
    case INET_DIAG_SOCKOPT:
        return &rare->sockopt;
    default:
        return NULL;
    }
}

static void find_rare(uint16_t type, const char *payload, size_t size, void *context)
{
    struct text *part = rare_part(context, type);

    if (part)
        *part = (struct text){payload, size};
}

int rare_find(const struct nlmsghdr *message, struct rare *ret_rare)
{
    *ret_rare = (struct rare){0};
    return attributes_read(message, NLMSG_SPACE(sizeof(struct inet_diag_msg)), find_rare, ret_rare);
}

/** Adds the addresses in a list of struct sockaddr_storage; those of other families are skipped. */
static void put_addresses(struct strbuf *detail, enum detail kind, struct text bytes)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};
    struct sockaddr_storage name;

    while (bytes.length >= sizeof(name)) {
        struct listed_address listed = {0};
        enum family family = 0;
        memcpy(&name, bytes.bytes, sizeof(name));
        bytes = text_skip(bytes, sizeof(name));
        if (!address_from_sockaddr((const struct sockaddr *)&name, &family, &listed.address))
            continue;
        listed.family = (uint8_t)family;
        strbuf_bytes(&list, (const char *)&listed, sizeof(listed));
    }
    if (list.length > 0)
        detail_put(detail, kind, strbuf_contents(&list));
}

/** linux/mptcp.h, MPTCP_SUBFLOW_ATTR_*; headers before Linux 5.6 lack them. */
enum subflow_attribute {
    SUBFLOW_TOKEN_LOC = 2,
    SUBFLOW_FLAGS = 8,
    SUBFLOW_ID_REM = 9,
    SUBFLOW_ID_LOC = 10,
};

/** What MPTCP reports of a subflow. */
struct subflow {
    uint32_t token; /**< 0: none */
    uint8_t ids[2]; /**< of the local and the peer address */
    bool has_ids[2];
    uint32_t flags;
    bool has_flags;
};

static void decode_subflow(uint16_t type, const char *payload, size_t size, void *context)
{
    struct subflow *subflow = context;

    if (type == SUBFLOW_TOKEN_LOC)
        attribute_number(payload, size, &subflow->token, sizeof(subflow->token));
    else if (type == SUBFLOW_ID_LOC)
        subflow->has_ids[0] |= attribute_number(payload, size, &subflow->ids[0], 1);
    else if (type == SUBFLOW_ID_REM)
        subflow->has_ids[1] |= attribute_number(payload, size, &subflow->ids[1], 1);
    else if (type == SUBFLOW_FLAGS)
        subflow->has_flags |=
            attribute_number(payload, size, &subflow->flags, sizeof(subflow->flags));
}

/** linux/tls.h, TLS_INFO_*; older headers lack some. */
enum tls_attribute {
    TLS_ATTRIBUTE_VERSION = 1,
    TLS_ATTRIBUTE_CIPHER,
    TLS_ATTRIBUTE_TX,
    TLS_ATTRIBUTE_RX,
    TLS_ATTRIBUTE_ZERO_COPY_TX,   /**< Linux 5.19; of no size */
    TLS_ATTRIBUTE_RX_NO_PAD,      /**< Linux 6.0; of no size */
    TLS_ATTRIBUTE_TX_MAX_PAYLOAD, /**< Linux 6.19 */
};

static void decode_tls(uint16_t type, const char *payload, size_t size, void *context)
{
    static const struct {
        uint8_t fact;
        uint16_t first; /**< the number that is stored as 0; lower ones wrap, and have no word */
    } facts[] = {
        [TLS_ATTRIBUTE_VERSION] = {TLS_FACT_VERSION, TLS_1_2_VERSION},
        [TLS_ATTRIBUTE_CIPHER] = {TLS_FACT_CIPHER, TLS_CIPHER_AES_GCM_128},
        [TLS_ATTRIBUTE_TX] = {TLS_FACT_TX, TLS_CONF_BASE},
        [TLS_ATTRIBUTE_RX] = {TLS_FACT_RX, TLS_CONF_BASE},
        [TLS_ATTRIBUTE_TX_MAX_PAYLOAD] = {TLS_FACT_TX_MAX_PAYLOAD, 0},
    };
    uint32_t *numbers = context;
    uint16_t number = 0;

    if (type == TLS_ATTRIBUTE_ZERO_COPY_TX)
        numbers[TLS_FACT_ZERO_COPY_TX] = 1;
    else if (type == TLS_ATTRIBUTE_RX_NO_PAD)
        numbers[TLS_FACT_RX_NO_PAD] = 1;
    else if (type > 0 && type < sizeof(facts) / sizeof(facts[0]) &&
             attribute_number(payload, size, &number, sizeof(number)))
        numbers[facts[type].fact] = number - (uint32_t)facts[type].first;
}

/** The attributes in INET_DIAG_ULP_INFO. */
struct upper_layer {
    struct text name;
    struct text mptcp; /**< attributes of the subflow */
    struct text tls;   /**< attributes of the connection */
};

static void decode_upper_layer(uint16_t type, const char *payload, size_t size, void *context)
{
    struct upper_layer *upper = context;

    if (type == INET_ULP_INFO_NAME)
        upper->name = (struct text){payload, strnlen(payload, size)};
    else if (type == INET_ULP_INFO_MPTCP)
        upper->mptcp = (struct text){payload, size};
    else if (type == INET_ULP_INFO_TLS)
        upper->tls = (struct text){payload, size};
}

/** Passes each attribute in BYTES to TAKE; returns 0 or -EBADMSG. */
static int walk(struct text bytes, attribute_taker *take, void *context)
{
    return attributes_walk(bytes.bytes, bytes.bytes + bytes.length, take, context);
}

/** Decodes the attributes of TLS, if there are any. Returns 0 or -EBADMSG. */
static int put_tls(struct text bytes, struct strbuf *detail)
{
    uint32_t numbers[TLS_FACT_COUNT];

    if (bytes.length == 0)
        return 0;
    memset(numbers, 0xff, sizeof(numbers));
    numbers[TLS_FACT_ZERO_COPY_TX] = numbers[TLS_FACT_RX_NO_PAD] = 0;
    int error = walk(bytes, decode_tls, numbers);

    if (!error)
        detail_put(detail, DETAIL_TLS, (struct text){(const char *)numbers, sizeof(numbers)});
    return error;
}

/** The same of a subflow of MPTCP; *RET_TOKEN is 0 if there is none. */
static int put_subflow(struct text bytes, struct strbuf *detail, uint32_t *ret_token)
{
    struct subflow subflow = {0};

    if (bytes.length == 0)
        return 0;
    int error = walk(bytes, decode_subflow, &subflow);

    if (error)
        return error;
    *ret_token = subflow.token;
    if (subflow.token != 0)
        detail_put_number(detail, DETAIL_MPTCP_TOKEN, subflow.token);
    const uint32_t ids[] = {subflow.ids[0], subflow.ids[1]};
    if (subflow.has_ids[0] && subflow.has_ids[1])
        detail_put(detail, DETAIL_MPTCP_IDS, (struct text){(const char *)ids, sizeof(ids)});
    if (subflow.has_flags)
        detail_put_number(detail, DETAIL_SUBFLOW_FLAGS, subflow.flags);
    return 0;
}

/**
 * Adds what the congestion control of a connection reports: one of these, or nothing. In SYN-SENT
 * it has no values yet: they are all 0.
 */
static void put_algorithm(const struct rare *rare, struct strbuf *detail)
{
    if (rare->vegas.length > 0)
        detail_put(detail, DETAIL_VEGAS, rare->vegas);
    if (rare->dctcp.length > 0)
        detail_put(detail, DETAIL_DCTCP, rare->dctcp);
    tcp_info_put_bbr(detail, rare->bbr);
}

/** Decodes the upper layer protocol, if there is one. Returns 0 or -EBADMSG. */
static int decode_ulp(const struct rare *rare, struct sock *sock, struct strbuf *detail)
{
    struct upper_layer upper = {0};
    uint32_t token = 0;

    if (rare->ulp.length == 0)
        return 0;
    int error = walk(rare->ulp, decode_upper_layer, &upper);

    if (!error && upper.name.length > 0)
        detail_put(detail, DETAIL_ULP, upper.name);
    error = error ? error : put_subflow(upper.mptcp, detail, &token);
    error = error ? error : put_tls(upper.tls, detail);
    if (!error && (upper.name.length > 0 || token != 0))
        sock->have |= HAVE_ULP;
    return error;
}

/** Decodes what TCP reports, and the upper layer protocol. Returns 0 or -EBADMSG. */
static int decode_tcp(const struct rare *rare, struct sock *sock, struct strbuf *detail)
{
    struct text congestion = rare->congestion;

    if (congestion.length > 0) // strnlen must not get NULL
        congestion.length = strnlen(congestion.bytes, congestion.length);
    // of a listener, some members mean something else (net/ipv4/tcp.c, tcp_get_info)
    if (sock->state != STATE_LISTEN && rare->info.length > 0)
        detail_put(detail, DETAIL_TCP_INFO, rare->info);
    if (congestion.length > 0)
        detail_put(detail, DETAIL_CONGESTION, congestion);
    if (sock->state != STATE_SYN_SENT)
        put_algorithm(rare, detail);
    return decode_ulp(rare, sock, detail);
}

/**
 * Returns how many of LENGTH bytes are members of struct mptcp_info: in the kernels that sent the
 * shorter ones, the last bytes were padding, where others have members.
 */
static size_t mptcp_info_length(size_t length)
{
    static const struct {
        size_t sent, members;
    } sizes[] = {
        {48, offsetof(struct mptcp_info_known, retransmits)},    // Linux 5.14 to 6.5
        {88, offsetof(struct mptcp_info_known, last_data_sent)}, // Linux 6.8 and 6.9
    };

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        if (length == sizes[i].sent)
            return sizes[i].members;
    }
    return length;
}

/** Returns 0. */
static int decode_mptcp(const struct rare *rare, struct sock *sock, struct strbuf *detail)
{
    struct text info = rare->info;
    uint32_t token = 0;

    // of a listener, most is not filled in (net/mptcp/sockopt.c, mptcp_diag_fill_info)
    if (sock->state == STATE_LISTEN || info.length == 0)
        return 0;
    info.length = mptcp_info_length(info.length);
    detail_put(detail, DETAIL_MPTCP_INFO, info);
    if (info.length < offsetof(struct mptcp_info_known, token) + sizeof(token))
        return 0;
    memcpy(&token, info.bytes + offsetof(struct mptcp_info_known, token), sizeof(token));
    if (token == 0)
        return 0;
    detail_put_number(detail, DETAIL_MPTCP_TOKEN, token);
    sock->have |= HAVE_ULP;
    return 0;
}

/** Sets the type of a socket by the style of its endpoint (net/sctp, enum sctp_socket_type). */
static void decode_sctp_style(struct text info, struct sock *sock)
{
    static const uint8_t types[] = {TYPE_SEQPACKET, TYPE_SEQPACKET, TYPE_STREAM};
    uint32_t style = 0;

    if (info.length < offsetof(struct sctp_info, sctpi_s_type) + sizeof(style))
        return;
    memcpy(&style, info.bytes + offsetof(struct sctp_info, sctpi_s_type), sizeof(style));
    if (style < sizeof(types))
        sock_set_type(sock, types[style]);
}

/**
 * Of an endpoint, only the members about the socket are filled in; an association lacks those.
 * Returns 0.
 */
static int decode_sctp(const struct rare *rare, struct sock *sock, struct strbuf *detail)
{
    if (!sock->association)
        decode_sctp_style(rare->info, sock);
    if (rare->info.length > 0)
        detail_put(detail, sock->association ? DETAIL_SCTP_INFO : DETAIL_SCTP_ENDPOINT, rare->info);
    put_addresses(detail, DETAIL_LOCAL_ADDRESSES, rare->locals);
    put_addresses(detail, DETAIL_PEER_ADDRESSES, rare->peers);
    return 0;
}

/** What is special about some protocols. */
static const struct {
    bool asks_info; /**< INET_DIAG_INFO is always asked for: there are few such sockets */
    /** Decodes the attributes that only some sockets have; returns 0 or -EBADMSG. */
    int (*decode)(const struct rare *rare, struct sock *sock, struct strbuf *detail);
} specials[PROTO_COUNT] = {
    [PROTO_TCP] = {false, decode_tcp},
    [PROTO_MPTCP] = {true, decode_mptcp},
    [PROTO_SCTP] = {true, decode_sctp},
};

/** Adds what sockets of every protocol can have. */
static void put_common(const struct rare *rare, struct strbuf *detail)
{
    const struct {
        enum detail detail;
        struct text bytes;
    } blocks[] = {
        {DETAIL_MEMORY, rare->memory},
        {DETAIL_TOS, rare->tos},
        {DETAIL_TCLASS, rare->tclass},
        {DETAIL_CLASS_ID, rare->class_id},
    };

    for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
        if (blocks[i].bytes.length > 0)
            detail_put(detail, blocks[i].detail, blocks[i].bytes);
    }
}

/** Data of a socket in BPF maps of type sk_storage. */
struct storage {
    struct strbuf maps; /**< uint32_t each */
    uint32_t bytes;
    int error; /**< 0 or -EBADMSG */
};

static void decode_value(uint16_t type, const char *payload, size_t size, void *context)
{
    struct storage *storage = context;
    uint32_t map = 0;

    if (type == SK_DIAG_BPF_STORAGE_MAP_VALUE)
        storage->bytes += (uint32_t)size;
    else if (type == SK_DIAG_BPF_STORAGE_MAP_ID &&
             attribute_number(payload, size, &map, sizeof(map)))
        strbuf_bytes(&storage->maps, (const char *)&map, sizeof(map));
}

static void decode_storage(uint16_t type, const char *payload, size_t size, void *context)
{
    struct storage *storage = context;

    if (type == SK_DIAG_BPF_STORAGE && !storage->error)
        storage->error = walk((struct text){payload, size}, decode_value, storage);
}

/** Decodes the IDs of the maps, and the size of the values but not the values. */
static int put_storage(struct text bytes, struct strbuf *detail)
{
    struct storage storage = {0};
    int error = walk(bytes, decode_storage, &storage);

    error = error ? error : storage.error;
    if (!error && storage.maps.length > 0) {
        detail_put(detail, DETAIL_STORAGE_MAPS, strbuf_contents(&storage.maps));
        detail_put_number(detail, DETAIL_STORAGE_BYTES, storage.bytes);
    }
    strbuf_free(&storage.maps);
    return error;
}

int rare_decode(const struct nlmsghdr *message, struct sock *sock, struct strbuf *detail)
{
    struct rare rare;

    if (!detail)
        return 0;
    int error = rare_find(message, &rare);
    if (!error)
        put_common(&rare, detail);
    if (!error && rare.storage.length > 0)
        error = put_storage(rare.storage, detail);
    if (error || !specials[sock->proto].decode)
        return error;
    return specials[sock->proto].decode(&rare, sock, detail);
}

void rare_put_sockopt(const struct nlmsghdr *message, struct strbuf *detail)
{
    struct rare rare;

    if (rare_find(message, &rare) == 0 && rare.sockopt.length > 0)
        detail_put(detail, DETAIL_SOCKOPT, rare.sockopt);
}

void rare_put_keys(const struct nlmsghdr *message, struct sock *sock, struct strbuf *detail)
{
    struct rare rare;

    if (rare_find(message, &rare) || rare.info.length == 0)
        return;
    if (sock->have & HAVE_MARK) // of the keys, only how many there are
        detail_put_number(detail, DETAIL_MD5_KEYS,
                          (uint32_t)(rare.md5.length / sizeof(struct tcp_diag_md5sig)));
    else
        sock->have |= HIDES_KEYS;
}

bool rare_asks_info(enum proto proto)
{
    return specials[proto].asks_info;
}
