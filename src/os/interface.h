// SPDX-License-Identifier: MIT
/**
 * Names and addresses of network interfaces.
 */
#ifndef OS_INTERFACE_H
#define OS_INTERFACE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Opens a descriptor for interface_name, which the caller closes; returns a negative errno on
 * failure. if_indextoname(3) opens a local socket for each call; one descriptor allows to give up
 * that right. It is a sock_diag socket: with CAP_NET_ADMIN, a route socket could change the
 * network.
 */
int interface_open(void);

/**
 * Writes the name of interface INDEX in this network namespace, with its NUL, to RET_NAME, which
 * has room for IF_NAMESIZE bytes. Returns 0; -ENODEV if there is no such interface; or another
 * negative errno.
 */
int interface_name(int fd, unsigned index, char *ret_name);

/**
 * Returns true if an interface in the network namespace of FD has the IPv4 ADDRESS, in network byte
 * order; false also if the kernel does not tell.
 */
bool interface_has_ipv4(int fd, const uint8_t address[4]);

#endif
