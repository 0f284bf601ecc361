// SPDX-License-Identifier: MIT
/**
 * Groups of sockets. A group is a row of its own: the first of its sockets in the default order,
 * of which only the keys are read, and beside it what is counted.
 */
#ifndef SOCK_GROUPS_H
#define SOCK_GROUPS_H

#include "sock/sock.h"

/** What is counted of a group. */
struct group {
    uint64_t count;  /**< sockets */
    uint64_t recv_q; /**< bytes, in all of them */
    uint64_t send_q;
    bool queues;             /**< one of them has such queues */
    bool peer;               /**< one of them has a peer */
    bool listener;           /**< one of them listens; of the fullest listener: */
    bool limited;            /**< accept_limit is known */
    uint32_t accept_queue;   /**< connections that wait */
    uint32_t accept_limit;   /**< most that may */
    uint32_t process;        /**< index + 1 of the process that the group is about; 0: none */
    uint32_t ephemeral_used; /**< different local ports that the kernel can choose */
};

/** How many of a group there are of each kind. */
struct tally {
    uint32_t families[FAMILY_COUNT];
    uint32_t states[STATE_COUNT];
    uint32_t orphaned; /**< closed by their program, and not gone yet */
};

/** Group number N goes with ROWS[N]. */
struct groups {
    const struct sock *rows; /**< the first row of the table of groups; borrowed */
    struct group *list;
    struct tally *tallies; /**< NULL: nobody asks */
    size_t count, capacity, tally_capacity;
};

void groups_free(struct groups *groups);

#endif
