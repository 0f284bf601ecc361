// SPDX-License-Identifier: MIT
/**
 * What makes a row of one look the same socket as a row of another one.
 */
#ifndef TRACK_IDENTITY_H
#define TRACK_IDENTITY_H

#include "base/strbuf.h"
#include "sock/table.h"

/**
 * Appends the identity of SOCK, a row of TABLE: its network namespace and its cookie, which is kept
 * as long as the socket exists, also into TIME-WAIT (net/ipv4/tcp_minisocks.c). A handshake that is
 * listed in SYN-RECV can have another cookie than its connection (track/tracker.c). A row without a
 * cookie of its own has its inode, protocol, ends and name instead; then a socket that is connected
 * counts as another one.
 */
void identity_put(const struct sock_table *table, const struct sock *sock, struct strbuf *key);

#endif
