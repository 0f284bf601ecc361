// SPDX-License-Identifier: MIT
#include "sock/need.h"
#include "sock/sock.h"
#include "sock/source.h"

#include <assert.h>
#include <netinet/in.h>

/** What the kernel calls TCP_CLOSE. */
#define KERNEL_CLOSE 7

#define TCP_CONNECTED                                                                              \
    (STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_SENT) | STATE_BIT(STATE_FIN_WAIT_1) |      \
     STATE_BIT(STATE_FIN_WAIT_2) | STATE_BIT(STATE_CLOSE_WAIT) | STATE_BIT(STATE_LAST_ACK) |       \
     STATE_BIT(STATE_CLOSING))

#define DATAGRAM_STATES (STATE_BIT(STATE_UNCONNECTED) | STATE_BIT(STATE_ESTABLISHED))

/** What all protocols without connections have in common. */
#define DATAGRAM_ROW                                                                               \
    .states = DATAGRAM_STATES, .listening = STATE_BIT(STATE_UNCONNECTED),                          \
    .connected = STATE_BIT(STATE_ESTABLISHED), .closed_bound = STATE_UNCONNECTED,                  \
    .closed_unbound = STATE_UNCONNECTED

#define FROM_NETLINK SOURCE_BIT(SOURCE_NETLINK)
#define FROM_PROC SOURCE_BIT(SOURCE_PROC)
#define FROM_BPF SOURCE_BIT(SOURCE_BPF)

const struct proto_info proto_table[] = {
    [PROTO_TCP] =
        {
            .name = "tcp",
            .type = TYPE_STREAM,
            .families = FAMILIES_OF_INTERNET,
            .names = {"tcp", "tcp6"},
            .dual_name = "tcp46",
            .title = "TCP",
            .number = IPPROTO_TCP,
            .states = TCP_CONNECTED | STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_SYN_RECV) |
                      STATE_BIT(STATE_TIME_WAIT) | STATE_BIT(STATE_CLOSED) |
                      STATE_BIT(STATE_BOUND_INACTIVE),
            .listening = STATE_BIT(STATE_LISTEN),
            .connected = TCP_CONNECTED,
            .closed_bound = STATE_BOUND_INACTIVE,
            .closed_unbound = STATE_CLOSED,
            .port = PORT_TRANSPORT,
            .dual_stack = true,
            .queues_need_peer = true,
            .listed_by_default = true,
            .sources = FROM_NETLINK | FROM_PROC | FROM_BPF,
            .families_together = true,
            .files = {"tcp", "tcp6"},
        },
    [PROTO_UDP] =
        {
            DATAGRAM_ROW,
            .name = "udp",
            .type = TYPE_DGRAM,
            .families = FAMILIES_OF_INTERNET,
            .names = {"udp", "udp6"},
            .dual_name = "udp46",
            .title = "UDP",
            .number = IPPROTO_UDP,
            .port = PORT_TRANSPORT,
            .dual_stack = true,
            .listed_by_default = true,
            .sources = FROM_NETLINK | FROM_PROC | FROM_BPF,
            .files = {"udp", "udp6"},
        },
    [PROTO_UDPLITE] =
        {
            DATAGRAM_ROW,
            .name = "udplite",
            .type = TYPE_DGRAM,
            .families = FAMILIES_OF_INTERNET,
            .names = {"udplite", "udplite6"},
            .dual_name = "udplite46",
            .title = "UDP-Lite",
            .number = IPPROTO_UDPLITE,
            .port = PORT_TRANSPORT,
            .dual_stack = true,
            .sources = FROM_NETLINK | FROM_PROC,
            .files = {"udplite", "udplite6"},
        },
    [PROTO_RAW] =
        {
            DATAGRAM_ROW,
            .name = "raw",
            .type = TYPE_RAW,
            .families = FAMILIES_OF_INTERNET,
            .names = {"raw", "raw6"},
            .title = "Raw IP",
            .number = IPPROTO_RAW,
            .port = PORT_PROTOCOL,
            .lacks = HAVE_V6ONLY | HAVE_AUTOBOUND,
            .sources = FROM_NETLINK | FROM_PROC,
            .files = {"raw", "raw6"},
        },
    [PROTO_ICMP] =
        {
            DATAGRAM_ROW,
            .name = "icmp",
            .type = TYPE_DGRAM,
            .families = FAMILIES_OF_INTERNET,
            .names = {"icmp", "icmp6"},
            .title = "ICMP echo",
            .number = IPPROTO_ICMP,
            .port = PORT_ICMP_ID,
            .lacks = HAVE_V6ONLY | HAVE_AUTOBOUND,
            .sources = FROM_PROC, // no kernel has a sock_diag handler for ping sockets
            .files = {"icmp", "icmp6"},
        },
    [PROTO_UNIX] =
        {
            .name = "unix",
            .families = FAMILY_BIT(FAMILY_UNIX),
            .names = {[FAMILY_UNIX] = "unix"},
            .title = "Unix",
            .states = DATAGRAM_STATES | STATE_BIT(STATE_LISTEN),
            .listening = STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_UNCONNECTED),
            .connected = STATE_BIT(STATE_ESTABLISHED),
            .closed_bound = STATE_UNCONNECTED,
            .closed_unbound = STATE_UNCONNECTED,
            .port = PORT_NONE,
            .lacks =
                HAVE_DEVICE | HAVE_MARK | HAVE_V6ONLY | HAVE_CGROUP | HAVE_TIMER | HAVE_AUTOBOUND,
            .needs = NEEDS_OF_UNIX,
            .diag = DIAG_UNIX,
            .sources = FROM_NETLINK,
        },
};
static_assert(sizeof(proto_table) / sizeof(proto_table[0]) == PROTO_COUNT, "a row a protocol");

