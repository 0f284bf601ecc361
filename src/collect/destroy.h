// SPDX-License-Identifier: MIT
/**
 * The ends of sockets, as sock_diag broadcasts them: groups SKNLGRP_INET_TCP_DESTROY and the like
 * (linux/sock_diag.h; Linux 4.5). No privilege is needed. A message comes when the last reference
 * to a TCP or UDP socket is dropped; what remains of a connection in TIME-WAIT is no such socket.
 */
#ifndef COLLECT_DESTROY_H
#define COLLECT_DESTROY_H

#include "os/netlink.h"
#include "sock/event.h"
#include "sock/request.h"

/** The protocols whose sockets are told. */
#define PROTOS_DESTROYED (PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_UDP))

/** Joins the groups of those of PROTOS, and their families, that REQUEST selects. Returns 0 or a
 * negative errno. */
int destroy_open(const struct request *request, proto_set protos, struct netlink **ret_netlink);

/**
 * Decodes one message. Returns 0, or -EBADMSG if it is too short or about no TCP or UDP socket.
 * Pure.
 *
 * A socket that was reset by its own side, or whose connection attempt failed, has lost its ends
 * and counters by then (net/ipv4/tcp.c, tcp_disconnect): the message has the peer's address without
 * its port. The observation then has no known tuple.
 */
int destroy_decode(const struct nlmsghdr *message, struct observation *ret_observation);

/** Takes one observation; the moment and the place are not set. */
typedef void observation_taker(void *context, const struct observation *observation);

/**
 * Passes each message in a datagram to TAKE. Returns 0, or -EBADMSG at the first that is malformed.
 * Pure.
 */
int destroy_read(const char *datagram, size_t length, observation_taker *take, void *context);

/** Datagrams that one destroy_drain reads at most. */
#define DESTROY_BATCH 4096

/**
 * Reads what has arrived, at most DESTROY_BATCH datagrams. Returns the number of datagrams;
 * -ENOBUFS if some were lost, after TAKE got those before; or another negative errno.
 */
int destroy_drain(const struct netlink *netlink, observation_taker *take, void *context);

#endif
