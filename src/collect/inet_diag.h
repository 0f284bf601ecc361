// SPDX-License-Identifier: MIT
/**
 * Internet sockets through sock_diag (linux/inet_diag.h).
 */
#ifndef COLLECT_INET_DIAG_H
#define COLLECT_INET_DIAG_H

#include "os/netlink.h"
#include "sock/request.h"
#include "sock/sink.h"

#include <linux/netlink.h>

/**
 * Decodes one reply of type SOCK_DIAG_BY_FAMILY about a PROTO socket. Pure. Returns 0; -EBADMSG
 * when the message is too short, or says something that no socket of this protocol can be.
 * Attributes that are unknown are skipped, those that are known but too short count as absent.
 */
int inet_diag_decode(const struct nlmsghdr *message, enum proto proto, struct sock *ret_sock);

/**
 * Notes in SOCK whether the kernel chose its local port, given that no bind(2) did (CHOSEN) or that
 * one did. Not known of sockets without an inode, and, without the range of ephemeral ports in
 * REQUEST, only known of ports that were bound. Pure.
 */
void inet_diag_note_autobound(const struct request *request, bool chosen, struct sock *sock);

/** Sockets that one call of inet_diag_collect may take: each dump that is refused costs one. */
#define INET_DIAG_SOCKETS 3

/** What came to light besides the rows. */
struct inet_diag_answer {
    bool without_bytecode; /**< the kernel refused the byte-code, and did without: no row has
                              autobound */
    uint32_t told;         /**< enum have: facts that any record had, be it kept or not */
    size_t records;
};

/**
 * Adds the PROTO sockets that REQUEST asks for to SINK, over one socket from SUPPLY. Returns 0 or a
 * negative errno as netlink_dump gives it; rows that came before an error stay.
 */
int inet_diag_collect(const struct request *request, enum proto proto,
                      struct netlink_supply *supply, struct row_sink *sink,
                      struct inet_diag_answer *ret_answer);

#endif
