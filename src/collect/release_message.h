// SPDX-License-Identifier: MIT
/**
 * The record that the BPF program writes for each UDP socket that a process closes; release.bpf.c
 * and release.c share it. Both include a header with __u32 before this one.
 */
#ifndef COLLECT_RELEASE_MESSAGE_H
#define COLLECT_RELEASE_MESSAGE_H

#define RELEASE_COMM_SIZE 16 // TASK_COMM_LEN, with its NUL

/** Bytes of the ring: 26,000 records. */
#define RELEASE_RING_SIZE (1 << 20)

struct release_message {
    __u64 cookie;                 /**< of the socket */
    __u32 pid;                    /**< process, in the PID namespace of the reader; 0: not in it */
    char comm[RELEASE_COMM_SIZE]; /**< name of the process, ends with NUL */
    __u8 padding[4];
};

#endif
