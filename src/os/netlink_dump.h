// SPDX-License-Identifier: MIT
/**
 * Reads the datagrams of one netlink dump: sorts control messages from records. Pure.
 */
#ifndef OS_NETLINK_DUMP_H
#define OS_NETLINK_DUMP_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Takes one record. 0, or a negative errno that ends the dump. */
typedef int dump_record(const struct nlmsghdr *message, void *context);

struct dump {
    uint32_t sequence; /**< of the request; every message must carry it */
    uint32_t port;     /**< of our socket; likewise */
    dump_record *record;
    void *context;
    bool interrupted; /**< the kernel says that the table changed under the dump */
};

/** What dump_read returns while more datagrams are to come. */
#define DUMP_GOES_ON 1

/**
 * Reads one datagram. DUMP_GOES_ON; 0 when the dump is over; a negative errno when the kernel
 * refused (its errno, whether it came in NLMSG_ERROR or, as sock_diag does for protocols it
 * lacks, in NLMSG_DONE), -ENOBUFS when it lost messages (NLMSG_OVERRUN), -EPROTO for a message
 * that answers something else, -EBADMSG for bytes that are no netlink messages.
 */
int dump_read(struct dump *dump, const void *datagram, size_t length);

/** True when no datagram comes behind this one, as far as its own messages tell. */
bool dump_ends(const char *datagram, size_t length);

#endif
