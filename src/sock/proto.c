// SPDX-License-Identifier: MIT
#include "sock/need.h"
#include "sock/sock.h"
#include "sock/source.h"

#include <assert.h>
#include <netinet/in.h>

/** Numbers of states that kernel_states maps. */
#define KERNEL_STATES 32

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

#define ACCEPT_FACTS (HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT)

/** Facts that only inet_diag reports. */
#define INET_FACTS (HAVE_MARK | HAVE_V6ONLY | HAVE_CGROUP | HAVE_TIMER | HAVE_AUTOBOUND)

/** What the families have in common whose sockets have no addresses. */
#define NO_ADDRESSES .port = PORT_NONE, .lacks = INET_FACTS

/** The numbers of include/net/tcp_states.h that sockets with connections of other families have. */
#define STREAM_ROW                                                                                 \
    .states = DATAGRAM_STATES | STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_SYN_SENT) |              \
              STATE_BIT(STATE_CLOSING) | STATE_BIT(STATE_CLOSE_WAIT),                              \
    .listening = STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_UNCONNECTED),                           \
    .connected = STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_SENT) |                        \
                 STATE_BIT(STATE_CLOSING) | STATE_BIT(STATE_CLOSE_WAIT),                           \
    .closed_bound = STATE_UNCONNECTED, .closed_unbound = STATE_UNCONNECTED

/** The endpoint of a connection is in the state of TCP (net/sctp, enum sctp_sock_state). */
#define SCTP_CONNECTED                                                                             \
    (STATE_BIT(STATE_SYN_SENT) | STATE_BIT(STATE_CLOSE_WAIT) | STATE_BIT(STATE_ESTABLISHED) |      \
     STATE_BIT(STATE_COOKIE_WAIT) | STATE_BIT(STATE_COOKIE_ECHOED) |                               \
     STATE_BIT(STATE_SHUTDOWN_PENDING) | STATE_BIT(STATE_SHUTDOWN_SENT) |                          \
     STATE_BIT(STATE_SHUTDOWN_RECEIVED) | STATE_BIT(STATE_SHUTDOWN_ACK_SENT))

#define SMC_CONNECTED                                                                              \
    (STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_PEER_CLOSE_WAIT_1) |                           \
     STATE_BIT(STATE_PEER_CLOSE_WAIT_2) | STATE_BIT(STATE_APP_FIN_CLOSE_WAIT) |                    \
     STATE_BIT(STATE_APP_CLOSE_WAIT_1) | STATE_BIT(STATE_APP_CLOSE_WAIT_2) |                       \
     STATE_BIT(STATE_PEER_FIN_CLOSE_WAIT) | STATE_BIT(STATE_PEER_ABORT_WAIT) |                     \
     STATE_BIT(STATE_PROCESS_ABORT))

/** Numbers of the kernel for the states of an SCTP association (linux/sctp.h, sctp_sstat_state). */
static const uint8_t sctp_states[KERNEL_STATES] = {
    [0] = STATE_CLOSED,
    [1] = STATE_COOKIE_WAIT,
    [2] = STATE_COOKIE_ECHOED,
    [3] = STATE_ESTABLISHED,
    [4] = STATE_SHUTDOWN_PENDING,
    [5] = STATE_SHUTDOWN_SENT,
    [6] = STATE_SHUTDOWN_RECEIVED,
    [7] = STATE_SHUTDOWN_ACK_SENT,
};

/** Numbers of the kernel for the states of an SMC socket (net/smc/smc.h, enum smc_state). */
static const uint8_t smc_states[KERNEL_STATES] = {
    [1] = STATE_ESTABLISHED,
    [2] = STATE_UNCONNECTED,
    [7] = STATE_CLOSED,
    [10] = STATE_LISTEN,
    [20] = STATE_PEER_CLOSE_WAIT_1,
    [21] = STATE_PEER_CLOSE_WAIT_2,
    [22] = STATE_APP_FIN_CLOSE_WAIT,
    [23] = STATE_APP_CLOSE_WAIT_1,
    [24] = STATE_APP_CLOSE_WAIT_2,
    [25] = STATE_PEER_FIN_CLOSE_WAIT,
    [26] = STATE_PEER_ABORT_WAIT,
    [27] = STATE_PROCESS_ABORT,
};

