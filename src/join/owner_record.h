// SPDX-License-Identifier: MIT
/**
 * The record that the BPF program writes for each descriptor that refers to a socket; owner.bpf.c
 * and owner_bpf.c share it. Both include a header with __u32 before this one.
 */
#ifndef JOIN_OWNER_RECORD_H
#define JOIN_OWNER_RECORD_H

#define OWNER_COMM_SIZE 16 // TASK_COMM_LEN, with its NUL

struct owner_record {
    __u32 inode;                /**< of the socket, in sockfs */
    __u32 fd;                   /**< the descriptor */
    __u32 pid;                  /**< process, in the first PID namespace */
    __u32 thread;               /**< owner of the descriptor table; mostly equal to pid */
    char comm[OWNER_COMM_SIZE]; /**< name of the process, ends with NUL */
};

#endif
