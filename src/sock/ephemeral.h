// SPDX-License-Identifier: MIT
/**
 * The ports that the kernel chooses from when a program does not choose one: ip(7),
 * ip_local_port_range.
 */
#ifndef SOCK_EPHEMERAL_H
#define SOCK_EPHEMERAL_H

#include <stdbool.h>
#include <stdint.h>

/** From first to last, both included; all zero: none. */
struct ephemeral {
    uint16_t first, last;
};

/** Reads the range of this network namespace from the procfs PROC; none when it cannot. */
struct ephemeral ephemeral_read(const char *proc);

/** How many ports there are in the range. */
uint32_t ephemeral_size(const struct ephemeral *ephemeral);

/** What is said when there is none. */
#define EPHEMERAL_UNREAD "/proc/sys/net/ipv4/ip_local_port_range cannot be read"

bool ephemeral_has(const struct ephemeral *ephemeral, uint16_t port);

#endif
