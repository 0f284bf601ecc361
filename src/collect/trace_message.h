// SPDX-License-Identifier: MIT
/**
 * The record that the BPF program writes for each change of state; trace.bpf.c and trace.c share
 * it. Both include a header with __u32 before this one. Its length is a multiple of 8.
 */
#ifndef COLLECT_TRACE_MESSAGE_H
#define COLLECT_TRACE_MESSAGE_H

#define TRACE_COMM_SIZE 16 // TASK_COMM_LEN, with its NUL

/**
 * Bytes of the ring: 55,000 records. Each connection between two sockets of the host makes seven,
 * so the ring holds 0.8 seconds of 10,000 connections a second.
 */
#define TRACE_RING_SIZE (8 << 20)

/** Bits of trace_message.flags. */
enum trace_flag {
    TRACE_HAS_PROCESS = 1 << 0,  /**< pid and comm are those of the process that did it */
    TRACE_HAS_COUNTERS = 1 << 1, /**< bytes, retransmits, rtt and error were read */
    TRACE_ALL_ACKED = 1 << 2,    /**< the peer acknowledged all that was sent, FIN included */
    TRACE_FIN_RECEIVED = 1 << 3, /**< the FIN of the peer arrived; it counts in bytes_received */
    TRACE_V6ONLY = 1 << 4,
};

struct trace_message {
    __u64 time;           /**< nanoseconds of CLOCK_BOOTTIME */
    __u64 cookie;         /**< of the socket */
    __u64 cgroup;         /**< ID of its cgroup v2; 0: none */
    __u64 bytes_acked;    /**< with SYN and FIN, as the kernel counts */
    __u64 bytes_received; /**< with FIN */
    __u64 bytes_sent;     /**< data only, without what was sent again */
    __u32 netns;          /**< inode of the network namespace */
    __u32 uid;            /**< of the socket, in the first user namespace */
    __u32 inode;          /**< of the socket, in sockfs; 0: no descriptor exists */
    __u32 device;         /**< interface index; 0: none */
    __u32 mark;           /**< SO_MARK */
    __u32 retransmits;    /**< segments sent again */
    __u32 rtt_us;         /**< smoothed round-trip time; 0: not measured */
    __u32 error;          /**< sk_err: errno of the connection; 0: none */
    __u32 pid;            /**< process, in the PID namespace of the reader; 0: not in it */
    __u8 local[16];       /**< network byte order; IPv4 uses the first 4 bytes */
    __u8 peer[16];
    __u16 local_port; /**< network byte order; 0: not known yet */
    __u16 peer_port;
    __u8 family;    /**< AF_INET or AF_INET6 */
    __u8 old_state; /**< include/net/tcp_states.h */
    __u8 new_state;
    __u8 flags;                 /**< enum trace_flag */
    char comm[TRACE_COMM_SIZE]; /**< name of the process, ends with NUL */
    __u8 padding[4];
};

#endif
