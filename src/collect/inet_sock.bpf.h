// SPDX-License-Identifier: MIT
/**
 * For BPF programs: the kernel's sockets of the Internet. Only the members that are used are
 * declared; their offsets are resolved when a program is loaded (CO-RE). Include the headers of
 * libbpf before it.
 */
#ifndef COLLECT_INET_SOCK_BPF_H
#define COLLECT_INET_SOCK_BPF_H

#define AF_INET6 10

/** include/net/tcp_states.h */
enum {
    TCP_ESTABLISHED = 1,
    TCP_SYN_SENT,
    TCP_SYN_RECV,
    TCP_FIN_WAIT1,
    TCP_FIN_WAIT2,
    TCP_TIME_WAIT,
    TCP_CLOSE,
    TCP_CLOSE_WAIT,
    TCP_LAST_ACK,
    TCP_LISTEN,
    TCP_CLOSING,
    TCP_NEW_SYN_RECV,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
    int counter;
} atomic_t;

typedef struct {
    atomic_t refs;
} refcount_t;

typedef struct {
    __u32 val;
} kuid_t;

struct net;

typedef struct {
    struct net *net;
} possible_net_t;

struct in6_addr {
    union {
        __u32 u6_addr32[4];
    } in6_u;
};

struct sock_common {
    __u32 skc_daddr;
    __u32 skc_rcv_saddr;
    __u16 skc_dport;
    __u16 skc_num;
    unsigned short skc_family;
    volatile unsigned char skc_state;
    unsigned char skc_ipv6only : 1;
    int skc_bound_dev_if;
    possible_net_t skc_net;
    struct in6_addr skc_v6_daddr;
    struct in6_addr skc_v6_rcv_saddr;
    unsigned long skc_flags;
};

struct hlist_node {
    struct hlist_node **pprev;
};

struct timer_list {
    struct hlist_node entry;
    unsigned long expires;
};

struct kernfs_node {
    __u64 id;
};

struct cgroup {
    struct kernfs_node *kn;
};

struct sock_cgroup_data {
    struct cgroup *cgroup;
};

struct inode {
    unsigned long i_ino;
};

struct socket;

struct socket_alloc {
    struct inode vfs_inode;
};

struct sock {
    struct sock_common __sk_common;
    struct {
        atomic_t rmem_alloc;
    } sk_backlog;
    unsigned char sk_userlocks : 4; // a whole byte since Linux 6.9
    struct socket *sk_socket;
    refcount_t sk_wmem_alloc;
    struct timer_list sk_timer;
    struct timer_list tcp_retransmit_timer;
    __u32 sk_mark;
    __u16 sk_protocol;
    int sk_err;
    kuid_t sk_uid;
    __u8 sk_shutdown;
    __u32 sk_ack_backlog;
    __u32 sk_max_ack_backlog;
    unsigned long sk_ino; // Linux 6.17
    struct sock_cgroup_data sk_cgrp_data;
};

struct inet_sock {
    struct sock sk;
    __u16 inet_sport;
};

struct inet_connection_sock {
    struct inet_sock icsk_inet;
    unsigned long icsk_timeout;
    struct timer_list icsk_retransmit_timer;
    struct timer_list icsk_keepalive_timer;
    __u8 icsk_retransmits;
    __u8 icsk_pending;
    __u8 icsk_probes_out;
};

struct tcp_sock {
    struct inet_connection_sock inet_conn;
    __u32 copied_seq;
    __u32 write_seq;
    __u32 rcv_nxt;
    __u32 snd_una;
    __u32 srtt_us;
    __u32 total_retrans;
    __u64 bytes_acked;
    __u64 bytes_received;
    __u64 bytes_sent;
    __u64 bytes_retrans;
};

#pragma clang attribute pop

/** Returns the inode of the socket; 0: it has none, as no process has a descriptor. */
static __always_inline __u32 sock_inode(const struct sock *sk)
{
    if (bpf_core_field_exists(sk->sk_ino)) // Linux 6.17
        return (__u32)sk->sk_ino;
    const struct socket_alloc *socket = (const void *)sk->sk_socket;
    return socket ? (__u32)BPF_CORE_READ(socket, vfs_inode.i_ino) : 0;
}

#endif
