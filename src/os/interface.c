// SPDX-License-Identifier: MIT
#include "os/interface.h"

#include <errno.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int interface_open(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);

    return fd < 0 ? -errno : fd;
}

int interface_name(int fd, unsigned index, char *ret_name)
{
    struct ifreq request = {.ifr_ifindex = (int)index};

    // Every kind of socket answers this (net/socket.c, sock_do_ioctl).
    if (ioctl(fd, SIOCGIFNAME, &request) < 0)
        return -errno;
    memcpy(ret_name, request.ifr_name, IF_NAMESIZE);
    ret_name[IF_NAMESIZE - 1] = '\0';
    return 0;
}
