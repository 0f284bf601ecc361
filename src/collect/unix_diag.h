// SPDX-License-Identifier: MIT
/**
 * Unix sockets through sock_diag (linux/unix_diag.h).
 */
#ifndef COLLECT_UNIX_DIAG_H
#define COLLECT_UNIX_DIAG_H

#include "os/netlink.h"
#include "sock/names.h"
#include "sock/request.h"
#include "sock/sink.h"

#include <linux/netlink.h>

/**
 * Decodes one reply about a Unix socket. The name goes to NAME, which it replaces: a path as it
 * was bound, or "@" and the abstract name, which can have NUL bytes. The reply must be to a request
 * for peers, or a datagram socket that others send to counts as unconnected. Pure. 0; -EBADMSG when
 * the message is too short, or says something that no Unix socket can be. Attributes that are
 * unknown are skipped, those that are known but too short count as absent.
 */
int unix_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *name);

/**
 * Adds the Unix sockets that REQUEST asks for to SINK, with their names as details. When it asks
 * for peers, NAMES gets the names of all Unix sockets by inode, also of those not asked for. 0, or
 * a negative errno as netlink_dump gives it; rows that came before an error stay.
 */
int unix_diag_collect(const struct request *request, struct netlink_supply *supply,
                      struct row_sink *sink, struct names *names);

#endif
