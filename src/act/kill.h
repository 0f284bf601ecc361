// SPDX-License-Identifier: MIT
/**
 * Ends single sockets by SOCK_DESTROY (linux/sock_diag.h): decides if one may be ended, requests
 * it, and judges the outcome. A request names the addresses, the ports and the cookie, so that it
 * never ends another socket that has them by now.
 */
#ifndef ACT_KILL_H
#define ACT_KILL_H

#include "base/idmap.h"
#include "os/netlink.h"
#include "sock/kill_result.h"
#include "sock/sock.h"

#include <linux/inet_diag.h>

/** Which sockets may be ended. */
struct kill_rules {
    enum kill_reason refusal; /**< why none may be; REASON_NONE: some may */
    bool listeners;           /**< TCP sockets that listen may be ended */
    bool by_cookie;           /**< the user named the cookies: own connections may be, too */
    const struct idmap *own;  /**< inodes of sockets of our own and of ancestor processes */
    bool own_unknown;         /**< some of these could not be read */
};

/** Returns RESULT_WOULD_KILL, or why the socket is not ended. Pure. */
struct row_result kill_decide(const struct sock *sock, const struct kill_rules *rules);

/** A request to end one socket. */
struct kill_request {
    struct nlmsghdr header;
    struct inet_diag_req_v2 body;
};

/**
 * Fills in the request to end SOCK. Pure. Returns 0; -EOPNOTSUPP if the protocol has none;
 * -ENOKEY if its cookie is not known: no request without one exists.
 */
int kill_build(const struct sock *sock, struct kill_request *ret_request);

/**
 * Ends SOCK, through a netlink socket of its network namespace. Returns 0; -ENOENT if the kernel
 * finds no such socket; -EPERM; -EOPNOTSUPP if it cannot end such sockets (or lacks
 * CONFIG_INET_DIAG_DESTROY); otherwise an error of kill_build or netlink_request.
 */
int kill_send(struct netlink *netlink, const struct sock *sock);

/** What a second look at the sockets showed. */
struct kill_evidence {
    bool complete;          /**< all sockets were read */
    const struct sock *now; /**< the socket with this cookie; NULL: there was none */
};

/** Returns what became of SOCK, after kill_send returned ERROR. Pure. */
struct row_result kill_judge(const struct sock *sock, int error,
                             const struct kill_evidence *evidence);

#endif
