// SPDX-License-Identifier: MIT
/**
 * Runs in the kernel at each change of state of a TCP socket, in every network namespace, and
 * writes a record for those changes that begin or end a connection or a listener. Only the members
 * that are used are declared; their offsets are resolved when the BPF program is loaded (CO-RE).
 */
#include <linux/types.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>

#include "collect/inet_sock.bpf.h"
#include "collect/task.bpf.h"
#include "collect/trace_message.h"

#define IPPROTO_TCP 6
#define SOCK_DONE 1 // include/net/sock.h, enum sock_flags

#define BIT(state) (1U << (state))

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct net {
    struct ns_common ns;
};

#pragma clang attribute pop

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, TRACE_RING_SIZE);
} ring SEC(".maps");

/** Of each processor: 1 while set_state runs there. */
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u32);
} running SEC(".maps");

/** Inode of the only network namespace that is traced; 0: all are. */
const volatile __u32 netns = 0;

/** Records that the ring had no room for. Ring buffers do not count them. */
__u64 lost = 0;

/** Changes of state that set_state did not see, and set_state_within did. */
__u64 taken_over = 0;

/**
 * Returns true if the process that runs has caused the change. Otherwise it happens while a packet
 * or a timer is handled, in any process. OLD is the state before (net/ipv4/tcp.c,
 * tcp_close_state and __tcp_close; net/ipv4/tcp_ipv4.c, tcp_v4_connect).
 */
static __always_inline int is_by_process(const struct sock *sk, __u32 old, __u32 new)
{
    if (new == TCP_SYN_SENT || new == TCP_LISTEN || new == TCP_FIN_WAIT1 || new == TCP_LAST_ACK)
        return 1;
    if (new != TCP_CLOSE)
        return 0;
    // Packets, timers and other processes set an error first; close(2) does not.
    return old == TCP_LISTEN ||
           ((BIT(old) & (BIT(TCP_ESTABLISHED) | BIT(TCP_CLOSE_WAIT) | BIT(TCP_SYN_SENT))) &&
            sk->sk_err == 0);
}

/** Returns true if the change begins or ends something, or tells who does. */
static __always_inline int is_traced(__u32 old, __u32 new)
{
    __u32 to = BIT(TCP_SYN_SENT) | BIT(TCP_LISTEN) | BIT(TCP_FIN_WAIT1) | BIT(TCP_LAST_ACK);

    if (old >= 32 || new >= 32 || old == new)
        return 0;
    if (new == TCP_ESTABLISHED)
        return old == TCP_SYN_SENT || old == TCP_SYN_RECV;
    return new == TCP_CLOSE || (BIT(new) & to);
}

static __always_inline void put_process(struct trace_message *message)
{
    const struct task_struct *leader = task_leader();

    if (!leader)
        return; // the kernel's own socket, or it closes later what a process has closed
    message->flags |= TRACE_HAS_PROCESS;
    message->pid = task_pid(leader);
    bpf_probe_read_kernel(message->comm, sizeof(message->comm), leader->comm);
}

static __always_inline void put_ends(struct trace_message *message,
                                     const struct sock_common *common)
{
    message->peer_port = common->skc_dport;
    if (common->skc_family == AF_INET6) {
        __builtin_memcpy(message->local, &common->skc_v6_rcv_saddr, sizeof(message->local));
        __builtin_memcpy(message->peer, &common->skc_v6_daddr, sizeof(message->peer));
        if (BPF_CORE_READ_BITFIELD(common, skc_ipv6only))
            message->flags |= TRACE_V6ONLY;
    } else {
        __builtin_memcpy(message->local, &common->skc_rcv_saddr, sizeof(common->skc_rcv_saddr));
        __builtin_memcpy(message->peer, &common->skc_daddr, sizeof(common->skc_daddr));
    }
}

static __always_inline void put_tcp(struct trace_message *message, struct sock *sk)
{
    const struct tcp_sock *tcp = bpf_skc_to_tcp_sock(sk);

    if (!tcp)
        return;
    // skc_num is 0 when a socket was closed
    message->local_port = tcp->inet_conn.icsk_inet.inet_sport;
    if (message->new_state != TCP_CLOSE)
        return;
    message->flags |= TRACE_HAS_COUNTERS;
    message->bytes_acked = tcp->bytes_acked;
    message->bytes_received = tcp->bytes_received;
    message->bytes_sent = tcp->bytes_sent - tcp->bytes_retrans;
    message->retransmits = tcp->total_retrans;
    message->rtt_us = tcp->srtt_us >> 3;
    message->error = (__u32)sk->sk_err;
    if (sk->__sk_common.skc_flags & BIT(SOCK_DONE))
        message->flags |= TRACE_FIN_RECEIVED;
    if (tcp->write_seq == tcp->snd_una)
        message->flags |= TRACE_ALL_ACKED;
}

static __always_inline void report(const __u64 *arguments)
{
    struct sock *sk = (void *)arguments[0];
    __u32 old = (__u32)arguments[1];
    __u32 new = (__u32)arguments[2];

    if (sk->sk_protocol != IPPROTO_TCP || !is_traced(old, new))
        return;
    __u32 inode = sk->__sk_common.skc_net.net->ns.inum;
    if (netns && inode != netns)
        return;
    struct trace_message *message = bpf_ringbuf_reserve(&ring, sizeof(*message), 0);
    if (!message) {
        __sync_fetch_and_add(&lost, 1);
        return;
    }
    __builtin_memset(message, 0, sizeof(*message));
    message->time = bpf_ktime_get_boot_ns();
    message->cookie = bpf_get_socket_cookie(sk);
    message->netns = inode;
    message->uid = sk->sk_uid.val;
    message->inode = sock_inode(sk);
    message->device = (__u32)sk->__sk_common.skc_bound_dev_if;
    message->mark = sk->sk_mark;
    message->family = (__u8)sk->__sk_common.skc_family;
    message->old_state = (__u8)old;
    message->new_state = (__u8) new;
    if (sk->sk_cgrp_data.cgroup)
        message->cgroup = sk->sk_cgrp_data.cgroup->kn->id;
    put_ends(message, &sk->__sk_common);
    put_tcp(message, sk);
    if (is_by_process(sk, old, new))
        put_process(message);
    // The reader comes at fixed times: to wake it costs more than all the rest.
    bpf_ringbuf_submit(message, BPF_RB_NO_WAKEUP);
}

SEC("tp_btf/inet_sock_set_state")
int set_state(const __u64 *arguments)
{
    const __u32 first = 0;
    volatile __u32 *runs = bpf_map_lookup_elem(&running, &first);

    if (!runs)
        return 0; // there always is one
    *runs = 1;
    report(arguments);
    *runs = 0;
    return 0;
}

/**
 * The kernel does not run a program that runs already on the same processor, as when a packet
 * arrives meanwhile (kernel/trace/bpf_trace.c, __bpf_trace_run; Linux 6.1). This one takes over.
 */
SEC("tp_btf/inet_sock_set_state")
int set_state_within(const __u64 *arguments)
{
    const __u32 first = 0;
    const volatile __u32 *runs = bpf_map_lookup_elem(&running, &first);

    if (!runs || !*runs)
        return 0;
    __sync_fetch_and_add(&taken_over, 1);
    report(arguments);
    return 0;
}

// The kernel requires this licence for these helpers.
const char program_license[] SEC("license") = "Dual MIT/GPL";
