// SPDX-License-Identifier: MIT
#include "collect/smc_diag.h"

#include "collect/attribute.h"
#include "collect/socket_attribute.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/smc_diag.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#ifndef AF_SMC
#define AF_SMC 43
#endif

void smc_diag_put_request(const struct request *request, struct nlmsghdr *message)
{
    struct smc_diag_req *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

    (void)request;
    body->diag_family = AF_SMC;
}

/** A reply while it is decoded. */
struct decoding {
    struct sock sock;
    struct strbuf *detail;
};

static void decode_attribute(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;

    switch (type) {
    case SMC_DIAG_SHUTDOWN:
        shutdown_decode((struct text){payload, size}, &decoding->sock);
        break;
    case SMC_DIAG_FALLBACK:
        detail_put(decoding->detail, DETAIL_SMC_FALLBACK, (struct text){payload, size});
        break;
    default:
        break;
    }
}

/** Returns true if only the first of the four words of an address can have a number. */
static bool fits_ipv4(const uint32_t words[4])
{
    return (words[1] | words[2] | words[3]) == 0;
}

/**
 * Sets the family and the addresses. A socket of AF_SMC has addresses of IPv4 or IPv6, which only
 * their length tells apart, so a wildcard can be of either. The addresses of a socket made with
 * IPPROTO_SMC (Linux 6.11), and of a connection that it accepted, which is of AF_SMC, are not
 * reported (net/smc/smc_diag.c, smc_diag_msg_common_fill).
 */
static int decode_endpoints(const struct smc_diag_msg *reply, struct sock *sock)
{
    const struct inet_diag_sockid *id = &reply->id;
    enum family family =
        fits_ipv4(id->idiag_src) && fits_ipv4(id->idiag_dst) ? FAMILY_IPV4 : FAMILY_IPV6;
    bool is_smc = reply->diag_family == AF_SMC;

    if (!is_smc && (!family_from_number(reply->diag_family, &family) ||
                    !(proto_table[PROTO_SMC].families & FAMILY_BIT(family))))
        return -EBADMSG;
    sock->family = (uint8_t)family;
    address_read(family, id->idiag_src, &sock->local);
    address_read(family, id->idiag_dst, &sock->peer);
    sock->local_port = ntohs(id->idiag_sport);
    sock->peer_port = ntohs(id->idiag_dport);
    sock_clear_stale_peer(sock); // of the TCP socket below it
    if (!address_is_any(&sock->local) || !address_is_any(&sock->peer))
        return 0;
    sock->have |= is_smc ? HAVE_NO_FAMILY : 0;
    if (!is_smc || sock->peer_port != 0)
        sock->have |= HAVE_NO_ADDRESSES;
    return 0;
}

static void decode_identity(const struct smc_diag_msg *reply, struct sock *sock)
{
    sock_set_cookie(sock, reply->id.idiag_cookie);
    sock_set_inode(sock, reply->diag_inode <= UINT32_MAX ? (uint32_t)reply->diag_inode : 0);
    sock->uid = reply->diag_uid;
    if (sock_uid_is_user(sock))
        sock->have |= HAVE_UID;
    sock_set_device(sock, reply->id.idiag_if);
}

/**
 * Notes how the socket sends its data. The kernel reports SMC-R for a socket without a connection,
 * too, which has none of the modes.
 */
static void decode_mode(const struct smc_diag_msg *reply, const struct sock *sock,
                        struct strbuf *detail)
{
    bool connected = proto_table[PROTO_SMC].connected & STATE_BIT(sock->state);

    if (connected || reply->diag_mode != SMC_DIAG_MODE_SMCR)
        detail_put(detail, DETAIL_SMC_MODE,
                   (struct text){(const char *)&reply->diag_mode, sizeof(reply->diag_mode)});
}

int smc_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail)
{
    struct smc_diag_msg reply;
    struct decoding decoding = {.sock = {.proto = PROTO_SMC}, .detail = detail};
    struct sock *sock = &decoding.sock;

    if (!message_body(message, &reply, sizeof(reply)))
        return -EBADMSG;
    sock->state = (uint8_t)state_from_kernel(PROTO_SMC, reply.diag_state, true);
    if (!sock->state)
        return -EBADMSG;
    int error = decode_endpoints(&reply, sock);
    if (error)
        return error;
    decode_identity(&reply, sock);
    decode_mode(&reply, sock, detail);
    error = attributes_read(message, NLMSG_SPACE(sizeof(reply)), decode_attribute, &decoding);
    if (!error)
        *ret_sock = *sock;
    return error;
}
