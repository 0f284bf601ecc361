// SPDX-License-Identifier: MIT
/**
 * What is asked for: which sockets, from which source. The command line fills it, collection
 * obeys it.
 */
#ifndef SOCK_REQUEST_H
#define SOCK_REQUEST_H

#include "sock/proto.h"
#include "sock/sock.h"

enum source_choice {
    CHOOSE_AUTO,    /**< sock_diag, and /proc/net for a protocol that it refuses */
    CHOOSE_NETLINK, /**< sock_diag or failure */
    CHOOSE_PROC,    /**< /proc/net only */
};

struct request {
    bool protos[PROTO_COUNT];
    bool families[FAMILY_COUNT];
    state_set states; /**< of any protocol; each takes those that it knows */
    enum source_choice source;
};

/** The states of PROTO that are asked for. */
static inline state_set request_states(const struct request *request, enum proto proto)
{
    return request->states & proto_table[proto].states;
}

/** True when a socket is among those asked for. */
static inline bool request_takes(const struct request *request, const struct sock *sock)
{
    return request->families[sock->family] &&
           (request_states(request, sock->proto) & STATE_BIT(sock->state));
}

#endif
