// SPDX-License-Identifier: MIT
#include "collect/netlink_diag.h"

#include "collect/attribute.h"
#include "collect/socket_attribute.h"

#include <libmnl/libmnl.h>
#include <linux/netlink_diag.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

void netlink_diag_put_request(const struct request *request, struct nlmsghdr *message)
{
    struct netlink_diag_req *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

    (void)request;
    body->sdiag_family = AF_NETLINK;
    body->sdiag_protocol = NDIAG_PROTO_ALL;
    body->ndiag_show = NDIAG_SHOW_MEMINFO | NDIAG_SHOW_GROUPS | NDIAG_SHOW_FLAGS;
}

/** A reply while it is decoded. */
struct decoding {
    struct sock sock;
    struct strbuf *detail;
    bool is_member; /**< of a multicast group */
};

/**
 * Turns the bit map of groups into a list of their numbers; bit 0 is group 1. Returns true if there
 * is one.
 */
static bool decode_groups(const char *payload, size_t size, struct strbuf *detail)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};
    uint32_t word = 0;

    for (size_t i = 0; i < size / sizeof(word); i++) {
        memcpy(&word, payload + i * sizeof(word), sizeof(word));
        for (uint32_t bit = 0; bit < 32; bit++) {
            uint32_t group = (uint32_t)i * 32 + bit + 1;
            if (word >> bit & 1)
                strbuf_bytes(&list, (const char *)&group, sizeof(group));
        }
    }
    detail_put(detail, DETAIL_NETLINK_GROUPS,
               (struct text){list.data ? list.data : "", list.length});
    return list.length > 0;
}

static void decode_attribute(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;
    struct text bytes = {payload, size};

    switch (type) {
    case NETLINK_DIAG_MEMINFO:
        memory_decode(bytes, &decoding->sock, decoding->detail);
        break;
    case NETLINK_DIAG_GROUPS:
        decoding->is_member = decode_groups(payload, size, decoding->detail);
        break;
    case NETLINK_DIAG_FLAGS:
        detail_put(decoding->detail, DETAIL_NETLINK_FLAGS, bytes);
        break;
    default:
        break;
    }
}

/** A socket that connect(2) gave a peer sends to that port, 0 being the kernel, and that group. */
static void decode_peer(const struct netlink_diag_msg *reply, struct sock *sock,
                        struct strbuf *detail)
{
    if (sock->state != STATE_ESTABLISHED)
        return;
    address_set_number(&sock->peer, 0, reply->ndiag_protocol);
    address_set_number(&sock->peer, 1, reply->ndiag_dst_portid);
    address_set_number(&sock->peer, 2, 1); // with protocol 0 and the kernel, the others are zero
    detail_put_number(detail, DETAIL_NETLINK_PEER_GROUP, reply->ndiag_dst_group);
}

/**
 * Sets the local end. Port 0 is the kernel's. A program's socket has it, too, if it joined a group
 * and has neither sent nor called bind(2); sockets of the kernel join none.
 */
static void decode_local(const struct netlink_diag_msg *reply, struct decoding *decoding)
{
    struct sock *sock = &decoding->sock;
    bool unbound = reply->ndiag_portid == 0 && decoding->is_member;

    sock->of_kernel = reply->ndiag_portid == 0 && !unbound;
    address_set_number(&sock->local, 0, reply->ndiag_protocol);
    address_set_number(&sock->local, 1, unbound ? UINT32_MAX : reply->ndiag_portid);
}

int netlink_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock,
                        struct strbuf *detail)
{
    struct netlink_diag_msg reply;
    struct decoding decoding = {.sock = {.proto = PROTO_NETLINK, .family = FAMILY_NETLINK},
                                .detail = detail};
    struct sock *sock = &decoding.sock;

    if (!message_body(message, &reply, sizeof(reply)) || reply.ndiag_family != AF_NETLINK)
        return -EBADMSG;
    // 1 after connect(2). Before, it is 7, which sockets of all families are made with, and 0 after
    // connect(2) has taken the peer away (net/netlink/af_netlink.c, netlink_connect).
    sock->state = reply.ndiag_state == STATE_ESTABLISHED ? STATE_ESTABLISHED : STATE_UNCONNECTED;
    sock_set_cookie(sock, reply.ndiag_cookie);
    sock_set_inode(sock, reply.ndiag_ino);
    sock_set_type(sock, reply.ndiag_type);
    decode_peer(&reply, sock, detail);
    int error = attributes_read(message, NLMSG_SPACE(sizeof(reply)), decode_attribute, &decoding);
    if (error)
        return error;
    decode_local(&reply, &decoding);
    *ret_sock = *sock;
    return 0;
}

bool netlink_diag_port(const struct sock *sock, uint32_t protocol, uint32_t *ret_port)
{
    *ret_port = address_number(&sock->local, 1);
    return address_number(&sock->local, 0) == protocol && *ret_port != UINT32_MAX;
}
