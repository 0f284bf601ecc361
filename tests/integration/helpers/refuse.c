// SPDX-License-Identifier: MIT
/**
 * refuse CALL=ERRNO COMMAND...: runs COMMAND where a system call fails with ERRNO, as seccomp
 * profiles of containers and sandboxes have it. CALL is netlink, which is socket(AF_NETLINK, ...),
 * seccomp, landlock, capset or socketpair.
 */
#include "os/kernel.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/net.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define STATEMENT(code, k) ((struct sock_filter)BPF_STMT(code, k))
#define LOAD(field) STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOW_HALF (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0)
#define LOAD_ARGUMENT(i)                                                                           \
    STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[i]) + LOW_HALF)
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

/** A system call that can be refused. */
struct call {
    const char *name;
    uint32_t number;
    bool of_family; /**< only where the first argument is this */
    uint32_t family;
};

/** The call that WORD, "CALL=ERRNO", is about. */
static const struct call *find_call(const char *word)
{
    static const struct call calls[] = {
        {"netlink", SYS_socket, true, AF_NETLINK},
        {"seccomp", SYS_seccomp, false, 0},
        {"landlock", SYS_landlock_create_ruleset, false, 0},
        {"capset", SYS_capset, false, 0},
        {"socketpair", SYS_socketpair, false, 0},
    };
    size_t length = strcspn(word, "=");

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        if (strlen(calls[i].name) == length && strncmp(calls[i].name, word, length) == 0)
            return &calls[i];
    }
    fprintf(stderr, "refuse: unknown call %s\n", word);
    exit(127);
}

int main(int argc, char *argv[])
{
    if (argc < 3 || !strchr(argv[1], '=')) {
        fprintf(stderr, "usage: refuse CALL=ERRNO COMMAND...\n");
        return 127;
    }
    const struct call *call = find_call(argv[1]);
    uint32_t error = (uint32_t)errno_of(strchr(argv[1], '=') + 1);
    struct sock_filter rules[] = {
#ifdef SYS_socketcall
        // What kind of socket is behind a pointer, where no filter sees it: none at all.
        LOAD(nr),
        UNLESS_EQUAL(call->of_family ? SYS_socketcall : UINT32_MAX, 3),
        LOAD_ARGUMENT(0),
        UNLESS_EQUAL(SYS_SOCKET, 1),
        STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
#endif
        LOAD(nr),
        UNLESS_EQUAL(call->number, 3),
        LOAD_ARGUMENT(0),
        UNLESS_EQUAL(call->family, 1),
        STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof(rules) / sizeof(rules[0]), .filter = rules};

    if (!call->of_family) // whatever the argument is
        rules[sizeof(rules) / sizeof(rules[0]) - 3] = STATEMENT(BPF_JMP | BPF_JA, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
        perror("refuse: prctl");
        return 127;
    }
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    return 127;
}
