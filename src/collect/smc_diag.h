// SPDX-License-Identifier: MIT
/**
 * The messages about SMC sockets (linux/smc_diag.h), as family_messages wants them.
 */
#ifndef COLLECT_SMC_DIAG_H
#define COLLECT_SMC_DIAG_H

#include "base/strbuf.h"
#include "sock/request.h"

#include <linux/netlink.h>

void smc_diag_put_request(const struct request *request, struct nlmsghdr *message);
int smc_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail);

#endif
