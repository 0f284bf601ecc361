// SPDX-License-Identifier: MIT
/**
 * What the table of TCP sockets says of sockets that share something with one: the block
 * DETAIL_SIBLINGS of a row (NEED_SIBLINGS).
 */
#ifndef SOCK_SIBLINGS_H
#define SOCK_SIBLINGS_H

#include <stdint.h>

struct row_siblings {
    /**
     * TIME-WAIT: sockets in this state with the same local address and the same peer, itself
     * included. Each keeps a local port from being used for that peer. 0: another state.
     */
    uint32_t time_wait_ports;
};

#endif
