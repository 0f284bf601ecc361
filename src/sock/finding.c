// SPDX-License-Identifier: MIT
#include "sock/finding.h"

#include <assert.h>

const char *const severity_names[] = {"none", "note", "warning"};
static_assert(sizeof(severity_names) / sizeof(severity_names[0]) == SEVERITY_COUNT, "all words");

#define TCP PROTO_BIT(PROTO_TCP)
#define UDP (PROTO_BIT(PROTO_UDP) | PROTO_BIT(PROTO_UDPLITE))
#define UNIX PROTO_BIT(PROTO_UNIX)

#define LISTEN STATE_BIT(STATE_LISTEN)
#define OPEN (STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_CLOSE_WAIT))
#define UDP_STATES (STATE_BIT(STATE_UNCONNECTED) | STATE_BIT(STATE_ESTABLISHED))
/** States in which this end closed the connection and has to be acknowledged. */
#define CLOSED_HERE                                                                                \
    (STATE_BIT(STATE_FIN_WAIT_1) | STATE_BIT(STATE_CLOSING) | STATE_BIT(STATE_LAST_ACK))
/** States in which data may be on the way. */
#define SENDING (OPEN | CLOSED_HERE)

// clang-format off
const struct finding_info finding_table[] = {
    // include/net/sock.h, sk_acceptq_is_full; net/unix/af_unix.c, unix_recvq_full
    [FINDING_ACCEPT_QUEUE_FULL] =
    {"accept-queue-full", SEVERITY_WARNING, TCP | UNIX, LISTEN,
     {WHERE_AT_LEAST(FIELD_ACCEPT_PERCENT, 100)},
     {FIELD_ACCEPT_QUEUE, FIELD_ACCEPT_LIMIT, FIELD_DROPS}},
    [FINDING_REUSEPORT_IMBALANCE] =
    {"reuseport-imbalance", SEVERITY_WARNING, TCP, LISTEN,
     {WHERE_AT_LEAST(FIELD_REUSEPORT_SOCKETS, 2), WHERE_AT_LEAST(FIELD_ACCEPT_QUEUE, 4),
      WHERE_AT_LEAST(FIELD_ACCEPT_PERCENT, 25), WHERE_BELOW(FIELD_REUSEPORT_LEAST_QUEUE, 1)},
     {FIELD_REUSEPORT_SOCKETS, FIELD_ACCEPT_QUEUE, FIELD_REUSEPORT_LEAST_QUEUE}},
    // The handshake ends with an acknowledgement: last_ack_received_ms is at most its age.
    [FINDING_NOT_ACCEPTED] =
    {"not-accepted", SEVERITY_WARNING, TCP, OPEN,
     {WHERE_NO_INODE, WHERE_AT_LEAST(FIELD_LAST_ACK_RECEIVED_MS, 5000)},
     {FIELD_LAST_ACK_RECEIVED_MS, FIELD_RECV_Q}},
    // A FIN acknowledges, too (RFC 9293, 3.10.7.4): it came before or with the last one.
    [FINDING_CLOSE_WAIT] =
    {"close-wait", SEVERITY_WARNING, TCP, STATE_BIT(STATE_CLOSE_WAIT),
     {WHERE_INODE, WHERE_AT_LEAST(FIELD_LAST_ACK_RECEIVED_MS, 10000)},
     {FIELD_LAST_ACK_RECEIVED_MS, FIELD_LAST_DATA_RECEIVED_MS, FIELD_RECV_Q}},
    // Answers to probes set retransmits to 0, but not backoff (net/ipv4/tcp_input.c, tcp_ack).
    [FINDING_ZERO_WINDOW] =
    {"zero-window", SEVERITY_WARNING, TCP, SENDING,
     {WHERE_WORD(FIELD_TIMER, "persist"), WHERE_AT_LEAST(FIELD_BACKOFF, 3),
      WHERE_AT_LEAST(FIELD_SEND_Q, 1)},
     {FIELD_SEND_Q, FIELD_BACKOFF, FIELD_LAST_DATA_SENT_MS}},
    [FINDING_HALF_OPEN] =
    {"half-open", SEVERITY_WARNING, TCP, OPEN,
     {WHERE_WORD(FIELD_TIMER, "keepalive"), WHERE_AT_LEAST(FIELD_RETRANSMITS, 2)},
     {FIELD_RETRANSMITS, FIELD_LAST_ACK_RECEIVED_MS}},
    [FINDING_RETRANSMITTING] =
    {"retransmitting", SEVERITY_WARNING, TCP, SENDING,
     {WHERE_WORD(FIELD_TIMER, "on"), WHERE_AT_LEAST(FIELD_RETRANSMITS, 3)},
     {FIELD_RETRANSMITS, FIELD_SEND_Q, FIELD_LAST_ACK_RECEIVED_MS}},
    [FINDING_SYN_UNANSWERED] =
    {"syn-unanswered", SEVERITY_WARNING, TCP, STATE_BIT(STATE_SYN_SENT),
     {WHERE_AT_LEAST(FIELD_RETRANSMITS, 2)},
     {FIELD_RETRANSMITS}},
    [FINDING_TIME_WAIT_FLOOD] =
    {"time-wait-flood", SEVERITY_WARNING, TCP, STATE_BIT(STATE_TIME_WAIT),
     {WHERE_KEEPS_PORT, WHERE_AT_LEAST(FIELD_TIME_WAIT_PERCENT, 50)},
     {FIELD_TIME_WAIT_PORTS, FIELD_TIME_WAIT_PERCENT}},
    [FINDING_RECEIVE_BUFFER_FULL] =
    {"receive-buffer-full", SEVERITY_WARNING, UDP, UDP_STATES,
     {WHERE_AT_LEAST(FIELD_DROPS, 1), WHERE_SHARE(FIELD_RMEM_BYTES, 75, FIELD_RCVBUF_BYTES)},
     {FIELD_DROPS, FIELD_RECV_Q, FIELD_RMEM_BYTES, FIELD_RCVBUF_BYTES}},
    [FINDING_EXPOSED_SERVICE] =
    {"exposed-service", SEVERITY_WARNING, TCP | UDP, LISTEN | STATE_BIT(STATE_UNCONNECTED),
     {WHERE_PRIVATE, WHERE_WORD(FIELD_EXPOSURE, "any"), WHERE_NO_DEVICE},
     {FIELD_LOCAL_PORT, FIELD_EXPOSURE, FIELD_EXPOSURE_FAMILY}},
    [FINDING_ACCEPT_QUEUE_FILLING] =
    {"accept-queue-filling", SEVERITY_NOTE, TCP | UNIX, LISTEN,
     {WHERE_AT_LEAST(FIELD_ACCEPT_PERCENT, 50), WHERE_BELOW(FIELD_ACCEPT_PERCENT, 100)},
     {FIELD_ACCEPT_QUEUE, FIELD_ACCEPT_LIMIT}},
    // include/net/tcp.h, tcp_listendrop
    [FINDING_LISTENER_DROPS] =
    {"listener-drops", SEVERITY_NOTE, TCP, LISTEN,
     {WHERE_AT_LEAST(FIELD_DROPS, 1)},
     {FIELD_DROPS}},
    [FINDING_DROPS] =
    {"drops", SEVERITY_NOTE, UDP, UDP_STATES,
     {WHERE_AT_LEAST(FIELD_DROPS, 1)},
     {FIELD_DROPS, FIELD_RECV_Q, FIELD_RCVBUF_BYTES}},
    [FINDING_UNREAD_DATA] =
    {"unread-data", SEVERITY_NOTE, TCP, STATE_BIT(STATE_ESTABLISHED),
     {WHERE_INODE, WHERE_AT_LEAST(FIELD_RECV_Q, 1),
      WHERE_AT_LEAST(FIELD_LAST_DATA_RECEIVED_MS, 5000)},
     {FIELD_RECV_Q, FIELD_LAST_DATA_RECEIVED_MS}},
    [FINDING_FIN_WAIT_2] =
    {"fin-wait-2", SEVERITY_NOTE, TCP, STATE_BIT(STATE_FIN_WAIT_2),
     {WHERE_INODE, WHERE_AT_LEAST(FIELD_LAST_ACK_RECEIVED_MS, 10000)},
     {FIELD_LAST_ACK_RECEIVED_MS}},
    [FINDING_ORPHAN] =
    {"orphan", SEVERITY_NOTE, TCP, CLOSED_HERE,
     {WHERE_NO_INODE, WHERE_AT_LEAST(FIELD_SEND_Q, 2)}, // the FIN counts as a byte
     {FIELD_SEND_Q, FIELD_TIMER, FIELD_RETRANSMITS}},
    [FINDING_BOUND_IDLE] =
    {"bound-idle", SEVERITY_NOTE, TCP, STATE_BIT(STATE_BOUND_INACTIVE),
     {WHERE_AT_LEAST(FIELD_LOCAL_PORT, 1)},
     {FIELD_LOCAL_PORT}},
    [FINDING_SEVERAL_ACCEPT] =
    {"several-accept", SEVERITY_NOTE, TCP, LISTEN,
     {WHERE_SEVERAL(FIELD_PROCESSES)},
     {FIELD_PROCESSES}},
    [FINDING_OWNER_HIDDEN] =
    {"owner-hidden", SEVERITY_NOTE, ALL_PROTOS, ~(state_set)0,
     {WHERE_WORD(FIELD_OWNER, "hidden")},
     {FIELD_OWNER}},
};
// clang-format on
static_assert(sizeof(finding_table) / sizeof(finding_table[0]) == FINDING_COUNT, "all findings");
static_assert(FINDING_COUNT <= 32, "a bit a finding");

