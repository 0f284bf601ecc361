// SPDX-License-Identifier: MIT
/** Steps about interfaces, by ioctl: the tests need no other program for them. */
#include "steps.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/** What <linux/ipv6.h> calls in6_ifreq; that header and <netinet/in.h> exclude each other. */
struct ipv6_request {
    struct in6_addr address;
    uint32_t prefix_length;
    int index;
};

static void interface_ioctl(const struct words *words, int family, unsigned short request,
                            void *argument)
{
    int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || ioctl(fd, request, argument) < 0)
        step_failed(words, "ioctl");
    close(fd);
}

/** Waits until the kernel has made the new address usable, which it does in its own time. */
static void wait_for_address(const struct words *words, const struct ipv6_request *request)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                   .sin6_addr = request->address,
                                   .sin6_scope_id = (uint32_t)request->index};
    int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    for (int tries = 0; bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0; tries++) {
        if (tries == PATIENCE_MS)
            step_failed(words, "address");
        step_nap();
    }
    close(fd);
}

static void copy_name(struct ifreq *request, const char *name)
{
    *request = (struct ifreq){0};
    memcpy(request->ifr_name, name, strnlen(name, IFNAMSIZ - 1));
}

void step_up(struct registry *registry, const struct words *words)
{
    struct ifreq request;

    (void)registry;
    copy_name(&request, words->word[1]);
    request.ifr_flags = IFF_UP;
    interface_ioctl(words, AF_INET, SIOCSIFFLAGS, &request);
}

void step_addr(struct registry *registry, const struct words *words)
{
    struct ipv6_request ipv6 = {.index = (int)if_nametoindex(words->word[1])};
    struct ifreq ipv4;
    struct sockaddr_in *address = (void *)&ipv4.ifr_addr;
    char *slash = strchr(words->word[2], '/');

    (void)registry;
    if (!slash)
        step_invalid(words, "no prefix length");
    *slash = '\0';
    ipv6.prefix_length = (uint32_t)step_number(words, slash + 1);
    if (inet_pton(AF_INET6, words->word[2], &ipv6.address) == 1) {
        interface_ioctl(words, AF_INET6, SIOCSIFADDR, &ipv6);
        wait_for_address(words, &ipv6);
        return;
    }
    if (ipv6.prefix_length > 32)
        step_invalid(words, "prefix length");
    copy_name(&ipv4, words->word[1]);
    address->sin_family = AF_INET;
    if (inet_pton(AF_INET, words->word[2], &address->sin_addr) != 1)
        step_invalid(words, "address");
    interface_ioctl(words, AF_INET, SIOCSIFADDR, &ipv4);
    uint64_t mask = UINT64_C(0xffffffff) << (32 - ipv6.prefix_length);
    address->sin_addr.s_addr = htonl((uint32_t)mask);
    interface_ioctl(words, AF_INET, SIOCSIFNETMASK, &ipv4);
}
