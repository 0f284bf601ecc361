// SPDX-License-Identifier: MIT
/**
 * The messages about netlink sockets (linux/netlink_diag.h), as family_messages wants them.
 */
#ifndef COLLECT_NETLINK_DIAG_H
#define COLLECT_NETLINK_DIAG_H

#include "base/strbuf.h"
#include "sock/request.h"

#include <linux/netlink.h>

void netlink_diag_put_request(const struct request *request, struct nlmsghdr *message);
int netlink_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock,
                        struct strbuf *detail);

/**
 * Returns true if the socket has a port ID of the netlink protocol PROTOCOL, and sets RET_PORT; 0
 * is the kernel.
 */
bool netlink_diag_port(const struct sock *sock, uint32_t protocol, uint32_t *ret_port);

#endif
