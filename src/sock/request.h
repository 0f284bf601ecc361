// SPDX-License-Identifier: MIT
/**
 * The request: which sockets, from which source. The command line fills it, collection reads it.
 */
#ifndef SOCK_REQUEST_H
#define SOCK_REQUEST_H

#include "base/strbuf.h"
#include "sock/ephemeral.h"
#include "sock/need.h"
#include "sock/proto.h"
#include "sock/sock.h"

enum source_choice {
    CHOOSE_AUTO,    /**< sock_diag, or /proc/net for a protocol that it refuses */
    CHOOSE_NETLINK, /**< sock_diag or failure */
    CHOOSE_PROC,    /**< /proc/net only */
    CHOOSE_BPF,     /**< BPF iterators or failure */
};

struct request {
    bool protos[PROTO_COUNT];
    proto_set implied;           /**< protocols that the kernel may lack: this is no failure */
    bool families[FAMILY_COUNT]; /**< of sockets */
    unsigned needs; /**< enum need: those met while sockets are read (NEEDS_COLLECTED) */
    unsigned shown; /**< of these, those that columns, order and groups have, not the filter */
    unsigned named; /**< needs of columns, order and groups that more than --details asks for */
    family_set left_out; /**< sockets that carry or accept these alone; see sock_carries */
    state_set states;    /**< of any protocol; each takes those that it knows */
    enum source_choice source;

    state_set ruled_out[PROTO_COUNT][FAMILY_COUNT]; /**< states among these that cannot match */
    uint16_t local_port, peer_port;                 /**< the only ports that can match; 0: any */
    struct text bytecode;       /**< INET_DIAG_REQ_BYTECODE; empty: none. Borrowed */
    struct ephemeral ephemeral; /**< the ephemeral ports, with NEED_AUTOBOUND */
    /**
     * Returns false to drop a row as it is read; NULL: keeps all rows. DETAILS: see sock_detail;
     * NULL: the row has none.
     */
    bool (*keep)(const void *context, const struct sock *sock, const struct strbuf *details);
    const void *keep_context;
    /** What is shown of the rows; NULL: all. Borrowed; see request_widen. */
    const struct request *selection;
    bool for_rates; /**< that is less only because connections change between two looks */
};

/** Protocols whose sockets have another end, a role and a listener (NEED_ENDS). */
#define PROTOS_WITH_ENDS (PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_UDP))

/** States of TCP sockets whose counters grow: connections, as long as they are sockets. */
#define STATES_WITH_RATES                                                                          \
    (STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_SENT) | STATE_BIT(STATE_FIN_WAIT_1) |      \
     STATE_BIT(STATE_FIN_WAIT_2) | STATE_BIT(STATE_CLOSE_WAIT) | STATE_BIT(STATE_LAST_ACK) |       \
     STATE_BIT(STATE_CLOSING))

/**
 * Returns a request for what NEEDS_OF_WHOLE_TABLES need to show SELECTION: all sockets of each of
 * PROTOS_WITH_ENDS of which SELECTION lists any, in all states and both families. Of the rows,
 * those that request_lists(SELECTION) returns false for must be dropped before they are filtered.
 * With NEED_RATES alone, it is a request for all TCP connections in any state, if SELECTION lists
 * any: what the filter says of a connection, except of its addresses, can change between two looks.
 * The result, which request_free releases, borrows SELECTION. NULL: none of NEEDS is one of these,
 * and SELECTION itself is what is read.
 */
struct request *request_widen(const struct request *selection, unsigned needs);

void request_free(struct request *request);

/**
 * Returns the part of REQUEST that rates depend on: TCP connections and their counters. WHOLE: also
 * what else is read of them.
 */
struct request request_of_rates(const struct request *request, bool whole);

/** Returns true if sock_diag may be used; only it takes byte-code. */
static inline bool request_may_dump(const struct request *request)
{
    return request->source == CHOOSE_AUTO || request->source == CHOOSE_NETLINK;
}

/** Returns the needs of the request that PROTO sockets have (proto_info.needs). */
static inline unsigned request_needs(const struct request *request, enum proto proto)
{
    return request->needs & proto_table[proto].needs;
}

/** Returns the requested states of PROTO sockets of FAMILY. */
static inline state_set request_states(const struct request *request, enum proto proto,
                                       enum family family)
{
    bool can_be = proto_table[proto].families & FAMILY_BIT(family);

    if (!request->protos[proto] || !request->families[family] || !can_be)
        return 0;
    return request->states & proto_table[proto].states & ~request->ruled_out[proto][family];
}

/**
 * Returns the requested states of PROTO sockets in any family; 0: the protocol is not requested.
 */
static inline state_set request_proto_states(const struct request *request, enum proto proto)
{
    state_set set = 0;

    for (enum family family = 0; family < FAMILY_COUNT; family++)
        set |= request_states(request, proto, family);
    return set;
}

/** Returns the protocols whose connections are requested. */
static inline proto_set request_connections(const struct request *request)
{
    proto_set set = 0;

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (request_proto_states(request, proto) & STATE_BIT(STATE_ESTABLISHED))
            set |= PROTO_BIT(proto);
    }
    return set;
}

/** Returns true if a socket carries or accepts a requested family. */
static inline bool request_carries(const struct request *request, const struct sock *sock)
{
    if (!request->left_out)
        return true;
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        if (!(request->left_out & FAMILY_BIT(family)) && sock_carries(sock, family))
            return true;
    }
    return false;
}

/** Returns true when a socket is among those asked for, as far as keep leaves it. */
static inline bool request_lists(const struct request *request, const struct sock *sock)
{
    state_set states = sock->have & HAVE_NO_FAMILY
                           ? request_proto_states(request, sock->proto)
                           : request_states(request, sock->proto, sock->family);

    return (states & STATE_BIT(sock->state)) && request_carries(request, sock);
}

/** True when a socket without a detail is among those asked for. */
static inline bool request_takes(const struct request *request, const struct sock *sock)
{
    return request_lists(request, sock) &&
           (!request->keep || request->keep(request->keep_context, sock, NULL));
}

#endif
