// SPDX-License-Identifier: MIT
/**
 * refuse netlink=ERRNO COMMAND...: runs COMMAND where socket(AF_NETLINK, ...) fails with ERRNO,
 * as seccomp profiles of containers and sandboxes have it.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STATEMENT(code, k) ((struct sock_filter)BPF_STMT(code, k))
#define LOAD(field) STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define UNLESS_EQUAL(k, skip) ((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, 0, skip))

static int errno_of(const char *name)
{
    static const struct {
        const char *name;
        int number;
    } known[] = {
        {"EPERM", EPERM},
        {"EACCES", EACCES},
        {"EPROTONOSUPPORT", EPROTONOSUPPORT},
        {"EAFNOSUPPORT", EAFNOSUPPORT},
        {"EMFILE", EMFILE},
        {"ENOSYS", ENOSYS},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i].name, name) == 0)
            return known[i].number;
    }
    fprintf(stderr, "refuse: unknown errno %s\n", name);
    exit(127);
}

int main(int argc, char *argv[])
{
    static const char what[] = "netlink=";

    if (argc < 3 || strncmp(argv[1], what, sizeof(what) - 1) != 0) {
        fprintf(stderr, "usage: refuse netlink=ERRNO COMMAND...\n");
        return 127;
    }
    uint32_t number = (uint32_t)errno_of(argv[1] + sizeof(what) - 1);
    struct sock_filter rules[] = {
        LOAD(nr),
        UNLESS_EQUAL(SYS_socket, 3),
        LOAD(args[0]), // its low half on little-endian machines
        UNLESS_EQUAL(AF_NETLINK, 1),
        STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | number),
        STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof(rules) / sizeof(rules[0]), .filter = rules};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
        perror("refuse: prctl");
        return 127;
    }
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    return 127;
}
