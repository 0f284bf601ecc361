// SPDX-License-Identifier: MIT
#include "collect/tipc_diag.h"

#include "collect/attribute.h"
#include "collect/family_diag.h"
#include "sock/detail.h"

#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <linux/tipc_netlink.h>
#include <linux/tipc_sockets_diag.h>
#include <sys/socket.h>

void tipc_diag_put_request(const struct request *request, struct nlmsghdr *message)
{
    struct tipc_sock_diag_req *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

    body->sdiag_family = AF_TIPC;
    body->tidiag_states = state_kernel_mask(request_proto_states(request, PROTO_TIPC));
}

/** Numbers of messages in DETAIL_TIPC_MESSAGES; all bits set: not known. */
enum messages {
    MESSAGES_RECEIVED,
    MESSAGES_SENT,
    MESSAGES_DROPPED,
    MESSAGES_COUNT,
};

/** A reply while it is decoded. */
struct decoding {
    struct sock sock;
    uint32_t kernel_state;
    uint32_t messages[MESSAGES_COUNT];
    bool has_socket; /**< the attribute that holds all others was there */
    bool has_state;
    bool published;
    int error; /**< of the attributes within others */
};

/** Returns the number of an attribute; OTHERWISE if that is too short. */
static uint32_t number_of(const char *payload, size_t size, uint32_t otherwise)
{
    attribute_number(payload, size, &otherwise, sizeof(otherwise));
    return otherwise;
}

/** Sets one of the two numbers of an end, unless the attribute is too short. */
static void decode_number(const char *payload, size_t size, struct address *end, unsigned index)
{
    address_set_number(end, index, number_of(payload, size, address_number(end, index)));
}

/** Reads the attributes within an attribute, as attributes_read does those of a message. */
static void read_nest(const char *payload, size_t size, attribute_taker *take,
                      struct decoding *decoding)
{
    int error = attributes_walk(payload, payload + size, take, decoding);

    if (error)
        decoding->error = error;
}

static void decode_connection(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;
    struct address *peer = &decoding->sock.peer;

    if (type == TIPC_NLA_CON_NODE)
        decode_number(payload, size, peer, 0);
    else if (type == TIPC_NLA_CON_SOCK)
        decode_number(payload, size, peer, 1);
}

static void decode_statistic(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;
    uint32_t *messages = decoding->messages;

    if (type == TIPC_NLA_SOCK_STAT_RCVQ)
        messages[MESSAGES_RECEIVED] = number_of(payload, size, messages[MESSAGES_RECEIVED]);
    else if (type == TIPC_NLA_SOCK_STAT_SENDQ)
        messages[MESSAGES_SENT] = number_of(payload, size, messages[MESSAGES_SENT]);
    else if (type == TIPC_NLA_SOCK_STAT_DROP)
        messages[MESSAGES_DROPPED] = number_of(payload, size, messages[MESSAGES_DROPPED]);
}

/** Takes an attribute that says what the socket is. */
static void decode_identity(uint16_t type, const char *payload, size_t size, struct sock *sock)
{
    uint32_t halves[2];
    uint32_t number = 0;

    if (!attribute_number(payload, size, &number, sizeof(number)))
        return;
    switch (type) {
    case TIPC_NLA_SOCK_TYPE:
        sock_set_type(sock, number < TYPE_COUNT ? (uint8_t)number : 0);
        break;
    case TIPC_NLA_SOCK_INO:
        sock_set_inode(sock, number);
        break;
    case TIPC_NLA_SOCK_UID:
        sock->uid = number;
        sock->have |= HAVE_UID;
        break;
    case TIPC_NLA_SOCK_COOKIE: // one number of 64 bits
        if (attribute_number(payload, size, &sock->cookie, sizeof(sock->cookie))) {
            halves[0] = (uint32_t)sock->cookie;
            halves[1] = (uint32_t)(sock->cookie >> 32);
            sock_set_cookie(sock, halves);
        }
        break;
    default:
        break;
    }
}

static void decode_attribute(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;
    struct sock *sock = &decoding->sock;

    switch (type) {
    case TIPC_NLA_SOCK_ADDR:
        decode_number(payload, size, &sock->local, 0);
        break;
    case TIPC_NLA_SOCK_REF:
        decode_number(payload, size, &sock->local, 1);
        break;
    case TIPC_NLA_SOCK_CON:
        read_nest(payload, size, decode_connection, decoding);
        break;
    case TIPC_NLA_SOCK_HAS_PUBL:
        decoding->published = true;
        break;
    case TIPC_NLA_SOCK_STAT:
        read_nest(payload, size, decode_statistic, decoding);
        break;
    case TIPC_NLA_SOCK_TIPC_STATE:
        if (attribute_number(payload, size, &decoding->kernel_state,
                             sizeof(decoding->kernel_state)))
            decoding->has_state = true;
        break;
    default:
        decode_identity(type, payload, size, sock);
        break;
    }
}

static void decode_message(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;

    if (type != TIPC_NLA_SOCK)
        return;
    decoding->has_socket = true;
    read_nest(payload, size, decode_attribute, decoding);
}

/** Appends what the record has no room for, and makes the queue of a listener its accept queue. */
static void finish(struct decoding *decoding, struct strbuf *detail)
{
    struct sock *sock = &decoding->sock;
    const char *messages = (const char *)decoding->messages;

    // The messages that a listener has received are requests for connections.
    if (sock->state == STATE_LISTEN && decoding->messages[MESSAGES_RECEIVED] != UINT32_MAX) {
        sock->recv_q = decoding->messages[MESSAGES_RECEIVED];
        sock->have |= HAVE_ACCEPT_QUEUE;
    }
    detail_put(detail, DETAIL_TIPC_MESSAGES, (struct text){messages, sizeof(decoding->messages)});
    // net/tipc/socket.c, __tipc_nl_add_sk_info: of a connected socket this is not reported
    if (sock->state != STATE_ESTABLISHED)
        detail_put_number(detail, DETAIL_TIPC_PUBLISHED, decoding->published);
}

int tipc_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail)
{
    struct decoding decoding = {.sock = {.proto = PROTO_TIPC, .family = FAMILY_TIPC},
                                .messages = {UINT32_MAX, UINT32_MAX, UINT32_MAX}};
    struct sock *sock = &decoding.sock;

    if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY || message->nlmsg_len < NLMSG_HDRLEN)
        return -EBADMSG;
    if (message->nlmsg_len == NLMSG_HDRLEN)
        return MESSAGE_WITHOUT_SOCKET;
    int error = attributes_read(message, NLMSG_HDRLEN, decode_message, &decoding);
    if (error || decoding.error || !decoding.has_socket || !decoding.has_state ||
        decoding.kernel_state > UINT8_MAX)
        return -EBADMSG;
    sock->state = (uint8_t)state_from_kernel(PROTO_TIPC, (uint8_t)decoding.kernel_state, true);
    if (!sock->state)
        return -EBADMSG;
    finish(&decoding, detail);
    *ret_sock = *sock;
    return 0;
}
