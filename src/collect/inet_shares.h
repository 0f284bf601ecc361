// SPDX-License-Identifier: MIT
/**
 * Two shares of the Internet sockets, by their ports: two dumps that run at the same time list one
 * each. The kernel walks its table in both, but fills in the replies of its share only, which is
 * most of the work.
 */
#ifndef COLLECT_INET_SHARES_H
#define COLLECT_INET_SHARES_H

#include "base/strbuf.h"
#include "sock/proto.h"

#include <stdbool.h>
#include <stddef.h>

/** The number of shares. */
#define INET_SHARES 2

/** The first share is one of so many parts at most: with more, parts differ more in size. */
#define INET_PARTS_MAX 4

/** The states that the second share has alone; the kernel needs no walk for them in the first. */
#define INET_SECOND_SHARE (STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_BOUND_INACTIVE))

/**
 * Appends byte-code (INET_DIAG_REQ_BYTECODE) that goes on behind it for the sockets of one share,
 * and rejects those of the other. The first share is one of PARTS parts, 2 to INET_PARTS_MAX, of
 * the connections whose local port no bind(2) named; the second share is the rest. REST: bytes of
 * byte-code that the caller appends. Pure.
 *
 * A part has the pairs of ports whose ranges of 2,048 ports have numbers with the same remainder of
 * their sum. Each part thus has about as many connections of a server, of a client and of both, as
 * the ports of one end are chosen from a large range.
 *
 * All sockets in INET_SECOND_SHARE are in the second share: they have no peer port, but for those
 * whose connection was reset. These keep its peer port, and their own only if bind(2) named it
 * (net/ipv4/tcp.c, tcp_set_state). What tells the shares apart is the same in both dumps, unless a
 * socket is bound or connected meanwhile: as in one dump, it can then be missed.
 */
void inet_shares_put(bool first, unsigned parts, size_t rest, struct strbuf *code);

#endif
