// SPDX-License-Identifier: MIT
#include "collect/xdp_diag.h"

#include "collect/attribute.h"
#include "collect/socket_attribute.h"

#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <linux/xdp_diag.h>
#include <sys/socket.h>

#ifndef XDP_SHOW_STATS // Linux 5.9
#define XDP_SHOW_STATS (1 << 4)
#define XDP_DIAG_STATS 9
#endif

void xdp_diag_put_request(const struct request *request, struct nlmsghdr *message)
{
    struct xdp_diag_req *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

    (void)request;
    body->sdiag_family = AF_XDP;
    body->xdiag_show =
        XDP_SHOW_INFO | XDP_SHOW_RING_CFG | XDP_SHOW_UMEM | XDP_SHOW_MEMINFO | XDP_SHOW_STATS;
}

/** A reply while it is decoded. */
struct decoding {
    struct sock sock;
    struct strbuf *detail;
};

/** Notes the interface and its queue; a socket that is not bound has no interface. */
static void decode_info(const char *payload, size_t size, struct sock *sock)
{
    struct xdp_diag_info info;

    if (!attribute_number(payload, size, &info, sizeof(info)) || info.ifindex == 0)
        return;
    address_set_number(&sock->local, 0, info.ifindex);
    address_set_number(&sock->local, 1, info.queue_id);
    sock_set_device(sock, info.ifindex);
}

/** Returns the block of an attribute that is kept as it is; DETAIL_NONE: there is none. */
static enum detail block_of(uint16_t type)
{
    static const uint8_t blocks[] = {
        [XDP_DIAG_RX_RING] = DETAIL_XDP_RX_RING,
        [XDP_DIAG_TX_RING] = DETAIL_XDP_TX_RING,
        [XDP_DIAG_UMEM] = DETAIL_XDP_UMEM,
        [XDP_DIAG_UMEM_FILL_RING] = DETAIL_XDP_FILL_RING,
        [XDP_DIAG_UMEM_COMPLETION_RING] = DETAIL_XDP_COMPLETION_RING,
        [XDP_DIAG_STATS] = DETAIL_XDP_STATS,
    };

    return type < sizeof(blocks) ? blocks[type] : DETAIL_NONE;
}

static void decode_attribute(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;
    struct sock *sock = &decoding->sock;
    struct text bytes = {payload, size};
    enum detail block = block_of(type);

    switch (type) {
    case XDP_DIAG_INFO:
        decode_info(payload, size, sock);
        break;
    case XDP_DIAG_UID:
        uid_decode(bytes, sock);
        break;
    case XDP_DIAG_MEMINFO:
        memory_decode(bytes, sock, decoding->detail);
        break;
    default:
        if (block != DETAIL_NONE)
            detail_put(decoding->detail, block, bytes);
        break;
    }
}

int xdp_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail)
{
    struct xdp_diag_msg reply;
    struct decoding decoding = {
        .sock = {.proto = PROTO_XDP, .family = FAMILY_XDP, .state = STATE_UNCONNECTED},
        .detail = detail};
    struct sock *sock = &decoding.sock;

    if (!message_body(message, &reply, sizeof(reply)) || reply.xdiag_family != AF_XDP)
        return -EBADMSG;
    sock_set_cookie(sock, reply.xdiag_cookie);
    sock_set_inode(sock, reply.xdiag_ino);
    sock_set_type(sock, reply.xdiag_type);
    int error = attributes_read(message, NLMSG_SPACE(sizeof(reply)), decode_attribute, &decoding);
    if (!error)
        *ret_sock = *sock;
    return error;
}
