// SPDX-License-Identifier: MIT
/**
 * A change of the state of a TCP socket, as the kernel reports it at the moment it happens.
 */
#ifndef SOCK_TRANSITION_H
#define SOCK_TRANSITION_H

#include "sock/sock.h"

#include <string.h>

#define TRANSITION_COMM_SIZE 16 // TASK_COMM_LEN, with its NUL

/** A process that caused a change. */
struct acting_process {
    uint32_t pid;                    /**< 0: it is outside of our PID namespace */
    char comm[TRANSITION_COMM_SIZE]; /**< its name; ends with NUL unless it is full */
};

static inline bool acting_process_is_same(const struct acting_process *one,
                                          const struct acting_process *other)
{
    return one->pid == other->pid && strncmp(one->comm, other->comm, sizeof(one->comm)) == 0;
}

struct transition {
    /**
     * The socket after the change; its place is not set. The local port is 0 when connect(2)
     * begins, and when listen(2) is called without bind(2): the kernel chooses it afterwards.
     */
    struct sock sock;
    uint8_t old_state; /**< enum state */
    bool by_process;   /**< a process caused the change, and not a packet or a timer */
    bool has_counters; /**< the members from bytes_acked on are known: it is the last change */
    uint32_t netns;    /**< inode of the network namespace */
    uint64_t time;     /**< nanoseconds of CLOCK_BOOTTIME */
    struct acting_process process; /**< if by_process */

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
