// SPDX-License-Identifier: MIT
#include "collect/inet_diag.h"

#include "collect/attribute.h"
#include "collect/inet_rare.h"
#include "collect/socket_attribute.h"
#include "os/kernel.h"
#include "sock/need.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <string.h>

/** Of a record while it is decoded: there are attributes that only some sockets have. */
#define HAS_RARE (1U << 31)

static void decode_attribute(uint16_t type, const char *payload, size_t size, void *context)
{
    struct sock *sock = context;
    uint8_t v6only = 0;

    switch (type) {
    case INET_DIAG_INFO:
    case INET_DIAG_CONG:
    case INET_DIAG_VEGASINFO:
    case INET_DIAG_DCTCPINFO:
    case INET_DIAG_BBRINFO:
    case INET_DIAG_TOS:
    case INET_DIAG_TCLASS:
    case INET_DIAG_CLASS_ID:
    case INET_DIAG_SKMEMINFO:
    case INET_DIAG_LOCALS:
    case INET_DIAG_PEERS:
    case INET_DIAG_ULP_INFO:
    case INET_DIAG_SK_BPF_STORAGES:
        sock->have |= HAS_RARE;
        break;
    case INET_DIAG_SHUTDOWN:
        shutdown_decode((struct text){payload, size}, sock);
        break;
    case INET_DIAG_SKV6ONLY:
        if (!attribute_number(payload, size, &v6only, sizeof(v6only)))
            return;
        sock->v6only = v6only;
        sock->have |= HAVE_V6ONLY;
        break;
    case INET_DIAG_MARK:
        if (attribute_number(payload, size, &sock->mark, sizeof(sock->mark)))
            sock->have |= HAVE_MARK;
        break;
    case INET_DIAG_CGROUP_ID:
        if (attribute_number(payload, size, &sock->cgroup_id, sizeof(sock->cgroup_id)))
            sock->have |= HAVE_CGROUP;
        break;
    default:
        break;
    }
}

static void decode_queues(const struct inet_diag_msg *reply, struct sock *sock)
{
    sock->recv_q = reply->idiag_rqueue;
    sock->send_q = reply->idiag_wqueue;
    // net/ipv4/tcp_diag.c, tcp_diag_get_info: a listener's queues are not bytes
    if (sock->state == STATE_LISTEN)
        sock->have |= HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT;
    else if (sock_has_queues(sock))
        sock->have |= HAVE_QUEUES;
}

static void decode_timer(const struct inet_diag_msg *reply, struct sock *sock)
{
    if (reply->idiag_timer == TIMER_OFF || reply->idiag_timer >= TIMER_COUNT)
        return;
    sock->timer = reply->idiag_timer & 7U;
    sock->timer_expires_ms = reply->idiag_expires;
    sock->retransmits = reply->idiag_retrans;
    sock->have |= HAVE_TIMER;
}

static void decode_identity(const struct inet_diag_msg *reply, struct sock *sock)
{
    sock_set_cookie(sock, reply->id.idiag_cookie);
    sock_set_inode(sock, reply->idiag_inode);
    sock->uid = reply->idiag_uid;
    if (sock_uid_is_user(sock))
        sock->have |= HAVE_UID;
    sock_set_device(sock, reply->id.idiag_if);
}

static int decode_endpoints(const struct inet_diag_msg *reply, struct sock *sock)
{
    enum family family;

    if (!family_from_number(reply->idiag_family, &family) ||
        !(proto_table[sock->proto].families & FAMILY_BIT(family)))
        return -EBADMSG;
    sock->family = (uint8_t)family;
    address_read(family, reply->id.idiag_src, &sock->local);
    address_read(family, reply->id.idiag_dst, &sock->peer);
    sock->local_port = ntohs(reply->id.idiag_sport);
    sock->peer_port = ntohs(reply->id.idiag_dport);
    return 0;
}

/** Sets the state; returns 0, or -EBADMSG if no such socket has it. */
static int decode_state(uint8_t number, struct sock *sock)
{
    sock->state = (uint8_t)state_from_kernel(sock->proto, number, sock->local_port != 0);
    return sock->state ? 0 : -EBADMSG;
}

/**
 * The same for a protocol with associations: a row is one if it has a list of peers. Returns 0 or
 * -EBADMSG.
 */
__attribute__((noinline)) static int decode_role(const struct nlmsghdr *message, uint8_t number,
                                                 struct sock *sock)
{
    struct rare rare;
    int error = rare_find(message, &rare);

    if (error)
        return error;
    sock->association = rare.peers.bytes; // also when there are none
    if (!sock->association)
        return decode_state(number, sock);
    sock->state = (uint8_t)association_state_from_kernel(number);
    return sock->state ? 0 : -EBADMSG;
}

