// SPDX-License-Identifier: MIT
/**
 * The netlink socket: opens it, sends a dump request and receives the reply.
 */
#ifndef OS_NETLINK_H
#define OS_NETLINK_H

#include "os/netlink_dump.h"

#include <sys/types.h>

struct netlink;

/**
 * Opens a NETLINK_SOCK_DIAG socket. Returns 0 or a negative errno: -EPROTONOSUPPORT or
 * -EAFNOSUPPORT if the kernel has no netlink, -EPERM or -EACCES if it is forbidden.
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
    int error;  /**< why there are no more spares; then no socket is opened either */
    bool fixed; /**< no other socket can be opened: these stay, also after an error */
};

/**
 * Opens sockets until there are COUNT, for a time when none can be made. When one cannot be opened,
 * netlink_supply_take returns that error once the others are taken.
 */
void netlink_supply_fill(struct netlink_supply *supply, size_t count);

/**
 * Adds FD, a NETLINK_SOCK_DIAG socket that another process opened, to the spares, and takes it.
 * Returns 0 or a negative errno; FD is then closed.
 */
int netlink_supply_adopt(struct netlink_supply *supply, int fd);

/**
 * Takes a socket, which the caller closes or returns. Returns 0 or a negative errno: as
 * netlink_open, or -EBUSY if all sockets of a fixed supply are taken.
 */
int netlink_supply_take(struct netlink_supply *supply, struct netlink **ret_netlink);

/** Takes back a socket whose last dump is complete: keeps it for the next one, or closes it. */
void netlink_supply_return(struct netlink_supply *supply, struct netlink *netlink);

/**
 * Takes back a socket whose last dump ended with ERROR, a negative errno. Closes it, or if the
 * supply is fixed discards what it still receives, so that it can be used again.
 */
void netlink_supply_reclaim(struct netlink_supply *supply, struct netlink *netlink, int error);

/** Closes the spares. */
void netlink_supply_free(struct netlink_supply *supply);

/** Returns true if PORT is the port ID of NETLINK or of a spare of SUPPLY. */
bool netlink_is_own_port(const struct netlink *netlink, const struct netlink_supply *supply,
                         uint32_t port);

/** A request for a dump, and the socket that it is sent over. */
struct netlink_query {
    struct netlink *netlink;
    struct nlmsghdr *request;
};

/** Maximum number of dumps that run at the same time. */
#define NETLINK_QUERIES 2

/**
 * Sends the requests of COUNT QUERIES, each over a socket of its own, after filling in their
 * sequence numbers, and passes every record of the replies to RECORD, in this thread. The records
 * of one reply come in their order; two replies are received at the same time (os/read_ahead.h),
 * and come mixed. If the records have secrets (NULL: no), they are erased as soon as they are
 * received, each datagram is overwritten after RECORD, and core files do not have them. Returns 0
 * if all dumps are complete; -EINTR if they are complete but the kernel's table changed meanwhile;
 * -ETIMEDOUT if no datagram arrived for 5 seconds; -EMSGSIZE for a datagram longer than 64 KiB;
 * otherwise the error of dump_read, RECORD or the system call. After an error the sockets may still
 * receive the rest of their dumps: give them to netlink_supply_reclaim, or close them.
 */
int netlink_dump(const struct netlink_query *queries, size_t count,
                 const struct dump_secret *secret, dump_record *record, void *context);

/**
 * Sends REQUEST, which has NLM_F_ACK and asks for no data, after filling in its sequence number,
 * and waits for the acknowledgment. Returns 0 if the kernel did what was requested; otherwise the
 * negative errno of the kernel, of the system call, or of netlink_dump for what is no
 * acknowledgment.
 */
int netlink_request(struct netlink *netlink, struct nlmsghdr *request);

/**
 * Opens a NETLINK_SOCK_DIAG socket, non-blocking, that receives the messages of COUNT multicast
 * groups, with a receive buffer of 8 MiB, or what is allowed of it. Returns 0 or a negative errno.
 */
int netlink_listen(const unsigned *groups, size_t count, struct netlink **ret_netlink);

/** Returns the descriptor, for poll(2). */
int netlink_descriptor(const struct netlink *netlink);

/**
 * Receives one datagram of a multicast group from the kernel. Returns its length; -EAGAIN if there
 * is none; -ENOBUFS if datagrams were lost, not how many; or another negative errno.
 */
ssize_t netlink_hear(const struct netlink *netlink, void *buffer, size_t size);

#endif
