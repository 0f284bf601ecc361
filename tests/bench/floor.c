// SPDX-License-Identifier: MIT
/**
 * floor WHAT: the least that a listing can cost, and nothing else.
 *
 *   tcp        asks sock_diag for TCP sockets over IPv4 in the states 0xfff, and counts the records
 *   tcp-info   likewise, with what `sockstat -i` prints of struct tcp_info
 *   tcp-all    asks for all states: for bit 13, BOUND-INACTIVE, the kernel also walks its hash of
 *              bound ports
 *   unix       asks sock_diag for all Unix sockets, with what `sockstat -x` prints, likewise
 *   walk       reads the link of every descriptor of every process, and counts the sockets
 *   bpf        reads all that the BPF program writes, and counts the records
 *   record     asks for all TCP sockets in one dump, and writes what comes to standard output
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/types.h>
#include <linux/unix_diag.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "join/owner_record.h"
#include "os/kernel.h"

#ifdef HAVE_BPF
// wants <errno.h> before it
#include <owner.skel.h>
#endif

#ifndef UDIAG_SHOW_UID // Linux 5.3
#define UDIAG_SHOW_UID 0x40
#endif

#define USUAL_STATES 0xfff // TCP_ESTABLISHED to TCP_NEW_SYN_RECV, without what is bound only

_Noreturn static void failed(const char *what)
{
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(3);
}

/** A dump that was asked for. */
static int start_dump(const struct nlmsghdr *request)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);

    if (fd < 0 || send(fd, request, request->nlmsg_len, 0) < 0)
        failed("sock_diag");
    return fd;
}

/** Counts the records of a datagram; false after the last one of the dump. */
static bool count_records(const char *datagram, ssize_t length, size_t *count)
{
    for (ssize_t offset = 0; offset < length;) {
        const struct nlmsghdr *message = (const void *)(datagram + offset);
        if (message->nlmsg_type == NLMSG_DONE)
            return false;
        if (message->nlmsg_type == NLMSG_ERROR) {
            errno = EPROTO;
            failed("sock_diag");
        }
        ++*count;
        offset += (ssize_t)NLMSG_ALIGN(message->nlmsg_len);
    }
    return true;
}

/** Receives a whole dump, and writes it to OUTPUT unless that is negative; counts the records. */
static size_t receive_dump(const struct nlmsghdr *request, int output)
{
    static _Alignas(struct nlmsghdr) char buffer[65536];
    size_t count = 0;
    ssize_t length;
    int fd = start_dump(request);

    do {
        length = recv(fd, buffer, sizeof(buffer), 0);
        if (length < 0)
            failed("recv");
        if (output >= 0 && write(output, buffer, (size_t)length) != length)
            failed("write");
    } while (count_records(buffer, length, &count));
    return count;
}

/** A dump of TCP over IPv4 in these states, with these extensions. */
static size_t dump(uint32_t states, uint8_t extensions)
{
    const struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 body;
    } request = {
        {sizeof(request), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, 1, 0},
        {.sdiag_family = AF_INET,
         .sdiag_protocol = 6,
         .idiag_ext = extensions,
         .idiag_states = states},
    };

    return receive_dump(&request.header, -1);
}

static size_t dump_unix(void)
{
    const struct {
        struct nlmsghdr header;
        struct unix_diag_req body;
    } request = {
        {sizeof(request), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, 1, 0},
        {.sdiag_family = AF_UNIX,
         .udiag_states = UINT32_MAX,
         .udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID},
    };

    return receive_dump(&request.header, -1);
}

static void record(void)
{
    const struct {
        struct nlmsghdr header;
        struct inet_diag_req body;
    } request = {
        {sizeof(request), TCPDIAG_GETSOCK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0},
        {.idiag_states = UINT32_MAX},
    };

    receive_dump(&request.header, STDOUT_FILENO);
}

/** Calls VISIT for every entry of DIRECTORY that is a number; returns the sum of its results. */
static size_t each_number(int directory, size_t (*visit)(int directory, const char *name))
{
    char buffer[32768];
    size_t count = 0;
    ssize_t size;

    while ((size = syscall(SYS_getdents64, directory, buffer, sizeof(buffer))) > 0) {
        for (ssize_t offset = 0; offset < size;) {
            const struct linux_dirent64 *entry = (const void *)(buffer + offset);
            if (*entry->d_name >= '0' && *entry->d_name <= '9')
                count += visit(directory, entry->d_name);
            offset += entry->d_reclen;
        }
    }
    return count;
}

static size_t visit_descriptor(int directory, const char *name)
{
    char link[32];

    return readlinkat(directory, name, link, sizeof(link)) > 7 && memcmp(link, "socket:", 7) == 0;
}

static size_t visit_process(int directory, const char *name)
{
    char path[300];

    snprintf(path, sizeof(path), "%s/fd", name);
    int fd = openat(directory, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    size_t count = each_number(fd, visit_descriptor);
    close(fd);
    return count;
}

static size_t walk(void)
{
    int fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        failed("/proc");
    size_t count = each_number(fd, visit_process);
    close(fd);
    return count;
}

#ifdef HAVE_BPF

static size_t bpf(void)
{
    static char buffer[65536];
    struct owner_bpf *program = owner_bpf__open();
    size_t bytes = 0;
    ssize_t length;

    if (!program || owner_bpf__load(program) || owner_bpf__attach(program) < 0)
        failed("BPF program");
    union bpf_attr request = {.iter_create = {.link_fd = (uint32_t)program->links.sockets_fd}};
    int fd = skel_sys_bpf(BPF_ITER_CREATE, &request, sizeof(request.iter_create));
    if (fd < 0)
        failed("BPF iterator");
    while ((length = read(fd, buffer, sizeof(buffer))) > 0 || (length < 0 && errno == EAGAIN))
        bytes += length > 0 ? (size_t)length : 0;
    close(fd);
    owner_bpf__destroy(program);
    return bytes / sizeof(struct owner_record);
}

#else

static size_t bpf(void)
{
    errno = ENOSYS;
    failed("built without the BPF program");
}

#endif

static size_t dump_usual(void)
{
    return dump(USUAL_STATES, 0);
}

static size_t dump_info(void)
{
    return dump(USUAL_STATES, 1 << (INET_DIAG_INFO - 1) | 1 << (INET_DIAG_CONG - 1) |
                                  1 << (INET_DIAG_VEGASINFO - 1));
}

static size_t dump_all(void)
{
    return dump(UINT32_MAX, 0);
}

int main(int argc, char *argv[])
{
    static const struct {
        const char *name;
        size_t (*count)(void);
    } floors[] = {
        {"tcp", dump_usual}, {"tcp-info", dump_info}, {"tcp-all", dump_all},
        {"unix", dump_unix}, {"walk", walk},          {"bpf", bpf},
    };
    const char *what = argc == 2 ? argv[1] : "";

    for (size_t i = 0; i < sizeof(floors) / sizeof(floors[0]); i++) {
        if (strcmp(what, floors[i].name) != 0)
            continue;
        printf("%zu\n", floors[i].count());
        return 0;
    }
    if (strcmp(what, "record") == 0) {
        record();
        return 0;
    }
    fprintf(stderr, "floor: usage: floor tcp|tcp-info|tcp-all|unix|walk|bpf|record\n");
    return 2;
}