/** What the files lack whose lines net/ipv4 and net/ipv6 write. */
#define LACKS_OF_INET_FILES                                                                        \
    (HAVE_ACCEPT_LIMIT | HAVE_COOKIE | HAVE_DEVICE | HAVE_MARK | HAVE_V6ONLY | HAVE_CGROUP |       \
     HAVE_AUTOBOUND | HAVE_SHUTDOWN | HAVE_ULP | REPORTS_DETAIL)

#define FROM_NETLINK SOURCE_BIT(SOURCE_NETLINK)
#define FROM_PROC SOURCE_BIT(SOURCE_PROC)
#define FROM_BPF SOURCE_BIT(SOURCE_BPF)

const struct proto_info proto_table[] =
    {
        [PROTO_TCP] =
            {
                .name = "tcp",
                .type = TYPE_STREAM,
                .families = FAMILIES_OF_INTERNET,
                .names = {"tcp", "tcp6"},
                .dual_name = "tcp46",
                .title = "TCP",
                .destroyable = true,
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
                .needs = NEEDS_OF_TCP | NEEDS_OF_INTERNET | NEED_MEMORY | NEED_STORAGE,
                .sources = FROM_NETLINK | FROM_PROC | FROM_BPF,
                .families_together = true,
                .files = {"tcp", "tcp6"},
                .file_lacks = LACKS_OF_INET_FILES,
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
                .destroyable = true,
                .number = IPPROTO_UDP,
                .port = PORT_TRANSPORT,
                .dual_stack = true,
                .listed_by_default = true,
                .needs = NEEDS_OF_INTERNET | NEED_MEMORY | NEED_STORAGE,
                .sources = FROM_NETLINK | FROM_PROC | FROM_BPF,
                .files = {"udp", "udp6"},
                .file_lacks = LACKS_OF_INET_FILES,
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
                .needs = NEEDS_OF_INTERNET | NEED_MEMORY | NEED_STORAGE,
                .sources = FROM_NETLINK | FROM_PROC,
                .files = {"udplite", "udplite6"},
                .file_lacks = LACKS_OF_INET_FILES,
            },
        [PROTO_RAW] =
            {
                DATAGRAM_ROW,
                .name = "raw",
                .type = TYPE_RAW,
                .families = FAMILIES_OF_INTERNET,
                .names = {"raw", "raw6"},
                .title = "Raw IP",
                // Not destroyable: raw_diag_destroy ignores the cookie (net/ipv4/raw_diag.c).
                .number = IPPROTO_RAW,
                .port = PORT_PROTOCOL,
                .lacks = HAVE_V6ONLY | HAVE_AUTOBOUND,
                .needs = NEEDS_OF_INTERNET | NEED_MEMORY | NEED_STORAGE,
                .sources = FROM_NETLINK | FROM_PROC,
                .files = {"raw", "raw6"},
                .file_lacks = LACKS_OF_INET_FILES,
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
                .file_lacks = LACKS_OF_INET_FILES,
            },
        [PROTO_MPTCP] =
            {
                .name = "mptcp",
                .type = TYPE_STREAM,
                .families = FAMILIES_OF_INTERNET,
                .names = {"mptcp", "mptcp6"},
                .dual_name = "mptcp46",
                .title = "Multipath TCP",
                .number = 262, // IPPROTO_MPTCP, Linux 5.6
                .states = TCP_CONNECTED | STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_SYN_RECV) |
                          STATE_BIT(STATE_CLOSED) | STATE_BIT(STATE_BOUND_INACTIVE),
                .listening = STATE_BIT(STATE_LISTEN),
                .connected = TCP_CONNECTED,
                .closed_bound = STATE_BOUND_INACTIVE,
                .closed_unbound = STATE_CLOSED,
                .port = PORT_TRANSPORT,
                .dual_stack = true,
                .queues_need_peer = true,
                .needs = NEEDS_OF_INTERNET | NEED_MEMORY | NEED_STORAGE,
                .sources = FROM_NETLINK,
            },
        [PROTO_SCTP] =
            {
                .name = "sctp",
                .families = FAMILIES_OF_INTERNET,
                .names = {"sctp", "sctp6"},
                .dual_name = "sctp46",
                .title = "SCTP",
                .number = IPPROTO_SCTP,
                .states = SCTP_CONNECTED | STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_UNCONNECTED) |
                          STATE_BIT(STATE_CLOSED),
                .listening = STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_UNCONNECTED),
                .connected = SCTP_CONNECTED,
                .closed_bound = STATE_UNCONNECTED,
                .closed_unbound = STATE_UNCONNECTED,
                .port = PORT_TRANSPORT,
                .dual_stack = true,
                // Associations have timers with numbers of their own.
                .lacks = HAVE_AUTOBOUND | HAVE_TIMER,
                .needs = NEEDS_OF_INTERNET | NEED_MEMORY,
                .sources = FROM_NETLINK,
            },
        [PROTO_SMC] =
            {
                .name = "smc",
                .type = TYPE_STREAM,
                .families = FAMILIES_OF_INTERNET,
                .names = {"smc", "smc6"},
                .title = "SMC",
                .states = SMC_CONNECTED | STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_UNCONNECTED) |
                          STATE_BIT(STATE_CLOSED),
                .listening = STATE_BIT(STATE_LISTEN),
                .connected = SMC_CONNECTED,
                .closed_bound = STATE_CLOSED,
                .closed_unbound = STATE_CLOSED,
                .port = PORT_TRANSPORT,
                .kernel_states = smc_states,
                .family_unclear = true,
                .lacks = INET_FACTS | HAVE_QUEUES | ACCEPT_FACTS,
                .diag = DIAG_SMC,
                .sources = FROM_NETLINK,
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
                .lacks = INET_FACTS | HAVE_DEVICE,
                .needs = NEEDS_OF_UNIX | NEED_MEMORY,
                .diag = DIAG_UNIX,
                .sources = FROM_NETLINK | FROM_PROC,
                .files = {[FAMILY_UNIX] = "unix"},
                .file_lacks = HAVE_QUEUES | HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT | HAVE_UID |
                              HAVE_COOKIE | HAVE_SHUTDOWN | HAVE_PEER_INODE | HAVE_ABSTRACT |
                              REPORTS_PEER | REPORTS_DETAIL,
            },
        [PROTO_PACKET] =
            {
                DATAGRAM_ROW,
                NO_ADDRESSES,
                .name = "packet",
                .families = FAMILY_BIT(FAMILY_PACKET),
                .names = {[FAMILY_PACKET] = "packet"},
                .title = "Packet",
                .diag = DIAG_PACKET,
                .needs = NEED_MEMORY,
                .sources = FROM_NETLINK | FROM_PROC,
                .files = {[FAMILY_PACKET] = "packet"},
                .file_lacks = HAVE_QUEUES | HAVE_COOKIE | REPORTS_DETAIL,
            },
        [PROTO_NETLINK] =
            {
                DATAGRAM_ROW,
                NO_ADDRESSES,
                .name = "netlink",
                .families = FAMILY_BIT(FAMILY_NETLINK),
                .names = {[FAMILY_NETLINK] = "netlink"},
                .title = "Netlink",
                .repeats = true, // the members of multicast groups (net/netlink/diag.c)
                .diag = DIAG_NETLINK,
                .needs = NEED_MEMORY,
                .sources = FROM_NETLINK | FROM_PROC,
                .files = {[FAMILY_NETLINK] = "netlink"},
                .file_lacks = HAVE_TYPE | HAVE_COOKIE | REPORTS_PEER | REPORTS_DETAIL,
            },
        [PROTO_VSOCK] =
            {
                STREAM_ROW,
                .port = PORT_NONE,
                .lacks = INET_FACTS | ACCEPT_FACTS,
                .name = "vsock",
                .families = FAMILY_BIT(FAMILY_VSOCK),
                .names = {[FAMILY_VSOCK] = "vsock"},
                .title = "vsock",
                .diag = DIAG_VSOCK,
                .sources = FROM_NETLINK,
            },
        [PROTO_XDP] =
            {
                DATAGRAM_ROW,
                NO_ADDRESSES,
                .name = "xdp",
                .families = FAMILY_BIT(FAMILY_XDP),
                .names = {[FAMILY_XDP] = "xdp"},
                .title = "XDP",
                .diag = DIAG_XDP,
                .needs = NEED_MEMORY,
                .sources = FROM_NETLINK,
            },
        [PROTO_TIPC] =
            {
                STREAM_ROW,
                .port = PORT_NONE,
                .lacks = INET_FACTS | HAVE_ACCEPT_LIMIT,
                .name = "tipc",
                .families = FAMILY_BIT(FAMILY_TIPC),
                .names = {[FAMILY_TIPC] = "tipc"},
                .title = "TIPC",
                .diag = DIAG_TIPC,
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
    [STATE_COOKIE_WAIT] = {"cookie-wait", "COOKIE-WAIT", "SCTP: INIT sent, not answered yet",
                           PHASE_OPENING},
    [STATE_COOKIE_ECHOED] = {"cookie-echoed", "COOKIE-ECHOED",
                             "SCTP: cookie sent back, not acknowledged yet", PHASE_OPENING},
    [STATE_SHUTDOWN_PENDING] = {"shutdown-pending", "SHUTDOWN-PENDING",
                                "SCTP: closed here, data not acknowledged yet", PHASE_CLOSING},
    [STATE_SHUTDOWN_SENT] = {"shutdown-sent", "SHUTDOWN-SENT",
                             "SCTP: closed here, told to the peer", PHASE_CLOSING},
    [STATE_SHUTDOWN_RECEIVED] = {"shutdown-received", "SHUTDOWN-RECEIVED",
                                 "SCTP: closed by the peer, data not acknowledged yet",
                                 PHASE_CLOSING},
    [STATE_SHUTDOWN_ACK_SENT] = {"shutdown-ack-sent", "SHUTDOWN-ACK-SENT",
                                 "SCTP: closed by both, last message missing", PHASE_CLOSING},
    [STATE_PEER_CLOSE_WAIT_1] = {"peer-close-wait-1", "PEER-CLOSE-WAIT-1",
                                 "SMC: closed here, the peer has not read all", PHASE_CLOSING},
    [STATE_PEER_CLOSE_WAIT_2] = {"peer-close-wait-2", "PEER-CLOSE-WAIT-2",
                                 "SMC: closed here, open at the peer", PHASE_CLOSING},
    [STATE_APP_FIN_CLOSE_WAIT] = {"app-fin-close-wait", "APP-FIN-CLOSE-WAIT",
                                  "SMC: closed by the peer, after shutdown here", PHASE_CLOSING},
    [STATE_APP_CLOSE_WAIT_1] = {"app-close-wait-1", "APP-CLOSE-WAIT-1",
                                "SMC: the peer sends no more, still open here", PHASE_CLOSING},
    [STATE_APP_CLOSE_WAIT_2] = {"app-close-wait-2", "APP-CLOSE-WAIT-2",
                                "SMC: closed by the peer, still open here", PHASE_CLOSING},
    [STATE_PEER_FIN_CLOSE_WAIT] = {"peer-fin-close-wait", "PEER-FIN-CLOSE-WAIT",
                                   "SMC: closed here, last message missing", PHASE_CLOSING},
    [STATE_PEER_ABORT_WAIT] = {"peer-abort-wait", "PEER-ABORT-WAIT",
                               "SMC: aborted here, not answered yet", PHASE_CLOSING},
    [STATE_PROCESS_ABORT] = {"process-abort", "PROCESS-ABORT", "SMC: aborted by the peer",
                             PHASE_CLOSING},
};
static_assert(sizeof(state_table) / sizeof(state_table[0]) == STATE_COUNT, "a row a state");

enum state state_from_kernel(enum proto proto, uint8_t kernel_state, bool bound)
{
    const struct proto_info *info = &proto_table[proto];

    if (info->kernel_states)
        return kernel_state < KERNEL_STATES ? info->kernel_states[kernel_state] : 0;
    enum state state = kernel_state == STATE_NEW_SYN_RECV ? STATE_SYN_RECV : kernel_state;

    if (kernel_state == KERNEL_CLOSE)
        state = bound ? info->closed_bound : info->closed_unbound;
    if (kernel_state > STATE_NEW_SYN_RECV || !(info->states & STATE_BIT(state)))
        return 0;
    return state;
}

enum state association_state_from_kernel(uint8_t kernel_state)
{
    return kernel_state < KERNEL_STATES ? sctp_states[kernel_state] : 0;
}

uint32_t state_kernel_mask(state_set set)
{
    uint32_t mask = (uint32_t)(set & (STATE_BIT(STATE_UNCONNECTED) - 1));

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
