// SPDX-License-Identifier: MIT
/**
 * Runs in the kernel, once for each TCP and each UDP socket of a network namespace, and writes a
 * sock_diag reply for it. The kernel collects whole hash buckets under their lock
 * (net/ipv4/tcp_ipv4.c, bpf_iter_tcp_batch), which a dump over netlink does not.
 *
 * The source of each value in the kernel's own replies: net/ipv4/inet_diag.c, inet_sk_diag_fill,
 * inet_twsk_diag_fill and inet_req_diag_fill; net/ipv4/tcp_diag.c and udp_diag.c. Only the members
 * that are used are declared; their offsets are resolved when the BPF program is loaded (CO-RE).
 */
#include <linux/types.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>
#include <linux/sock_diag.h>

#include "collect/inet_sock.bpf.h"
#include "collect/iterator_message.h"

#define SOCK_BINDPORT_LOCK 8 // include/net/sock.h

/** include/net/inet_connection_sock.h: the purpose of a retransmission timer. */
#define ICSK_TIME_RETRANS 1
#define ICSK_TIME_PROBE0 3
#define ICSK_TIME_LOSS_PROBE 5
#define ICSK_TIME_REO_TIMEOUT 6

/** idiag_timer */
#define TIMER_RETRANSMIT 1
#define TIMER_KEEPALIVE 2
#define TIMER_TIMEWAIT 3
#define TIMER_PERSIST 4

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct inet_timewait_sock {
    __u32 tw_mark;
    unsigned char tw_substate;
    struct timer_list tw_timer;
};

struct tcp_timewait_sock {
    struct inet_timewait_sock tw_sk;
};

struct request_sock {
    __u8 num_retrans;
    struct timer_list rsk_timer;
};

struct inet_request_sock {
    struct request_sock req;
    __u32 ir_mark;
};

struct tcp_request_sock {
    struct inet_request_sock req;
};

struct udp_sock {
    struct inet_sock inet;
    int forward_deficit;
};

struct seq_file;

struct bpf_iter_meta {
    struct seq_file *seq;
};

struct bpf_iter__tcp {
    struct bpf_iter_meta *meta;
    struct sock_common *sk_common;
    __u32 uid;
};

struct bpf_iter__udp {
    struct bpf_iter_meta *meta;
    struct udp_sock *udp_sk;
    __u32 uid __attribute__((aligned(8)));
};

#pragma clang attribute pop

/** Writes the values that all kinds of sockets have; marks the others as not reported. */
static __always_inline void describe(struct iterator_message *message, struct sock_common *common)
{
    struct inet_diag_msg *reply = &message->reply;
    __u64 cookie = bpf_get_socket_cookie(common);

    message->header.nlmsg_len = sizeof(*message);
    message->header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message->mark.head.nla_len = sizeof(message->mark);
    message->cgroup.head.nla_len = sizeof(message->cgroup);
    message->v6only.head.nla_len = sizeof(message->v6only) - sizeof(message->v6only.padding);
    message->shutdown.head.nla_len = sizeof(message->shutdown) - sizeof(message->shutdown.padding);
    message->port_chosen.head.nla_len = sizeof(message->port_chosen);

    reply->idiag_family = (__u8)common->skc_family;
    reply->idiag_state = common->skc_state;
    reply->id.idiag_sport = __builtin_bswap16(common->skc_num);
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        reply->id.idiag_sport = common->skc_num;
    reply->id.idiag_dport = common->skc_dport;
    reply->id.idiag_if = (__u32)common->skc_bound_dev_if;
    reply->id.idiag_cookie[0] = (__u32)cookie;
    reply->id.idiag_cookie[1] = (__u32)(cookie >> 32);
    if (common->skc_family != AF_INET6) {
        reply->id.idiag_src[0] = common->skc_rcv_saddr;
        reply->id.idiag_dst[0] = common->skc_daddr;
        return;
    }
    for (int i = 0; i < 4; i++) {
        reply->id.idiag_src[i] = common->skc_v6_rcv_saddr.in6_u.u6_addr32[i];
        reply->id.idiag_dst[i] = common->skc_v6_daddr.in6_u.u6_addr32[i];
    }
}

