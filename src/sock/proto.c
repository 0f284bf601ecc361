// SPDX-License-Identifier: MIT
#include "sock/proto.h"

#include <assert.h>
#include <netinet/in.h>

/** What the kernel calls TCP_CLOSE. */
#define KERNEL_CLOSE 7

#define TCP_CONNECTED                                                                              \
    (STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_SENT) | STATE_BIT(STATE_FIN_WAIT_1) |      \
     STATE_BIT(STATE_FIN_WAIT_2) | STATE_BIT(STATE_CLOSE_WAIT) | STATE_BIT(STATE_LAST_ACK) |       \
     STATE_BIT(STATE_CLOSING))

const struct proto_info proto_table[] = {
    [PROTO_TCP] =
        {
            .name = "tcp",
            .name6 = "tcp6",
            .name46 = "tcp46",
            .number = IPPROTO_TCP,
            .states = TCP_CONNECTED | STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_SYN_RECV) |
                      STATE_BIT(STATE_TIME_WAIT) | STATE_BIT(STATE_CLOSED) |
                      STATE_BIT(STATE_BOUND_INACTIVE),
            .listening = STATE_BIT(STATE_LISTEN),
            .connected = TCP_CONNECTED,
        },
    [PROTO_UDP] =
        {
            .name = "udp",
            .name6 = "udp6",
            .name46 = "udp46",
            .number = IPPROTO_UDP,
            .states = STATE_BIT(STATE_UNCONNECTED) | STATE_BIT(STATE_ESTABLISHED),
            .listening = STATE_BIT(STATE_UNCONNECTED),
            .connected = STATE_BIT(STATE_ESTABLISHED),
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
    enum state state = kernel_state == STATE_NEW_SYN_RECV ? STATE_SYN_RECV : kernel_state;

    if (kernel_state == KERNEL_CLOSE && proto == PROTO_UDP)
        state = STATE_UNCONNECTED;
    else if (kernel_state == KERNEL_CLOSE && bound)
        state = STATE_BOUND_INACTIVE;
    if (kernel_state > STATE_NEW_SYN_RECV || !(proto_table[proto].states & STATE_BIT(state)))
        return 0;
    return state;
}

uint32_t state_kernel_mask(state_set set)
{
    uint32_t mask = set & ~STATE_BIT(STATE_UNCONNECTED);

    if (set & STATE_BIT(STATE_UNCONNECTED))
        mask |= 1U << KERNEL_CLOSE;
    if (set & STATE_BIT(STATE_SYN_RECV))
        mask |= 1U << STATE_NEW_SYN_RECV;
    return mask;
}
