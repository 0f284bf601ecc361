// SPDX-License-Identifier: MIT
#include "sock/group_field.h"

#include "sock/cell.h"
#include "sock/field_list.h"

static const struct group *group_of(const struct sock *sock, const struct facts *facts)
{
    return &facts->groups.list[sock - facts->groups.rows];
}

static const struct tally *tally_of(const struct sock *sock, const struct facts *facts)
{
    return &facts->groups.tallies[sock - facts->groups.rows];
}

static struct value number(bool have, uint64_t count)
{
    return (struct value){.type = have ? VALUE_NUMBER : VALUE_NONE, .number = count};
}

/** Defines the getter of a field of the group. */
#define GETTER(key, have, expression)                                                              \
    static struct value get_##key(const struct sock *sock, const struct facts *facts,              \
                                  const struct field *field)                                       \
    {                                                                                              \
        const struct group *group = group_of(sock, facts);                                         \
                                                                                                   \
        (void)field;                                                                               \
        return number(have, expression);                                                           \
    }

/** Defines the getter of a field of the tally. */
#define TALLY_GETTER(key, expression)                                                              \
    static struct value get_##key(const struct sock *sock, const struct facts *facts,              \
                                  const struct field *field)                                       \
    {                                                                                              \
        (void)field;                                                                               \
        return number(true, tally_of(sock, facts)->expression);                                    \
    }

/** Returns the ephemeral ports that the sockets of GROUP use. */
static const struct ephemeral *ports_of(const struct group *group, const struct facts *facts)
{
    return facts_ephemeral(facts, group->place);
}

static uint64_t ephemeral_percent(const struct group *group, const struct facts *facts)
{
    uint32_t size = ephemeral_size(ports_of(group, facts));

    return size ? (uint64_t)group->ephemeral_used * 100 / size : 0;
}

GETTER(count, true, group->count)
GETTER(recv_q, group->queues, group->recv_q)
GETTER(send_q, group->queues, group->send_q)
GETTER(accept_queue, group->listener, group->accept_queue)
GETTER(accept_limit, group->limited, group->accept_limit)
GETTER(accept_percent, group->limited,
       sock_accept_percent(group->accept_queue, group->accept_limit))
GETTER(ephemeral_used, group->peer &&ephemeral_known(ports_of(group, facts)), group->ephemeral_used)
GETTER(ephemeral_percent,
       group->peer && !group->several_places && ephemeral_size(ports_of(group, facts)) > 0,
       ephemeral_percent(group, facts))

/**
 * Returns the number of sockets of FAMILY. Absent if no socket of the group has an address, or if
 * the group is empty and sockets of its protocol have none.
 */
static struct value of_family(const struct sock *sock, const struct facts *facts,
                              enum family family)
{
    const struct tally *tally = tally_of(sock, facts);
    bool addresses = false;

    for (enum family one = 0; one < FAMILY_COUNT; one++) {
        bool can_be = group_of(sock, facts)->count == 0
                          ? proto_table[sock->proto].families & FAMILY_BIT(one)
                          : tally->families[one] > 0;
        addresses = addresses || (can_be && family_has_addresses(one));
    }
    return number(addresses, tally->families[family]);
}

static struct value get_ipv4(const struct sock *sock, const struct facts *facts,
                             const struct field *field)
{
    (void)field;
    return of_family(sock, facts, FAMILY_IPV4);
}

static struct value get_ipv6(const struct sock *sock, const struct facts *facts,
                             const struct field *field)
{
    (void)field;
    return of_family(sock, facts, FAMILY_IPV6);
}

