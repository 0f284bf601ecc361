// SPDX-License-Identifier: MIT
/**
 * Names of network interfaces.
 */
#ifndef OS_INTERFACE_H
#define OS_INTERFACE_H

/**
 * Opens a descriptor to ask for names with, which the caller closes; a negative errno. A netlink
 * socket, where if_indextoname(3) makes a local one each time: so these can be given up. Of
 * sock_diag, as with CAP_NET_ADMIN one for routes could be used to change the network.
 */
int interface_open(void);

/**
 * Writes the name of interface INDEX in this network namespace, with its NUL, to NAME, which has
 * room for IF_NAMESIZE bytes. 0; -ENODEV when there is no such interface; a negative errno.
 */
int interface_name(int fd, unsigned index, char *ret_name);

#endif
