// SPDX-License-Identifier: MIT
/**
 * The messages about TIPC sockets (linux/tipc_sockets_diag.h), as family_messages wants them.
 */
#ifndef COLLECT_TIPC_DIAG_H
#define COLLECT_TIPC_DIAG_H

#include "base/strbuf.h"
#include "sock/request.h"

#include <linux/netlink.h>

void tipc_diag_put_request(const struct request *request, struct nlmsghdr *message);
int tipc_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail);

#endif
