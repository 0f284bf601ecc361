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

#endif
