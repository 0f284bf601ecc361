// SPDX-License-Identifier: MIT
/**
 * Decodes the datagrams of one netlink dump: separates control messages from records. Pure.
 */
#ifndef OS_NETLINK_DUMP_H
#define OS_NETLINK_DUMP_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Takes one record. Returns 0 or a negative errno that ends the dump. */
typedef int dump_record(const struct nlmsghdr *message, void *context);

struct dump {
    uint32_t sequence; /**< of the request; every message must carry it */
    uint32_t port;     /**< of the receiving socket; likewise */
    dump_record *record;
    void *context;
    bool interrupted; /**< the kernel's table changed during the dump */
};

/**
 * Attributes of records whose bytes must not stay in memory, such as keys; only their lengths are
 * used.
 */
struct dump_secret {
    uint16_t attribute; /**< their number */
    uint16_t offset;    /**< of the first attribute of a record, from the header of the message */
};

/** Returned by dump_read while more datagrams follow. */
#define DUMP_GOES_ON 1

/**
 * Reads one datagram. Returns DUMP_GOES_ON; 0 if the dump is complete; a negative errno if the
 * kernel refused (its errno, whether in NLMSG_ERROR or, as sock_diag does for protocols it lacks,
 * in NLMSG_DONE); -ENOBUFS if it lost messages (NLMSG_OVERRUN); -EPROTO for a message of another
 * request; -EBADMSG for bytes that are not netlink messages.
 */
int dump_read(struct dump *dump, const void *datagram, size_t length);

/** Returns true if the messages of this datagram show that it is the last one. */
bool dump_ends(const char *datagram, size_t length);

/**
 * Overwrites the bytes of secret attributes in a datagram with zeros, and everything behind the
 * first byte that is malformed. What dump_read returns for the datagram does not change.
 */
void dump_erase(char *datagram, size_t length, const struct dump_secret *secret);

#endif
