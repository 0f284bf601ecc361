// SPDX-License-Identifier: MIT
#include "collect/packet_diag.h"

#include "collect/attribute.h"
#include "collect/socket_attribute.h"

#include <libmnl/libmnl.h>
#include <linux/filter.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

void packet_diag_put_request(const struct request *request, struct nlmsghdr *message)
{
    struct packet_diag_req *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

    (void)request;
    body->sdiag_family = AF_PACKET;
    body->pdiag_show = PACKET_SHOW_INFO | PACKET_SHOW_MCLIST | PACKET_SHOW_RING_CFG |
                       PACKET_SHOW_FANOUT | PACKET_SHOW_MEMINFO | PACKET_SHOW_FILTER;
}

/** A reply while it is decoded. */
struct decoding {
    struct sock sock;
    struct strbuf *detail;
};

static void decode_info(struct text bytes, struct sock *sock)
{
    struct packet_diag_info info;

    if (!attribute_number(bytes.bytes, bytes.length, &info, sizeof(info)))
        return;
    address_set_number(&sock->local, 0, info.pdi_index);
    sock->have &= ~(uint32_t)HAVE_DEVICE; // of an attribute before it
    sock_set_device(sock, info.pdi_index);
}

/**
 * Notes how many instructions the filter has: it may be long, and nothing prints it. The kernel
 * sends no instruction to a user who may not see them, whether there is a filter or not
 * (net/core/sock_diag.c, sock_diag_put_filterinfo).
 */
static void decode_filter(size_t size, struct sock *sock, struct strbuf *detail)
{
    uint32_t count = (uint32_t)(size / sizeof(struct sock_filter));

    if (count == 0)
        sock->have |= HIDES_FILTER;
    else
        detail_put_number(detail, DETAIL_PACKET_FILTER, count);
}

static void decode_attribute(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;
    struct sock *sock = &decoding->sock;
    struct text bytes = {payload, size};

    switch (type) {
    case PACKET_DIAG_INFO:
        decode_info(bytes, sock);
        detail_put(decoding->detail, DETAIL_PACKET_INFO, bytes);
        break;
    case PACKET_DIAG_UID:
        uid_decode(bytes, sock);
        break;
    case PACKET_DIAG_MEMINFO:
        memory_decode(bytes, sock, decoding->detail);
        break;
    case PACKET_DIAG_MCLIST:
        detail_put_number(decoding->detail, DETAIL_PACKET_MEMBERS,
                          (uint32_t)(size / sizeof(struct packet_diag_mclist)));
        break;
    case PACKET_DIAG_RX_RING:
        detail_put(decoding->detail, DETAIL_PACKET_RX_RING, bytes);
        break;
    case PACKET_DIAG_TX_RING:
        detail_put(decoding->detail, DETAIL_PACKET_TX_RING, bytes);
        break;
    case PACKET_DIAG_FANOUT:
        detail_put(decoding->detail, DETAIL_PACKET_FANOUT, bytes);
        break;
    case PACKET_DIAG_FILTER:
        decode_filter(size, sock, decoding->detail);
        break;
    default:
        break;
    }
}

int packet_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail)
{
    struct packet_diag_msg reply;
    struct decoding decoding = {
        .sock = {.proto = PROTO_PACKET, .family = FAMILY_PACKET, .state = STATE_UNCONNECTED},
        .detail = detail};
    struct sock *sock = &decoding.sock;

    if (!message_body(message, &reply, sizeof(reply)) || reply.pdiag_family != AF_PACKET)
        return -EBADMSG;
    sock_set_cookie(sock, reply.pdiag_cookie);
    sock_set_inode(sock, reply.pdiag_ino);
    sock_set_type(sock, reply.pdiag_type);
    address_set_number(&sock->local, 1, reply.pdiag_num); // in the byte order of the host
    int error = attributes_read(message, NLMSG_SPACE(sizeof(reply)), decode_attribute, &decoding);
    if (!error)
        *ret_sock = *sock;
    return error;
}
