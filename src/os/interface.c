// SPDX-License-Identifier: MIT
#include "os/interface.h"

#include "base/alloc.h"

#include <errno.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
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

bool interface_has_ipv4(int fd, const uint8_t address[4])
{
    struct ifconf list = {0};
    bool found = false;

    // Every kind of socket answers this, too, and without a buffer says how much room it takes.
    if (ioctl(fd, SIOCGIFCONF, &list) < 0 || list.ifc_len <= 0)
        return false;
    struct ifreq *entries = alloc_array((size_t)list.ifc_len + sizeof(*entries), 1);
    list.ifc_req = entries;
    if (ioctl(fd, SIOCGIFCONF, &list) == 0) {
        size_t count = list.ifc_len > 0 ? (size_t)list.ifc_len / sizeof(*entries) : 0;
        for (size_t i = 0; i < count && !found; i++) {
            struct sockaddr_in name;
            memcpy(&name, &entries[i].ifr_addr, sizeof(name));
            found = name.sin_family == AF_INET && memcmp(&name.sin_addr, address, 4) == 0;
        }
    }
    free(entries);
    return found;
}
