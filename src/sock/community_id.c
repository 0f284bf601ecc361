// SPDX-License-Identifier: MIT
#include "sock/community_id.h"

#include "base/escape.h"

#include <endian.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>

/** Protocols whose flows the specification tells apart by their ports, but for ICMP. */
#define WITH_PORTS (PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_UDP) | PROTO_BIT(PROTO_SCTP))

/** Adds what tells echo messages apart: ping sockets only send requests. */
static void fill_echo(enum family family, struct flow *flow)
{
    bool version6 = family == FAMILY_IPV6;

    flow->protocol = version6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
    flow->ends[0].port = version6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
    flow->ends[1].port = version6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY;
}

/** Returns true if the specification identifies flows of an IP protocol without ports. */
static bool has_no_ports(uint16_t protocol)
{
    return protocol != IPPROTO_IP && protocol != IPPROTO_ICMP && protocol != IPPROTO_ICMPV6 &&
           protocol != IPPROTO_TCP && protocol != IPPROTO_UDP && protocol != IPPROTO_SCTP &&
           protocol < IPPROTO_RAW;
}

bool flow_of(const struct sock *sock, struct flow *ret_flow)
{
    const struct proto_info *proto = &proto_table[sock->proto];
    struct flow flow = {.protocol = (uint8_t)proto->number,
                        .has_ports = proto->port != PORT_PROTOCOL,
                        .ends = {{sock->local, sock->local_port}, {sock->peer, sock->peer_port}}};
    enum family family = sock->family;
    enum family peer_family = sock->family;

    if (!sock_has_peer(sock) || !sock_has_addresses(sock))
        return false;
    address_unmap(&family, &flow.ends[0].address);
    address_unmap(&peer_family, &flow.ends[1].address);
    if (family != peer_family)
        return false;
    flow.size = family_table[family].size;
    if (proto->port == PORT_ICMP_ID)
        fill_echo(family, &flow);
    else if (proto->port == PORT_PROTOCOL && has_no_ports(sock->local_port))
        flow.protocol = (uint8_t)sock->local_port;
    else if (!(PROTO_BIT(sock->proto) & WITH_PORTS))
        return false;
    *ret_flow = flow;
    return true;
}

/** Returns true if the first end of the flow has the greater address, or port. */
static bool is_reversed(const struct flow *flow)
{
    const struct flow_end *ends = flow->ends;
    int order = address_compare(&ends[0].address, &ends[1].address);

    return order > 0 || (order == 0 && flow->has_ports && ends[0].port > ends[1].port);
}

void community_id_digest(const struct flow *flow, uint8_t ret_digest[SHA1_SIZE])
{
    bool reversed = is_reversed(flow);
    const struct flow_end *low = &flow->ends[reversed];
    const struct flow_end *high = &flow->ends[!reversed];
    const uint16_t ports[2] = {htobe16(low->port), htobe16(high->port)};
    uint8_t bytes[2 + 2 * sizeof(struct address) + 2 + sizeof(ports)] = {0}; // the seed is 0
    size_t length = 2;

    memcpy(bytes + length, low->address.bytes, flow->size);
    length += flow->size;
    memcpy(bytes + length, high->address.bytes, flow->size);
    length += flow->size;
    bytes[length] = flow->protocol;
    length += 2; // with a padding of 0
    memcpy(bytes + length, ports, sizeof(ports));
    length += flow->has_ports ? sizeof(ports) : 0;
    sha1(bytes, length, ret_digest);
}

/** Returns true for the bytes of base64 (RFC 4648), but for the padding. */
static bool is_base64(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '+' || byte == '/';
}

bool community_id_begins(struct text text)
{
    if (text.length < COMMUNITY_ID_LENGTH || memcmp(text.bytes, "1:", 2) != 0)
        return false;
    for (size_t i = 2; i < COMMUNITY_ID_LENGTH - 1; i++) {
        if (!is_base64(text.bytes[i]))
            return false;
    }
    return text.bytes[COMMUNITY_ID_LENGTH - 1] == '=';
}

bool community_id_is(struct text text)
{
    return text.length == COMMUNITY_ID_LENGTH && community_id_begins(text);
}

void community_id_text(struct strbuf *text, const uint8_t digest[SHA1_SIZE])
{
    strbuf_text(text, "1:");
    escape_base64(text, (const char *)digest, SHA1_SIZE);
}
