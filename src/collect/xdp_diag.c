// SPDX-License-Identifier: MIT
#include "collect/xdp_diag.h"

#include <errno.h>

void xdp_diag_put_request(const struct request *request, struct nlmsghdr *message)
{
    (void)request;
    (void)message;
}

int xdp_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail)
{
    (void)message;
    (void)ret_sock;
    (void)detail;
    return -EBADMSG;
}
