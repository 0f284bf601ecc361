// SPDX-License-Identifier: MIT
/**
 * A change of the state of a TCP socket, as the kernel reports it at the moment it happens.
 */
#ifndef SOCK_TRANSITION_H
#define SOCK_TRANSITION_H

#include "sock/sock.h"

#define TRANSITION_COMM_SIZE 16 // TASK_COMM_LEN, with its NUL

struct transition {
    /**
     * The socket after the change; its place is not set. The local port is 0 when connect(2)
     * begins, and when listen(2) is called without bind(2): the kernel chooses it afterwards.
     */
    struct sock sock;
    uint8_t old_state; /**< enum state */
    bool by_process;   /**< pid and comm are those of the process that caused the change */
    bool has_counters; /**< the members from bytes_acked on are known: it is the last change */
    uint32_t netns;    /**< inode of the network namespace */
    uint64_t time;     /**< nanoseconds of CLOCK_BOOTTIME */
    uint32_t pid;      /**< 0: the process is outside of our PID namespace */
    char comm[TRANSITION_COMM_SIZE]; /**< name of the process; ends with NUL unless it is full */

    uint64_t bytes_acked;    /**< acknowledged by the peer, without FIN, but with our SYN */
    uint64_t bytes_received; /**< without FIN */
    uint64_t bytes_sent;     /**< data, without what was sent again */
    uint32_t retransmits;    /**< segments sent again */
    uint32_t rtt_us;         /**< smoothed round-trip time; 0: not measured */
    uint32_t error;          /**< errno that the connection ended with; 0: none */
    bool fin_acked;          /**< the peer acknowledged our FIN */
    bool fin_received;       /**< the FIN of the peer arrived */
};

#endif
