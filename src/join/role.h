// SPDX-License-Identifier: MIT
/**
 * Decides which end opened a connection. The kernel does not say it; the facts that it gives do,
 * mostly. No port number decides alone.
 */
#ifndef JOIN_ROLE_H
#define JOIN_ROLE_H

#include "join/listener.h"
#include "sock/ends.h"
#include "sock/sock.h"

/** What one socket alone shows. */
enum claim {
    CLAIM_NONE,         /**< it is neither connected nor listening */
    CLAIM_LISTENING,    /**< TCP: listening; UDP: without a peer */
    CLAIM_IN,           /**< it was accepted */
    CLAIM_OUT,          /**< it was not accepted, and no listener has its port */
    CLAIM_IN_PROBABLY,  /**< unless its other end shows that this end opened the connection */
    CLAIM_OUT_PROBABLY, /**< unless its other end shows the same */
    CLAIM_OPEN,         /**< it depends on the other end */
};

/**
 * Returns what a TCP socket shows. FIT: its listener. That bind(2) gave the port of this very
 * socket (sock.port_bound) shows that it was not accepted: accept(2) returns a copy of the listener
 * without that mark (net/core/sock.c, sk_clone_lock). That the port is out of the ephemeral range
 * and was not bound shows that it is a listener's. connect(2) selects no port that is listened on
 * (net/ipv4/inet_hashtables.c, __inet_hash_connect), but with SO_REUSEADDR a listener can come
 * later.
 */
enum claim role_claim_tcp(const struct sock *sock, enum listener_fit fit);

/** Likewise of UDP. SHARED: an unconnected socket has the same local port. */
enum claim role_claim_udp(const struct sock *sock, bool shared);

/** Returns the role by what the socket and its other end show; CLAIM_NONE: that is not known. */
enum role role_of(enum claim own, enum claim other);

#endif
