// SPDX-License-Identifier: MIT
/**
 * The messages about vsock sockets (linux/vm_sockets_diag.h), as family_messages wants them.
 */
#ifndef COLLECT_VSOCK_DIAG_H
#define COLLECT_VSOCK_DIAG_H

#include "base/strbuf.h"
#include "sock/request.h"

#include <linux/netlink.h>

void vsock_diag_put_request(const struct request *request, struct nlmsghdr *message);
int vsock_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail);

#endif
