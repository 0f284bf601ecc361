// SPDX-License-Identifier: MIT
/**
 * Counts ephemeral ports in use: distinct ones, and those to each destination. A port can be in use
 * to several destinations at once; none is left for one destination when all are in use to it.
 * Start with `struct destinations destinations = {0}`.
 */
#ifndef ARRANGE_DESTINATIONS_H
#define ARRANGE_DESTINATIONS_H

#include "base/idmap.h"
#include "base/intern.h"
#include "sock/sock.h"

struct destinations {
    struct intern ends; /**< network namespace, protocol, local address, peer address and port */
    uint32_t *in_use;   /**< ports, by number in `ends` */
    size_t capacity;    /**< of in_use */
    struct idmap ports; /**< sets and ports that were counted */
};

void destinations_free(struct destinations *destinations);

/**
 * Counts SOCK, which has a peer, for its destination: the local address, and address and port of
 * the peer; an IPv4-mapped address is that of IPv4. Returns the number of ports in use to it.
 */
uint32_t destinations_add(struct destinations *destinations, const struct sock *sock);

/** Returns 1 if the local port of SOCK was not in SET yet, a number of 32 bits; otherwise 0. */
uint32_t destinations_add_port(struct destinations *destinations, size_t set,
                               const struct sock *sock);

#endif
