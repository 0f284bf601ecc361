// SPDX-License-Identifier: MIT
#include "collect/destroy.h"

#include "collect/attribute.h"
#include "sock/tcp_info.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>

/** Groups of each protocol and family (linux/sock_diag.h, enum sknetlink_groups). */
static const struct {
    enum proto proto;
    enum family family;
    unsigned group;
} groups[] = {
    {PROTO_TCP, FAMILY_IPV4, SKNLGRP_INET_TCP_DESTROY},
    {PROTO_UDP, FAMILY_IPV4, SKNLGRP_INET_UDP_DESTROY},
    {PROTO_TCP, FAMILY_IPV6, SKNLGRP_INET6_TCP_DESTROY},
    {PROTO_UDP, FAMILY_IPV6, SKNLGRP_INET6_UDP_DESTROY},
};

#define GROUPS (sizeof(groups) / sizeof(groups[0]))

int destroy_open(const struct request *request, proto_set protos, struct netlink **ret_netlink)
{
    unsigned numbers[GROUPS];
    size_t count = 0;

    for (size_t i = 0; i < GROUPS; i++) {
        if ((protos & PROTO_BIT(groups[i].proto)) &&
            request_states(request, groups[i].proto, groups[i].family))
            numbers[count++] = groups[i].group;
    }
    return count > 0 ? netlink_listen(numbers, count, ret_netlink) : -EPROTONOSUPPORT;
}

/** What the attributes of a message say. */
struct attributes {
    uint8_t number; /**< IPPROTO_*; 0: not reported */
    size_t length;  /**< of `info` */
    struct tcp_info_known info;
};

static void take_attribute(uint16_t type, const char *payload, size_t size, void *context)
{
    struct attributes *attributes = context;

    if (type == INET_DIAG_PROTOCOL)
        attribute_number(payload, size, &attributes->number, sizeof(attributes->number));
    if (type != INET_DIAG_INFO)
        return;
    attributes->length = size < sizeof(attributes->info) ? size : sizeof(attributes->info);
    memcpy(&attributes->info, payload, attributes->length);
}

/** Sets the protocol; returns false if none of PROTOS_DESTROYED has the number. */
static bool set_proto(uint8_t number, struct sock *sock)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (!(PROTOS_DESTROYED & PROTO_BIT(proto)) || proto_table[proto].number != number)
            continue;
        sock->proto = (uint8_t)proto;
        return true;
    }
    return false;
}

static bool set_ends(const struct inet_diag_msg *body, struct sock *sock)
{
    enum family family;

    if (!family_from_number(body->idiag_family, &family) || !family_has_addresses(family))
        return false;
    sock->family = (uint8_t)family;
    address_read(family, body->id.idiag_src, &sock->local);
    address_read(family, body->id.idiag_dst, &sock->peer);
    sock->local_port = ntohs(body->id.idiag_sport);
    sock->peer_port = ntohs(body->id.idiag_dport);
    return true;
}

/** Copies the counters, as far as the kernel has them. */
static void set_ending(const struct attributes *attributes, struct tcp_ending *ending)
{
    const struct tcp_info_known *info = &attributes->info;

    if (attributes->length < offsetof(struct tcp_info_known, segs_out))
        return;
    *ending = (struct tcp_ending){.reported = true,
                                  .bytes_acked = info->bytes_acked,
                                  .bytes_received = info->bytes_received,
                                  .retransmits = info->total_retrans,
                                  .rtt_us = info->rtt,
                                  .unanswered = info->retransmits > 0 || info->probes > 0};
    if (attributes->length < offsetof(struct tcp_info_known, dsack_dups))
        return;
    ending->has_sent = info->bytes_retrans <= info->bytes_sent;
    ending->bytes_sent = info->bytes_sent;
    ending->bytes_retransmitted = info->bytes_retrans;
    ending->data_segments = info->data_segs_in;
    // Each data segment, and one for SYN or SYN-ACK (net/ipv4/tcp_input.c, tcp_rcv_state_process).
    ending->fin_acked = info->total_retrans == 0 && info->delivered > info->data_segs_out + 1;
}

/**
 * The sequence numbers that tcp_disconnect leaves: the window of the peer and 2 more than what was
 * acknowledged. A connection that was never established has no window, and 1 for its SYN.
 */
#define NEVER_CONNECTED 3

static void set_tcp(const struct inet_diag_msg *body, const struct attributes *attributes,
                    struct observation *observation)
{
    struct sock *sock = &observation->sock;
    bool torn = sock->peer_port == 0 && !address_is_any(&sock->peer);

    sock->state = STATE_CLOSED;
    observation->tuple_known = !torn;
    observation->connected = torn && body->idiag_wqueue > NEVER_CONNECTED;
    if (!torn)
        set_ending(attributes, &observation->ending);
}

int destroy_decode(const struct nlmsghdr *message, struct observation *ret_observation)
{
    struct inet_diag_msg body;
    struct attributes attributes = {0};
    struct observation observation = {.tuple_known = true};
    struct sock *sock = &observation.sock;

    if (!message_body(message, &body, sizeof(body)))
        return -EBADMSG;
    int error = attributes_read(message, NLMSG_SPACE(sizeof(body)), take_attribute, &attributes);
    if (error)
        return error;
    if (!set_proto(attributes.number, sock) || !set_ends(&body, sock))
        return -EBADMSG;
    sock_set_cookie(sock, body.id.idiag_cookie);
    sock_set_device(sock, body.id.idiag_if);
    sock->uid = body.idiag_uid;
    if (sock->proto == PROTO_TCP)
        set_tcp(&body, &attributes, &observation);
    else
        sock->state = sock->peer_port ? STATE_ESTABLISHED : STATE_UNCONNECTED;
    if (sock_uid_is_user(sock))
        sock->have |= HAVE_UID;
    *ret_observation = observation;
    return 0;
}

int destroy_read(const char *datagram, size_t length, observation_taker *take, void *context)
{
    while (length > 0) {
        const struct nlmsghdr *message = (const void *)datagram;
        struct observation observation;
        if (length < sizeof(*message) || message->nlmsg_len < sizeof(*message) ||
            message->nlmsg_len > length)
            return -EBADMSG;
        if (message->nlmsg_type >= NLMSG_MIN_TYPE) {
            int error = destroy_decode(message, &observation);
            if (error)
                return error;
            take(context, &observation);
        }
        size_t step = NLMSG_ALIGN(message->nlmsg_len);
        step = step < length ? step : length;
        datagram += step;
        length -= step;
    }
    return 0;
}

#define LARGEST_DATAGRAM 8192

int destroy_drain(const struct netlink *netlink, observation_taker *take, void *context)
{
    _Alignas(struct nlmsghdr) char datagram[LARGEST_DATAGRAM];
    int count = 0;

    while (count < DESTROY_BATCH) {
        ssize_t length = netlink_hear(netlink, datagram, sizeof(datagram));
        if (length == -EAGAIN)
            break;
        int error =
            length < 0 ? (int)length : destroy_read(datagram, (size_t)length, take, context);
        if (error)
            return error;
        count++;
    }
    return count;
}
