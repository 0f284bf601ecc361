// SPDX-License-Identifier: MIT
/**
 * The messages about Unix sockets (linux/unix_diag.h), as family_messages wants them.
 */
#ifndef COLLECT_UNIX_DIAG_H
#define COLLECT_UNIX_DIAG_H

#include "base/strbuf.h"
#include "sock/request.h"

#include <linux/netlink.h>

void unix_diag_put_request(const struct request *request, struct nlmsghdr *message);

/**
 * The name goes to DETAIL: a path as it was bound, or "@" and the abstract name, which can have NUL
 * bytes. The reply must be to a request for peers, or a datagram socket that others send to counts
 * as unconnected.
 */
int unix_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail);

#endif