finding_set findings_of(const struct sock *sock, const struct facts *facts)
{
    finding_set set = 0;

    for (enum finding finding = 0; finding < FINDING_COUNT; finding++) {
        const struct finding_info *info = &finding_table[finding];
        if ((info->protos & PROTO_BIT(sock->proto)) && (info->states & STATE_BIT(sock->state)) &&
            conditions_hold(info->conditions, sock, facts))
            set |= FINDING_BIT(finding);
    }
    // The graver one says it.
    if (set & FINDING_BIT(FINDING_RECEIVE_BUFFER_FULL))
        set &= ~FINDING_BIT(FINDING_DROPS);
    if (set & FINDING_BIT(FINDING_ACCEPT_QUEUE_FULL))
        set &= ~FINDING_BIT(FINDING_LISTENER_DROPS);
    return set;
}

enum severity findings_severity(finding_set set)
{
    enum severity severity = SEVERITY_NONE;

    for (enum finding finding = 0; finding < FINDING_COUNT; finding++) {
        if ((set & FINDING_BIT(finding)) && finding_table[finding].severity > severity)
            severity = finding_table[finding].severity;
    }
    return severity;
}

bool findings_reported(const struct sock *sock, const struct facts *facts)
{
    enum source source = facts_source(facts, sock->place, sock->proto);

    if (UNIX & PROTO_BIT(sock->proto))
        return sock->state != STATE_LISTEN ||
               source_reports(source, sock->proto, HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT);
    return !((TCP | UDP) & PROTO_BIT(sock->proto)) ||
           source_reports(source, sock->proto, REPORTS_DETAIL);
}
