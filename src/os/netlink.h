// SPDX-License-Identifier: MIT
/**
 * The one place that owns a netlink socket.
 */
#ifndef OS_NETLINK_H
#define OS_NETLINK_H

#include "os/netlink_dump.h"

struct netlink;

/**
 * Opens a NETLINK_SOCK_DIAG socket. Returns 0 or a negative errno: -EPROTONOSUPPORT or
 * -EAFNOSUPPORT where netlink does not exist, -EPERM or -EACCES where it is forbidden.
 */
int netlink_open(struct netlink **ret_netlink);

void netlink_close(struct netlink *netlink);

/** Where netlink sockets come from. Start with `{0}`: each is opened when it is needed. */
struct netlink_supply {
    bool keeps;              /**< sockets that are returned stay open */
    bool large;              /**< sockets get a receive buffer of 8 MiB, or what is allowed of it */
    struct netlink **spares; /**< opened beforehand or returned; taken first */
    size_t count;
    size_t capacity;
    int error; /**< why there are no more spares; then no socket is opened either */
};

/**
 * Opens sockets until there are COUNT, for a time when none can be made. When one cannot be opened,
 * netlink_supply_take returns that error once the others are taken.
 */
void netlink_supply_fill(struct netlink_supply *supply, size_t count);

/** Takes a socket, which the caller closes or returns. 0 or a negative errno, as netlink_open. */
int netlink_supply_take(struct netlink_supply *supply, struct netlink **ret_netlink);

/** Takes back a socket whose last dump came to its end: keeps it for the next one, or closes it. */
void netlink_supply_return(struct netlink_supply *supply, struct netlink *netlink);

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