const struct state_info state_table[] = {
    [STATE_ESTABLISHED] = {"established", "ESTABLISHED", "connected", PHASE_OPEN},
    [STATE_SYN_SENT] = {"syn-sent", "SYN-SENT", "calling, not answered yet", PHASE_OPENING},
    [STATE_SYN_RECV] = {"syn-recv", "SYN-RECV", "called, handshake not finished", PHASE_OPENING},
    [STATE_FIN_WAIT_1] = {"fin-wait-1", "FIN-WAIT-1", "closed here, not acknowledged yet",
                          PHASE_CLOSING},
    [STATE_FIN_WAIT_2] = {"fin-wait-2", "FIN-WAIT-2", "closed here, open at the peer",
                          PHASE_CLOSING},
    [STATE_TIME_WAIT] = {"time-wait", "TIME-WAIT", "closed; late segments are waited for",
                         PHASE_CLOSING},
    [STATE_CLOSED] = {"closed", "CLOSED", "not connected, no port", PHASE_CLOSING},
    [STATE_CLOSE_WAIT] = {"close-wait", "CLOSE-WAIT", "closed by the peer, still open here",
                          PHASE_CLOSING},
    [STATE_LAST_ACK] = {"last-ack", "LAST-ACK", "closed by both, last acknowledgement missing",
                        PHASE_CLOSING},
    [STATE_LISTEN] = {"listen", "LISTEN", "waiting for connections", PHASE_WAITING},
    [STATE_CLOSING] = {"closing", "CLOSING", "closed by both at the same time", PHASE_CLOSING},
    [STATE_NEW_SYN_RECV] = {"syn-recv", "SYN-RECV", "called, handshake not finished",
                            PHASE_OPENING},
    [STATE_BOUND_INACTIVE] = {"bound-inactive", "BOUND-INACTIVE",
                              "bound to a port, neither listening nor connected", PHASE_WAITING},
    [STATE_UNCONNECTED] = {"unconnected", "UNCONNECTED", "bound, without a peer", PHASE_WAITING},
};
static_assert(sizeof(state_table) / sizeof(state_table[0]) == STATE_COUNT, "a row a state");

enum state state_from_kernel(enum proto proto, uint8_t kernel_state, bool bound)
{
    const struct proto_info *info = &proto_table[proto];
    enum state state = kernel_state == STATE_NEW_SYN_RECV ? STATE_SYN_RECV : kernel_state;

    if (kernel_state == KERNEL_CLOSE)
        state = bound ? info->closed_bound : info->closed_unbound;
    if (kernel_state > STATE_NEW_SYN_RECV || !(info->states & STATE_BIT(state)))
        return 0;
    return state;
}

uint32_t state_kernel_mask(state_set set)
{
    uint32_t mask = (uint32_t)(set & ~STATE_BIT(STATE_UNCONNECTED));

    if (set & STATE_BIT(STATE_UNCONNECTED))
        mask |= 1U << KERNEL_CLOSE;
    if (set & STATE_BIT(STATE_SYN_RECV))
        mask |= 1U << STATE_NEW_SYN_RECV;
    return mask;
}

const char *ip_protocol_name(uint32_t number)
{
    static const struct {
        uint16_t number;
        const char *name;
    } names[] = {
        {IPPROTO_ICMP, "icmp"}, {IPPROTO_IGMP, "igmp"},       {IPPROTO_TCP, "tcp"},
        {IPPROTO_UDP, "udp"},   {IPPROTO_DCCP, "dccp"},       {IPPROTO_GRE, "gre"},
        {IPPROTO_ESP, "esp"},   {IPPROTO_AH, "ah"},           {IPPROTO_ICMPV6, "ipv6-icmp"},
        {89, "ospf"},           {IPPROTO_PIM, "pim"},         {112, "vrrp"},
        {IPPROTO_SCTP, "sctp"}, {IPPROTO_UDPLITE, "udplite"}, {IPPROTO_RAW, "raw"},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].number == number)
            return names[i].name;
    }
    return NULL;
}