static __always_inline void put_mark(struct iterator_message *message, __u32 mark)
{
    message->mark.head.nla_type = INET_DIAG_MARK;
    message->mark.value = mark;
}

/** Writes the timer and the ticks until EXPIRES, or 0. */
static __always_inline void put_timer(struct inet_diag_msg *reply, __u8 timer, __u8 retransmits,
                                      unsigned long expires)
{
    long ticks = (long)(expires - (unsigned long)bpf_jiffies64());

    reply->idiag_timer = timer;
    reply->idiag_retrans = retransmits;
    reply->idiag_expires = ticks > 0 ? (__u32)ticks : 0;
}

/** Writes the values that only full sockets have, for any protocol. */
static __always_inline void describe_whole(struct iterator_message *message, struct sock *sk,
                                           __u32 uid)
{
    unsigned char state = message->reply.idiag_state;
    struct cgroup *cgroup = sk->sk_cgrp_data.cgroup;

    message->reply.idiag_uid = uid;
    message->reply.idiag_inode = sock_inode(sk);
    put_mark(message, sk->sk_mark);
    if (cgroup) {
        __u64 id = cgroup->kn->id;
        message->cgroup.head.nla_type = INET_DIAG_CGROUP_ID;
        __builtin_memcpy(message->cgroup.halves, &id, sizeof(id));
    }
    if (sk->__sk_common.skc_family == AF_INET6 && (state == TCP_LISTEN || state == TCP_CLOSE)) {
        message->v6only.head.nla_type = INET_DIAG_SKV6ONLY;
        message->v6only.value = BPF_CORE_READ_BITFIELD(&sk->__sk_common, skc_ipv6only);
    }
    message->shutdown.head.nla_type = INET_DIAG_SHUTDOWN;
    message->shutdown.value = sk->sk_shutdown;
    message->port_chosen.head.nla_type = ITERATOR_PORT_CHOSEN;
    message->port_chosen.value = !(BPF_CORE_READ_BITFIELD(sk, sk_userlocks) & SOCK_BINDPORT_LOCK);
}

/** Writes the timer of retransmissions and probes; its member has moved more than once. */
static __always_inline void put_pending(struct inet_diag_msg *reply, __u8 timer, __u8 retransmits,
                                        struct inet_connection_sock *connection)
{
    struct sock *sk = &connection->icsk_inet.sk;

    if (bpf_core_field_exists(connection->icsk_timeout)) // until Linux 6.17
        put_timer(reply, timer, retransmits, connection->icsk_timeout);
    else if (bpf_core_field_exists(connection->icsk_retransmit_timer)) // 6.18
        put_timer(reply, timer, retransmits, connection->icsk_retransmit_timer.expires);
    else if (bpf_core_field_exists(sk->tcp_retransmit_timer))
        put_timer(reply, timer, retransmits, sk->tcp_retransmit_timer.expires);
}

static __always_inline void put_keepalive(struct inet_diag_msg *reply,
                                          struct inet_connection_sock *connection)
{
    struct sock *sk = &connection->icsk_inet.sk;
    __u8 probes = connection->icsk_probes_out;

    if (bpf_core_field_exists(connection->icsk_keepalive_timer)) { // after Linux 6.18
        if (connection->icsk_keepalive_timer.entry.pprev)
            put_timer(reply, TIMER_KEEPALIVE, probes, connection->icsk_keepalive_timer.expires);
    } else if (sk->sk_timer.entry.pprev) {
        put_timer(reply, TIMER_KEEPALIVE, probes, sk->sk_timer.expires);
    }
}