TALLY_GETTER(orphaned, orphaned)
TALLY_GETTER(established, states[STATE_ESTABLISHED])
TALLY_GETTER(syn_sent, states[STATE_SYN_SENT])
TALLY_GETTER(syn_recv, states[STATE_SYN_RECV])
TALLY_GETTER(fin_wait_1, states[STATE_FIN_WAIT_1])
TALLY_GETTER(fin_wait_2, states[STATE_FIN_WAIT_2])
TALLY_GETTER(time_wait, states[STATE_TIME_WAIT])
TALLY_GETTER(closed, states[STATE_CLOSED])
TALLY_GETTER(close_wait, states[STATE_CLOSE_WAIT])
TALLY_GETTER(last_ack, states[STATE_LAST_ACK])
TALLY_GETTER(listen, states[STATE_LISTEN])
TALLY_GETTER(closing, states[STATE_CLOSING])
TALLY_GETTER(unconnected, states[STATE_UNCONNECTED])
TALLY_GETTER(cookie_wait, states[STATE_COOKIE_WAIT])
TALLY_GETTER(cookie_echoed, states[STATE_COOKIE_ECHOED])
TALLY_GETTER(shutdown_pending, states[STATE_SHUTDOWN_PENDING])
TALLY_GETTER(shutdown_sent, states[STATE_SHUTDOWN_SENT])
TALLY_GETTER(shutdown_received, states[STATE_SHUTDOWN_RECEIVED])
TALLY_GETTER(shutdown_ack_sent, states[STATE_SHUTDOWN_ACK_SENT])
TALLY_GETTER(peer_close_wait_1, states[STATE_PEER_CLOSE_WAIT_1])
TALLY_GETTER(peer_close_wait_2, states[STATE_PEER_CLOSE_WAIT_2])
TALLY_GETTER(app_fin_close_wait, states[STATE_APP_FIN_CLOSE_WAIT])
TALLY_GETTER(app_close_wait_1, states[STATE_APP_CLOSE_WAIT_1])
TALLY_GETTER(app_close_wait_2, states[STATE_APP_CLOSE_WAIT_2])
TALLY_GETTER(peer_fin_close_wait, states[STATE_PEER_FIN_CLOSE_WAIT])
TALLY_GETTER(peer_abort_wait, states[STATE_PEER_ABORT_WAIT])
TALLY_GETTER(process_abort, states[STATE_PROCESS_ABORT])

/** Returns true if every source lists the sockets in STATE. */
static bool is_listed(const struct facts *facts, enum state state)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (facts->requested[proto] && (proto_table[proto].states & STATE_BIT(state)) &&
            !(source_table[facts_weakest_source(facts, proto)].states & STATE_BIT(state)))
            return false;
    }
    return true;
}

static struct value get_bound_inactive(const struct sock *sock, const struct facts *facts,
                                       const struct field *field)
{
    (void)field;
    return number(is_listed(facts, STATE_BOUND_INACTIVE),
                  tally_of(sock, facts)->states[STATE_BOUND_INACTIVE]);
}

/** Returns the process that the group is about, or NULL. */
static const struct process *process_of(const struct sock *sock, const struct facts *facts)
{
    uint32_t process = group_of(sock, facts)->process;

    return process > 0 ? &facts->owners.processes[process - 1] : NULL;
}

static struct value get_pid(const struct sock *sock, const struct facts *facts,
                            const struct field *field)
{
    const struct process *process = process_of(sock, facts);

    (void)field;
    return number(process, process ? process->pid : 0);
}

static struct value get_comm(const struct sock *sock, const struct facts *facts,
                             const struct field *field)
{
    const struct process *process = process_of(sock, facts);
    struct value value = {.type = VALUE_NONE};

    (void)field;
    if (process) {
        value.type = VALUE_NAME;
        value.name = owners_comm(&facts->owners, process);
    }
    return value;
}

static struct value get_contexts(const struct sock *sock, const struct facts *facts,
                                 const struct field *field)
{
    const struct process *process = process_of(sock, facts);
    struct value value = {.type = VALUE_NONE};

    (void)field;
    if (process && process->context == CONTEXT_KNOWN) {
        value.type = VALUE_NAME;
        value.name = owners_context(&facts->owners, process);
    }
    return value;
}

static struct value get_states(const struct sock *sock, const struct facts *facts,
                               const struct field *field)
{
    (void)field;
    return (struct value){.type = VALUE_STATES, .states = tally_of(sock, facts)->states};
}

