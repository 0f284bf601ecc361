// SPDX-License-Identifier: MIT
/**
 * Messages about Internet sockets (sock_diag, linux/inet_diag.h): replies, and parts of requests.
 */
#ifndef COLLECT_INET_DIAG_H
#define COLLECT_INET_DIAG_H

#include "base/strbuf.h"
#include "sock/request.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>

/** Protocols with rows that are endpoints or associations. A constant, as it is tested per row. */
#define PROTOS_WITH_ROLES PROTO_BIT(PROTO_SCTP)

/**
 * Decodes one reply of type SOCK_DIAG_BY_FAMILY about a PROTO socket. Appends what the record has
 * no room for to DETAIL (sock/detail.h), which is empty; NULL: drops it. Pure. Returns 0, or
 * -EBADMSG if the message is too short or has a value that is impossible for this protocol. Unknown
 * attributes are skipped; known attributes that are too short count as absent.
 *
 * Of SCTP, a reply is about an endpoint, or about an association if it has INET_DIAG_PEERS
 * (net/sctp/diag.c): all rows of a socket have its cookie and its inode.
 */
int inet_diag_decode(const struct nlmsghdr *message, enum proto proto, struct sock *ret_sock,
                     struct strbuf *detail);

/**
 * Sets the protocol of a request, and adds attribute INET_DIAG_REQ_PROTOCOL for a NUMBER that the
 * body has no room for (Linux 5.9). The body then has protocol 0, which no kernel has a handler
 * for: a kernel that does not know the attribute refuses the request instead of listing the sockets
 * of another protocol. MESSAGE has room for the attribute.
 */
void inet_diag_put_protocol(struct nlmsghdr *message, struct inet_diag_req_v2 *body,
                            uint16_t number);

/** The bit of idiag_ext that asks for an attribute. */
#define DIAG_EXTENSION(attribute) (1U << ((attribute)-1))

/**
 * Returns the extensions to ask for (idiag_ext of struct inet_diag_req_v2): those that the needs of
 * REQUEST require, and INET_DIAG_INFO for protocols whose rows depend on it. The bit of VEGASINFO
 * also asks for DCTCPINFO and BBRINFO, that of TCLASS for CLASS_ID, which has no bit
 * (net/ipv4/inet_diag.c). Pure.
 */
uint8_t inet_diag_extensions(const struct request *request, enum proto proto);

/**
 * Sets sock.autobound and sock.port_bound. CHOSEN: no bind(2) gave the local port, or another
 * socket's did: that of the listener. They stay unknown for sockets without an inode and, if
 * REQUEST has no ephemeral range, for ports that were not bound. Pure.
 */
void inet_diag_note_autobound(const struct request *request, bool chosen, struct sock *sock);

#endif
