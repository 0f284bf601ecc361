// SPDX-License-Identifier: MIT
/**
 * The one place that owns a netlink socket.
 */
#ifndef COLLECT_NETLINK_H
#define COLLECT_NETLINK_H

#include "collect/dump.h"

struct netlink;

/** Bytes for SO_RCVBUF: more than any backlog of datagrams that a dump can pile up. */
#define NETLINK_LARGE_BUFFER (8 << 20)

/**
 * Opens a NETLINK_SOCK_DIAG socket. RECEIVE_BUFFER: bytes for SO_RCVBUF, 0 for the system's
 * default. 0 or a negative errno: -EPROTONOSUPPORT or -EAFNOSUPPORT where netlink does not
 * exist, -EPERM or -EACCES where it is forbidden.
 */
int netlink_open(struct netlink **ret_netlink, int receive_buffer);

void netlink_close(struct netlink *netlink);

/** Closes what a variable holds: CLEANUP(netlink_close_variable). */
void netlink_close_variable(struct netlink **netlink);

/** More than one run needs. */
#define NETLINK_SPARES 16

/** Where netlink sockets come from. Start with `{0}`: each is opened when it is needed. */
struct netlink_supply {
    int receive_buffer; /**< of those that are opened when they are needed; see netlink_open */
    struct netlink *spares[NETLINK_SPARES]; /**< opened beforehand, and taken first */
    size_t count;
    int error; /**< why there are no more spares; then no socket is opened either */
};

/**
 * Opens COUNT sockets (at most NETLINK_SPARES) for a time when none can be made. When one cannot be
 * opened, netlink_supply_take returns that error once the others are taken.
 */
void netlink_supply_fill(struct netlink_supply *supply, size_t count);

/** Takes a socket, which the caller closes. 0 or a negative errno, as netlink_open. */
int netlink_supply_take(struct netlink_supply *supply, struct netlink **ret_netlink);

/** Closes the spares. */
void netlink_supply_free(struct netlink_supply *supply);

/**
 * Sends REQUEST, whose sequence number this fills in, and hands every record of the answer to
 * RECORD. 0 when the dump came to its end; -EINTR when it did but the kernel says that its table
 * changed meanwhile; -ETIMEDOUT when no datagram came for 5 seconds; -EMSGSIZE for a datagram
 * longer than 64 KiB; else what dump_read, RECORD or the system call returned. After an
 * error the socket must be closed: the rest of the dump may still be in it.
 */
int netlink_dump(struct netlink *netlink, struct nlmsghdr *request, dump_record *record,
                 void *context);

#endif