/** The aggregate of a group; absent if it was not asked for. */
static struct value get_aggregated(const struct sock *sock, const struct facts *facts,
                                   const struct field *wanted)
{
    const struct groups *groups = &facts->groups;
    size_t count = groups->aggregates ? groups->aggregates->count : 0;

    for (size_t i = 0; i < count; i++) {
        const struct field *field = groups->aggregates->fields[i];
        if (field->of != wanted->of || field->aggregate != wanted->aggregate)
            continue;
        const struct aggregated *one =
            &groups->aggregated[(size_t)(sock - groups->rows) * count + i];
        return (struct value){.type = one->have ? wanted->type : VALUE_NONE, .number = one->number};
    }
    return number(false, 0);
}

static void cell_accept_queue(struct strbuf *cell, const struct sock *sock,
                              const struct facts *facts, const struct style *style)
{
    const struct group *group = group_of(sock, facts);

    (void)style;
    if (!group->listener)
        return;
    strbuf_decimal(cell, group->accept_queue);
    strbuf_byte(cell, '/');
    if (group->limited)
        strbuf_decimal(cell, group->accept_limit);
    else
        strbuf_byte(cell, '-');
}

#define EVERYWHERE (GROUP_TABLE | GROUP_RECORD | GROUP_SUMMARY | GROUP_TALLY)
#define COUNTED (GROUP_TABLE | GROUP_RECORD)
#define TALLIED (GROUP_SUMMARY | GROUP_TALLY)

/** Protocols whose sockets have addresses. */
#define WITH_ADDRESSES                                                                             \
    (PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_UDP) | PROTO_BIT(PROTO_UDPLITE) |                      \
     PROTO_BIT(PROTO_RAW) | PROTO_BIT(PROTO_ICMP) | PROTO_BIT(PROTO_MPTCP) |                       \
     PROTO_BIT(PROTO_SCTP) | PROTO_BIT(PROTO_SMC))

/** An aggregate of the field ID. */
#define AGGREGATED_AS(name, value_type, id, how)                                                   \
    .key = #name, .type = (value_type), .value = get_aggregated, .right = true, .of = FIELD_##id,  \
    .aggregate = AGGREGATE_##how

/** The same, that is an integer. */
#define AGGREGATED(name, id, how) AGGREGATED_AS(name, VALUE_NUMBER, id, how)

/** The same, of the first part of struct tcp_info. */
#define OF_INFO(name, id, how)                                                                     \
    AGGREGATED(name, id, how), .needs = NEED_INFO, .protos = PROTO_BIT(PROTO_TCP)

/** The same, of its rest. */
#define OF_INFO_REST(name, id, how)                                                                \
    AGGREGATED(name, id, how), .needs = NEED_INFO | NEED_INFO_REST, .protos = PROTO_BIT(PROTO_TCP)

/** The same, of the memory of sockets. */
#define OF_MEMORY(name, id, how) AGGREGATED(name, id, how), .needs = NEED_MEMORY

/** The same, of rates between two looks. */
#define SUM_OF_RATES(name, value_type, id)                                                         \
    AGGREGATED_AS(name, value_type, id, SUM), .protos = PROTO_BIT(PROTO_TCP),                      \
                                              .needs = NEED_RATES | NEED_INFO | NEED_INFO_REST

/** A column of numbers. */
#define NUMBER(name, title)                                                                        \
    .key = #name, .type = VALUE_NUMBER, .value = get_##name, .heading = title, .right = true