/**
 * Clears what the kernel reports of another thing than the row (net/sctp/diag.c); the cookie is
 * that of all rows of the socket.
 */
static void clear_by_role(struct sock *sock)
{
    if (sock->have & HAVE_COOKIE)
        sock->have ^= HAVE_COOKIE | HAVE_SHARED_COOKIE;
    sock->timer = TIMER_OFF; // the numbers are not those of TCP
    sock->timer_expires_ms = sock->retransmits = 0;
    sock->have &= ~(uint32_t)HAVE_TIMER;
    if (sock->association) { // the interface of its route
        sock->device = 0;
        sock->have &= ~(uint32_t)HAVE_DEVICE;
    } else if (sock->have & HAVE_QUEUES) { // those of a listener, whatever the state
        sock->recv_q = sock->send_q = 0;
        sock->have &= ~(uint32_t)HAVE_QUEUES;
    }
}

/** Clears what the kernel reports although no such row has it. */
static void clear_lacking(struct sock *sock)
{
    if (PROTO_BIT(sock->proto) & PROTOS_WITH_ROLES)
        clear_by_role(sock);
    sock_clear_lacking(sock);
}

int inet_diag_decode(const struct nlmsghdr *message, enum proto proto, struct sock *ret_sock,
                     struct strbuf *detail)
{
    struct inet_diag_msg reply;
    struct sock sock = {.proto = (uint8_t)proto};
    bool is_reply =
        message->nlmsg_type == SOCK_DIAG_BY_FAMILY || message->nlmsg_type == TCPDIAG_GETSOCK;

    if (!is_reply || message->nlmsg_len < NLMSG_SPACE(sizeof(reply)))
        return -EBADMSG;
    memcpy(&reply, NLMSG_DATA(message), sizeof(reply));

    int error = decode_endpoints(&reply, &sock);
    if (error)
        return error;
    error = (PROTO_BIT(proto) & PROTOS_WITH_ROLES) ? decode_role(message, reply.idiag_state, &sock)
                                                   : decode_state(reply.idiag_state, &sock);
    if (error)
        return error;
    sock_clear_stale_peer(&sock);
    decode_queues(&reply, &sock);
    decode_timer(&reply, &sock);
    decode_identity(&reply, &sock);
    error = attributes_read(message, NLMSG_SPACE(sizeof(reply)), decode_attribute, &sock);
    if (!error && (sock.have & HAS_RARE)) {
        sock.have &= ~HAS_RARE;
        error = rare_decode(message, &sock, detail);
    }
    if (error)
        return error;
    if (proto_table[proto].lacks)
        clear_lacking(&sock);
    *ret_sock = sock;
    return 0;
}

void inet_diag_note_autobound(const struct request *request, bool chosen, struct sock *sock)
{
    if (!(sock->have & HAVE_INODE) || (chosen && !ephemeral_known(&request->ephemeral)))
        return;
    // Accepted connections have no bind(2) of their own either, but the port of their listener
    // (net/core/sock.c, sk_clone_lock clears SOCK_BINDPORT_LOCK).
    sock->port_bound = !chosen;
    sock->autobound = chosen && ephemeral_has(&request->ephemeral, sock->local_port);
    sock->have |= HAVE_AUTOBOUND;
}

void inet_diag_put_protocol(struct nlmsghdr *message, struct inet_diag_req_v2 *body,
                            uint16_t number)
{
    body->sdiag_protocol = number <= UINT8_MAX ? (uint8_t)number : 0;
    if (number > UINT8_MAX)
        mnl_attr_put_u32(message, INET_DIAG_REQ_PROTOCOL, number);
}

uint8_t inet_diag_extensions(const struct request *request, enum proto proto)
{
    unsigned needs = request_needs(request, proto);
    bool info = rare_asks_info(proto) || (needs & (NEED_ULP | NEED_INFO | NEED_KEYS));
    unsigned set = 0;

    if (info)
        set |= DIAG_EXTENSION(INET_DIAG_INFO);
    if (needs & NEED_CONGESTION)
        set |= DIAG_EXTENSION(INET_DIAG_CONG) | DIAG_EXTENSION(INET_DIAG_VEGASINFO);
    if (needs & NEED_TOS)
        set |= DIAG_EXTENSION(INET_DIAG_TOS) | DIAG_EXTENSION(INET_DIAG_TCLASS);
    if (needs & NEED_MEMORY)
        set |= DIAG_EXTENSION(INET_DIAG_SKMEMINFO);
    return (uint8_t)set;
}
