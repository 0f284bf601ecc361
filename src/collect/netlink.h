// SPDX-License-Identifier: MIT
/**
 * The one place that owns a netlink socket.
 */
#ifndef COLLECT_NETLINK_H
#define COLLECT_NETLINK_H

#include "collect/dump.h"

struct netlink;

/**
 * Opens a NETLINK_SOCK_DIAG socket. RECEIVE_BUFFER: bytes for SO_RCVBUF, 0 for the system's
 * default. 0 or a negative errno: -EPROTONOSUPPORT or -EAFNOSUPPORT where netlink does not
 * exist, -EPERM or -EACCES where it is forbidden.
 */
int netlink_open(struct netlink **ret_netlink, int receive_buffer);

void netlink_close(struct netlink *netlink);

/** Closes what a variable holds: CLEANUP(netlink_close_variable). */
void netlink_close_variable(struct netlink **netlink);

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
