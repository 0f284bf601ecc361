// SPDX-License-Identifier: MIT
/**
 * Counts TCP sockets in TIME-WAIT with the same local address and the same peer (NEED_SIBLINGS).
 */
#ifndef JOIN_SIBLINGS_H
#define JOIN_SIBLINGS_H

#include "sock/facts.h"

/** Adds the block DETAIL_SIBLINGS to the rows of TABLE, which has every TCP socket. */
void siblings_join(struct sock_table *table, struct facts *facts);

#endif
