// SPDX-License-Identifier: MIT
/**
 * Attributes of inet_diag that come only if they are asked for, or that only some sockets have:
 * memory, type of service, those of MPTCP, of SCTP, and of protocols on top of TCP. Apart from the
 * others, which must be decoded quickly.
 */
#ifndef COLLECT_INET_RARE_H
#define COLLECT_INET_RARE_H

#include "base/strbuf.h"
#include "sock/sock.h"

#include <linux/netlink.h>

/** The attributes, borrowed from the message. `bytes` is NULL: there is none. */
struct rare {
    struct text info, memory, tos, tclass, class_id;
    struct text congestion, vegas, dctcp, bbr;
    struct text locals, peers, ulp, md5, storage, sockopt;
};

/** Finds the attributes in a reply of at least a struct inet_diag_msg. Returns 0 or -EBADMSG. */
int rare_find(const struct nlmsghdr *message, struct rare *ret_rare);

/**
 * Decodes the attributes in MESSAGE that a protocol has, by sock->proto, and appends them to DETAIL
 * (sock/detail.h; NULL: does nothing). Pure. Returns 0 or -EBADMSG.
 */
int rare_decode(const struct nlmsghdr *message, struct sock *sock, struct strbuf *detail);

/**
 * Appends DETAIL_SOCKOPT to DETAIL if MESSAGE, which was decoded, has socket options. They are in
 * almost every reply, and few want them: hence no part of rare_decode. Pure.
 */
void rare_put_sockopt(const struct nlmsghdr *message, struct strbuf *detail);

/**
 * Appends DETAIL_MD5_KEYS, which can be 0, to DETAIL if MESSAGE is about a full TCP socket: one
 * with INET_DIAG_INFO. Sets HIDES_KEYS of SOCK instead if the mark is absent: the kernel reports
 * both with CAP_NET_ADMIN only (net/ipv4/tcp_diag.c, tcp_diag_get_aux; net/ipv4/inet_diag.c,
 * inet_diag_msg_attrs_fill). MESSAGE was decoded to SOCK. Pure.
 */
void rare_put_keys(const struct nlmsghdr *message, struct sock *sock, struct strbuf *detail);

/** Returns true if INET_DIAG_INFO is always asked for: there are few sockets of PROTO. */
bool rare_asks_info(enum proto proto);

#endif