// clang-format off
const struct field group_table[] = {
    {.key = "comm", .alias = "process", .type = VALUE_NAME, .value = get_comm,
     .heading = "PROCESS", .needs = NEED_OWNER, .help = "name of a process that holds the sockets"},
    {NUMBER(pid, "PID"), .needs = NEED_OWNER, .help = "PID of a process that holds the sockets"},
    {.key = "contexts", .alias = "context", .type = VALUE_NAME, .value = get_contexts,
     .heading = "CONTEXT", .needs = NEED_OWNER | NEED_CONTEXT,
     .help = "security context of a process with the sockets"},
    {NUMBER(count, "COUNT"), .groups = EVERYWHERE, .help = "number of sockets"},
    {NUMBER(recv_q, "RECV-Q"), .groups = COUNTED,
     .help = "bytes received but not read yet, in total"},
    {NUMBER(send_q, "SEND-Q"), .groups = COUNTED,
     .help = "bytes not acknowledged or not sent yet, in total"},
    {NUMBER(accept_queue, "ACCEPT-Q"), .groups = COUNTED, .cell = cell_accept_queue,
     .help = "fullest listener: connections not accepted yet"},
    {NUMBER(accept_limit, "ACCEPT-LIMIT"), .groups = GROUP_RECORD,
     .help = "fullest listener: limit of its accept queue"},
    {NUMBER(accept_percent, "ACCEPT%"), .groups = GROUP_RECORD,
     .help = "fullest listener: accept queue usage in percent"},
    {NUMBER(ephemeral_used, "PORTS"), .groups = GROUP_PORTS, .needs = NEED_EPHEMERAL,
     .help = "number of ephemeral local ports in use"},
    {NUMBER(ephemeral_percent, "PORTS%"), .groups = GROUP_PORTS, .needs = NEED_EPHEMERAL,
     .help = "the same in percent of the usable ephemeral ports"},
    {OF_MEMORY(rmem_bytes, RMEM_BYTES, SUM), .heading = "RMEM", .unit = UNIT_BYTES,
     .groups = GROUP_MEMORY, .help = "bytes of memory of received data, in total"},
    {OF_MEMORY(wmem_bytes, WMEM_BYTES, SUM), .heading = "WMEM", .unit = UNIT_BYTES,
     .groups = GROUP_MEMORY, .help = "bytes of memory of data sent, in total"},
    {OF_MEMORY(drops, DROPS, SUM), .heading = "DROPS", .groups = GROUP_MEMORY,
     .help = "packets dropped, in total"},
    {OF_INFO(rtt_us_median, RTT_US, MEDIAN), .heading = "RTT-MEDIAN", .unit = UNIT_MICROSECONDS,
     .groups = GROUP_INTERNALS,
     .help = "TCP: median round-trip time in microseconds"},
    {OF_INFO(rtt_us_p95, RTT_US, P95), .heading = "RTT-P95", .unit = UNIT_MICROSECONDS,
     .groups = GROUP_INTERNALS,
     .help = "TCP: 95th percentile of rtt_us in microseconds"},
    {OF_INFO(rtt_us_max, RTT_US, MAX), .heading = "RTT-MAX", .unit = UNIT_MICROSECONDS,
     .help = "TCP: longest round-trip time in microseconds"},
    {OF_INFO(retransmits_total, RETRANSMITS_TOTAL, SUM), .heading = "RETRANS-TOTAL",
     .groups = GROUP_INTERNALS, .help = "TCP: segments retransmitted, in total"},
    {OF_INFO_REST(bytes_sent, BYTES_SENT, SUM), .heading = "BYTES-SENT", .unit = UNIT_BYTES,
     .groups = GROUP_INTERNALS, .help = "TCP: bytes sent with retransmissions, in total"},
    {OF_INFO_REST(bytes_retransmitted, BYTES_RETRANSMITTED, SUM), .heading = "BYTES-RETRANS",
     .unit = UNIT_BYTES, .help = "TCP: bytes retransmitted, in total"},
    {OF_INFO_REST(bytes_acked, BYTES_ACKED, SUM), .heading = "BYTES-ACKED", .unit = UNIT_BYTES,
     .help = "TCP: bytes acknowledged by the peers, in total"},
    {OF_INFO_REST(bytes_received, BYTES_RECEIVED, SUM), .heading = "BYTES-RECEIVED",
     .unit = UNIT_BYTES, .groups = GROUP_INTERNALS,
     .help = "TCP: bytes received in order, in total"},
    {SUM_OF_RATES(recv_rate_bytes_per_s, VALUE_NUMBER, RECV_RATE_BYTES_PER_S),
     .heading = "RECV-RATE", .unit = UNIT_BYTES_PER_SECOND, .groups = GROUP_RATES,
     .help = "TCP: bytes received per second, in total"},
    {SUM_OF_RATES(send_rate_bytes_per_s, VALUE_NUMBER, SEND_RATE_BYTES_PER_S),
     .heading = "SEND-RATE", .unit = UNIT_BYTES_PER_SECOND, .groups = GROUP_RATES,
     .help = "TCP: bytes sent and acked per second, in total"},
    {SUM_OF_RATES(total_rate_bytes_per_s, VALUE_NUMBER, TOTAL_RATE_BYTES_PER_S),
     .heading = "TOTAL-RATE", .unit = UNIT_BYTES_PER_SECOND, .help = "TCP: the sum of both"},
    {SUM_OF_RATES(retransmits_per_s, VALUE_DECIMAL, RETRANSMITS_PER_S), .alias = "retrans_rate",
     .heading = "RETRANS/S",
     .unit = UNIT_PER_SECOND, .groups = GROUP_RATES,
     .help = "TCP: segments retransmitted per second, in total"},
    {NUMBER(ipv4, "IPV4"), .beside = WITH_ADDRESSES, .groups = TALLIED, .needs = NEED_TALLY,
     .help = "number of IPv4 sockets"},
    {NUMBER(ipv6, "IPV6"), .beside = WITH_ADDRESSES, .groups = TALLIED, .needs = NEED_TALLY,
     .help = "number of IPv6 sockets"},
    {NUMBER(orphaned, "ORPHANED"), .groups = TALLIED, .needs = NEED_TALLY,
     .help = "closed by their program but not removed yet"},
    {.key = "states", .type = VALUE_STATES, .value = get_states,
     .heading = "STATES", .groups = GROUP_SUMMARY, .needs = NEED_TALLY,
     .help = "number of sockets in each state"},
#define STATE_OF(name, title, of) \
    {NUMBER(name, title), .groups = GROUP_TALLY, .beside = (of), .needs = NEED_TALLY, \
     .help = "number of sockets in " title}
#define STATE(name, title) STATE_OF(name, title, 0)
#define SCTP(name, title) STATE_OF(name, title, PROTO_BIT(PROTO_SCTP))
#define SMC(name, title) STATE_OF(name, title, PROTO_BIT(PROTO_SMC))
    STATE(listen, "LISTEN"),
    STATE(unconnected, "UNCONNECTED"),
    STATE(established, "ESTABLISHED"),
    STATE(syn_sent, "SYN-SENT"),
    STATE(syn_recv, "SYN-RECV"),
    STATE(fin_wait_1, "FIN-WAIT-1"),
    STATE(fin_wait_2, "FIN-WAIT-2"),
    STATE(time_wait, "TIME-WAIT"),
    STATE(closed, "CLOSED"),
    STATE(close_wait, "CLOSE-WAIT"),
    STATE(last_ack, "LAST-ACK"),
    STATE(closing, "CLOSING"),
    STATE(bound_inactive, "BOUND-INACTIVE"),
    SCTP(cookie_wait, "COOKIE-WAIT"),
    SCTP(cookie_echoed, "COOKIE-ECHOED"),
    SCTP(shutdown_pending, "SHUTDOWN-PENDING"),
    SCTP(shutdown_sent, "SHUTDOWN-SENT"),
    SCTP(shutdown_received, "SHUTDOWN-RECEIVED"),
    SCTP(shutdown_ack_sent, "SHUTDOWN-ACK-SENT"),
    SMC(peer_close_wait_1, "PEER-CLOSE-WAIT-1"),
    SMC(peer_close_wait_2, "PEER-CLOSE-WAIT-2"),
    SMC(app_fin_close_wait, "APP-FIN-CLOSE-WAIT"),
    SMC(app_close_wait_1, "APP-CLOSE-WAIT-1"),
    SMC(app_close_wait_2, "APP-CLOSE-WAIT-2"),
    SMC(peer_fin_close_wait, "PEER-FIN-CLOSE-WAIT"),
    SMC(peer_abort_wait, "PEER-ABORT-WAIT"),
    SMC(process_abort, "PROCESS-ABORT"),
#undef SMC
#undef SCTP
#undef STATE
#undef STATE_OF
    {.key = NULL},
};
// clang-format on

const struct field *const group_comm = &group_table[0];
const struct field *const group_pid = &group_table[1];
const struct field *const group_context = &group_table[2];

const struct field *group_key(const struct field *field)
{
    if (field->end == END_PEER)
        return field;
    if (field->type == VALUE_PROCESSES || field->type == VALUE_COMMS)
        return group_comm;
    if (field->type == VALUE_CONTEXTS)
        return group_context;
    return field->type == VALUE_PIDS ? group_pid : field;
}
