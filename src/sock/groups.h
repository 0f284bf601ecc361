// SPDX-License-Identifier: MIT
/**
 * Groups of sockets. A group is a row: a copy of its first socket in the default order, of which
 * only the keys are used, with the counts of the group.
 */
#ifndef SOCK_GROUPS_H
#define SOCK_GROUPS_H

#include "sock/sock.h"

/** The counts of a group. */
struct group {
    uint64_t count;  /**< sockets */
    uint64_t recv_q; /**< bytes, in all of them */
    uint64_t send_q;
    bool queues; /**< one of them has such queues */
    bool peer;   /**< one of them has a peer */
    /** one of them is listening; of the listener with the fullest accept queue: */
    bool listener;
    bool limited;            /**< accept_limit is known */
    uint32_t accept_queue;   /**< connections in the queue */
    uint32_t accept_limit;   /**< its limit */
    uint32_t process;        /**< index + 1 of the process of the group; 0: none */
    uint16_t place;          /**< of its first socket */
    bool several_places;     /**< its sockets are in different places */
    uint32_t ephemeral_used; /**< distinct local ports in the ephemeral range */
};

/** The number of sockets in a group, by kind. */
struct tally {
    uint32_t families[FAMILY_COUNT];
    uint32_t states[STATE_COUNT];
    uint32_t orphaned; /**< closed by their process but not removed yet */
};

/** A number made of the values of a group. */
struct aggregated {
    uint64_t number; /**< a sum that is too large is UINT64_MAX */
    bool have;       /**< one of the sockets has a value */
};

struct field_list;

/** Group number N goes with ROWS[N]. */
struct groups {
    const struct sock *rows; /**< the first row of the table of groups; borrowed */
    struct group *list;
    struct tally *tallies;               /**< NULL: not counted */
    const struct field_list *aggregates; /**< fields that are computed; borrowed. NULL: none */
    struct aggregated *aggregated;       /**< for each group, one per field of `aggregates` */
    size_t count, capacity, tally_capacity, aggregated_capacity;
};

void groups_free(struct groups *groups);

#endif
