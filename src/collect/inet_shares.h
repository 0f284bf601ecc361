// SPDX-License-Identifier: MIT
/**
 * Two shares of the Internet sockets, by their ports: two dumps that run at the same time list one
 * each. The kernel walks its table in both, but fills in the replies of its share only, which is
 * most of the work.
 */
#ifndef COLLECT_INET_SHARES_H
#define COLLECT_INET_SHARES_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/** The number of shares. */
#define INET_SHARES 2

/** The first share is one of so many parts at most: with more, parts differ more in size. */
#define INET_PARTS_MAX 4

/**
 * Appends byte-code (INET_DIAG_REQ_BYTECODE) that rejects the sockets of one share; for those of
 * the other, the byte-code that the caller appends decides, which has REST bytes. The first share
 * is one of PARTS parts, 2 to INET_PARTS_MAX; the second one is the rest. Pure.
 *
 * A part has the pairs of ports whose ranges of 2,048 ports have numbers with the same remainder of
 * their sum. Each part thus has about as many connections of a server, of a client and of both, as
 * the ports of one end are chosen from a large range.
 *
 * A share depends on ports only, because other facts change while the kernel walks: a connection in
 * TIME-WAIT has lost whether bind(2) named its port. Ports change when a socket is bound, and when
 * it is connected. Every dump walks the table of bound ports before that of connections, so a
 * socket that is connected meanwhile can be missed only if one of the dumps is as late as that.
 */
void inet_shares_put(bool first, unsigned parts, size_t rest, struct strbuf *code);

#endif