static __always_inline void describe_tcp(struct iterator_message *message, struct tcp_sock *tcp)
{
    struct inet_diag_msg *reply = &message->reply;
    struct inet_connection_sock *connection = &tcp->inet_conn;
    struct sock *sk = &connection->icsk_inet.sk;
    __u8 pending = connection->icsk_pending;
    int unread = (int)(tcp->rcv_nxt - tcp->copied_seq);

    if (pending == ICSK_TIME_RETRANS || pending == ICSK_TIME_LOSS_PROBE ||
        pending == ICSK_TIME_REO_TIMEOUT)
        put_pending(reply, TIMER_RETRANSMIT, connection->icsk_retransmits, connection);
    else if (pending == ICSK_TIME_PROBE0)
        put_pending(reply, TIMER_PERSIST, connection->icsk_probes_out, connection);
    else
        put_keepalive(reply, connection);

    if (reply->idiag_state == TCP_LISTEN) {
        reply->idiag_rqueue = sk->sk_ack_backlog;
        reply->idiag_wqueue = sk->sk_max_ack_backlog;
    } else {
        reply->idiag_rqueue = unread > 0 ? (__u32)unread : 0;
        reply->idiag_wqueue = tcp->write_seq - tcp->snd_una;
    }
}

static __always_inline void describe_timewait(struct iterator_message *message,
                                              struct inet_timewait_sock *timewait)
{
    message->reply.idiag_state = timewait->tw_substate;
    put_timer(&message->reply, TIMER_TIMEWAIT, 0, timewait->tw_timer.expires);
    put_mark(message, timewait->tw_mark);
}

static __always_inline void describe_request(struct iterator_message *message,
                                             struct inet_request_sock *request)
{
    put_timer(&message->reply, TIMER_RETRANSMIT, request->req.num_retrans,
              request->req.rsk_timer.expires);
    put_mark(message, request->ir_mark);
}

SEC("iter/tcp")
int tcp(struct bpf_iter__tcp *context)
{
    struct sock_common *common = context->sk_common;
    struct iterator_message message = {0};

    if (!common) // the end
        return 0;
    describe(&message, common);
    if (message.reply.idiag_state == TCP_CLOSE) // closed since its bucket was collected
        return 0;
    if (message.reply.idiag_state == TCP_TIME_WAIT) {
        struct tcp_timewait_sock *timewait = bpf_skc_to_tcp_timewait_sock(common);
        if (!timewait)
            return 0;
        describe_timewait(&message, &timewait->tw_sk);
    } else if (message.reply.idiag_state == TCP_NEW_SYN_RECV) {
        struct tcp_request_sock *request = bpf_skc_to_tcp_request_sock(common);
        if (!request)
            return 0;
        describe_request(&message, &request->req);
    } else {
        struct tcp_sock *whole = bpf_skc_to_tcp_sock(common);
        if (!whole)
            return 0;
        describe_whole(&message, &whole->inet_conn.icsk_inet.sk, context->uid);
        describe_tcp(&message, whole);
    }
    bpf_seq_write(context->meta->seq, &message, sizeof(message));
    return 0;
}

SEC("iter/udp")
int udp(struct bpf_iter__udp *context)
{
    struct udp_sock *udp_sk = context->udp_sk;
    struct iterator_message message = {0};

    if (!udp_sk) // the end
        return 0;
    struct sock *sk = &udp_sk->inet.sk;
    describe(&message, &sk->__sk_common);
    describe_whole(&message, sk, context->uid);
    message.reply.idiag_rqueue =
        (__u32)(sk->sk_backlog.rmem_alloc.counter - udp_sk->forward_deficit);
    message.reply.idiag_wqueue = (__u32)(sk->sk_wmem_alloc.refs.counter - 1);
    bpf_seq_write(context->meta->seq, &message, sizeof(message));
    return 0;
}

// The kernel requires this licence for these helpers.
const char program_license[] SEC("license") = "Dual MIT/GPL";
