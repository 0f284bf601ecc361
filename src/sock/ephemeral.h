// SPDX-License-Identifier: MIT
/**
 * Ephemeral ports, from which the kernel chooses if a process binds none: ip_local_port_range of
 * ip(7) without ip_local_reserved_ports (Documentation/networking/ip-sysctl.rst).
 */
#ifndef SOCK_EPHEMERAL_H
#define SOCK_EPHEMERAL_H

#include <stdbool.h>
#include <stdint.h>

#define EPHEMERAL_WORDS (65536 / 64)

/**
 * Which ports in TIME-WAIT connect(2) may take again for the same peer (tcp_tw_reuse of tcp(7);
 * net/ipv4/tcp_ipv4.c, tcp_twsk_unique). Numbers of the kernel, plus 1.
 */
enum port_reuse {
    PORT_REUSE_UNKNOWN,
    PORT_REUSE_NEVER,
    PORT_REUSE_ALWAYS,
    PORT_REUSE_LOOPBACK, /**< those of connections with a loopback address; the default */
    PORT_REUSE_COUNT,
};

/** A range of ephemeral ports; all zero if it is not known. */
struct ephemeral {
    uint16_t first, last;    /**< the range, both included; 0 is never in it */
    uint16_t reuse;          /**< enum port_reuse; may be unknown in a range that is known */
    uint16_t reserved_count; /**< reserved ports within the range */
    uint64_t
        reserved[EPHEMERAL_WORDS]; /**< a bit for each reserved port, within the range or not */
};

/**
 * Reads the range of this network namespace from the procfs PROC; returns all zero on any error.
 */
struct ephemeral ephemeral_read(const char *proc);

/** Returns true if the ports are known, even if there are none. */
bool ephemeral_known(const struct ephemeral *ephemeral);

/** Returns the number of ports that the kernel can choose from. */
uint32_t ephemeral_size(const struct ephemeral *ephemeral);

/** Start of the warning if they are not known. */
#define EPHEMERAL_UNREAD                                                                           \
    "/proc/sys/net/ipv4/ip_local_port_range or ip_local_reserved_ports cannot be read"

/** Returns true if the kernel can choose PORT. */
bool ephemeral_has(const struct ephemeral *ephemeral, uint32_t port);

#endif
