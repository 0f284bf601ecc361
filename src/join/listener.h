// SPDX-License-Identifier: MIT
/**
 * Finds the listener that a TCP connection can have come through. The kernel prefers a listener
 * that is bound to the local address to a wildcard, then one that is bound to an interface
 * (net/ipv4/inet_hashtables.c, __inet_lookup_listener and compute_score). A connection has the
 * family and the bound interface of its listener (net/core/sock.c, sk_clone_lock), so only those of
 * this family, and of this interface or of none, are considered.
 */
#ifndef JOIN_LISTENER_H
#define JOIN_LISTENER_H

#include "sock/ends.h"
#include "sock/table.h"

struct listener_index;

/** How a listener fits a connection. */
enum listener_fit {
    LISTENER_NONE,   /**< there is none */
    LISTENER_ONE,    /**< this one */
    LISTENER_UNSURE, /**< one of several, or one that perhaps refuses IPv4: v6only is not known */
    LISTENER_OTHER,  /**< only one of the other family, which cannot have accepted it */
};

/** Listeners of one rank: IPv6 wildcards by v6only, and a mapped IPv4 wildcard. */
#define LISTENERS_FOUND 8

struct listener_found {
    enum listener_fit fit;
    uint32_t list[LISTENERS_FOUND]; /**< LISTENER_ONE, LISTENER_UNSURE: indices, `count` of them */
    unsigned count;
};

/**
 * Adds the TCP listeners in TABLE, which is borrowed and must not change, to LISTENERS, which is
 * empty. SEED: see pair_index_new. Free with listener_index_free.
 */
struct listener_index *listener_index_new(const struct sock_table *table, uint64_t seed,
                                          struct listeners *listeners);

void listener_index_free(struct listener_index *index);

/** Finds the listener of SOCK, a TCP connection. */
struct listener_found listener_find(const struct listener_index *index, const struct sock *sock);

/** Returns the index of the listener that SOCK, in state LISTEN, is or is part of. */
uint32_t listener_of(const struct listener_index *index, const struct sock *sock);

#endif
