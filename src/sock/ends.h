// SPDX-License-Identifier: MIT
/**
 * What the table of TCP and UDP sockets says of one of them: the socket at its other end, its role,
 * and its listener. The join stores it in the detail of a row, where it stays when rows are sorted
 * and dropped.
 */
#ifndef SOCK_ENDS_H
#define SOCK_ENDS_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Whether the socket at the other end is in the table. */
enum peer_match {
    MATCH_ABSENT,     /**< the socket has no other end, or none was searched for */
    MATCH_EXACT,      /**< one socket has the same two ends, swapped */
    MATCH_SELF,       /**< the socket is connected to itself */
    MATCH_UNACCEPTED, /**< the listener at the other end has not accepted the connection yet */
    MATCH_AMBIGUOUS,  /**< several sockets have these ends */
    MATCH_NONE,       /**< no socket has */
    MATCH_UNKNOWN,    /**< none was found, but sockets are missing in the table */
    MATCH_COUNT,
};

/** Which end opened a connection. */
enum role {
    ROLE_ABSENT, /**< the socket is neither connected nor listening, or this was not asked for */
    ROLE_LISTENING,
    ROLE_INBOUND,  /**< the peer opened the connection */
    ROLE_OUTBOUND, /**< this end did */
    ROLE_UNKNOWN,
    ROLE_COUNT,
};

/** Words by number; that of the first is NULL. */
extern const char *const peer_match_names[MATCH_COUNT];
extern const char *const role_names[ROLE_COUNT];

/** The block DETAIL_ENDS of a row. */
struct row_ends {
    uint64_t peer_cookie;   /**< of the other end, if has_peer_cookie */
    uint32_t peer_inode;    /**< of the other end; 0: it has none */
    uint32_t listener;      /**< index + 1 into listeners.list: its listener, or itself; 0: none */
    uint32_t peer_listener; /**< likewise of the other end, with MATCH_UNACCEPTED */
    uint8_t match;          /**< enum peer_match */
    uint8_t role;           /**< enum role */
    bool has_peer_cookie;
    bool unsure; /**< one of several listeners, or one that may refuse IPv4, is its listener */
};

/**
 * A listener: one socket, or several with SO_REUSEPORT that are bound to the same address, port and
 * interface, of which the kernel selects one for each connection.
 */
struct listener {
    uint64_t cookie;      /**< the lowest one, if has_cookie */
    uint32_t established; /**< connections in state ESTABLISHED */
    uint32_t syn_recv;    /**< connections in state SYN-RECV */
    uint32_t inode;       /**< of one of its sockets; 0: none has one */
    uint32_t sockets;     /**< number of its sockets */
    uint32_t least_queue; /**< the shortest accept queue of its sockets, if has_queue */
    uint32_t chain;       /**< index + 1 of the holders of all its sockets; 0: those of `inode` */
    bool has_cookie;
    bool has_queue;
    bool wanted;    /**< its holders are shown: it is a peer_listener */
    bool uncertain; /**< some connections may be its own or those of another one */
};

/** An inode of a listener with several sockets. */
struct listener_inode {
    uint32_t listener; /**< index into list */
    uint32_t inode;
};

struct listeners {
    struct listener *list;
    size_t count, capacity;
    struct listener_inode *inodes; /**< those of listeners with several sockets, and some others */
    size_t inode_count, inode_capacity;
    bool counted; /**< every connection is counted */
};

void listeners_free(struct listeners *listeners);

/** Returns true and sets *RET_ENDS if DETAIL, of a row, has what is known of its ends. */
bool row_ends_find(struct text detail, struct row_ends *ret_ends);

#endif
