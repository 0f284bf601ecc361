// SPDX-License-Identifier: MIT
/**
 * In what order the rows are shown.
 */
#ifndef SELECT_ORDER_H
#define SELECT_ORDER_H

#include "sock/sock.h"

/**
 * The default: what waits to be called first, then by protocol, local port, local address (IPv4
 * before IPv6) and peer. Stable. Fills TABLE->order.
 */
void order_default(struct sock_table *table);

#endif
