// SPDX-License-Identifier: MIT
/**
 * The messages about XDP sockets (linux/xdp_diag.h), as family_messages wants them.
 */
#ifndef COLLECT_XDP_DIAG_H
#define COLLECT_XDP_DIAG_H

#include "base/strbuf.h"
#include "sock/request.h"

#include <linux/netlink.h>

void xdp_diag_put_request(const struct request *request, struct nlmsghdr *message);
int xdp_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail);

#endif
