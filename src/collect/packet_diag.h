// SPDX-License-Identifier: MIT
/**
 * The messages about packet sockets (linux/packet_diag.h), as family_messages wants them.
 */
#ifndef COLLECT_PACKET_DIAG_H
#define COLLECT_PACKET_DIAG_H

#include "base/strbuf.h"
#include "sock/request.h"

#include <linux/netlink.h>

void packet_diag_put_request(const struct request *request, struct nlmsghdr *message);
int packet_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock,
                       struct strbuf *detail);

#endif
