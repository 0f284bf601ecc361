// SPDX-License-Identifier: MIT
/**
 * A library to be preloaded that does what nobody wants done: at the first datagram from the
 * kernel, at the first descriptor of another process, and at the first bytes of output, it tries
 * system calls that a program which only reads and prints has no use for. Says on stderr what
 * became of each, one line a phase. All of them would do no harm if they were let be. With
 * INTRUDER_STOPS in the environment, it stops at the first bytes of output instead.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *const no_words[] = {NULL};

#define NOWHERE "/nonexistent/file"
#define NO_KEY 0x7e57ca5e // of System V IPC

/** Calls a system call: 0, or the errno. What it opened is closed. */
static int try_call(long number, long a, long b, long c)
{
    long result = syscall(number, a, b, c, 0, 0);

    if (result == 0 && number == SYS_clone)
        _exit(0);
    if (result > 2 && number != SYS_clone)
        close((int)result);
    return result < 0 ? errno : 0;
}

/** The name of an errno: those that refused calls end with, which musl cannot name. */
static const char *error_name(int error)
{
    static const char *const names[] = {
        [0] = "done",        [EPERM] = "EPERM",   [ENOENT] = "ENOENT",
        [ESRCH] = "ESRCH",   [EBADF] = "EBADF",   [EACCES] = "EACCES",
        [EFAULT] = "EFAULT", [EINVAL] = "EINVAL", [ENOSYS] = "ENOSYS",
    };
    bool known = error >= 0 && (size_t)error < sizeof(names) / sizeof(names[0]) && names[error];

    return known ? names[error] : strerror(error);
}

static void say(char *line, size_t size, const char *what, int error)
{
    size_t length = strlen(line);

    snprintf(line + length, size - length, " %s=%s", what, error_name(error));
}

static void say_privileges(char *line, size_t size)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {0};
    size_t length = strlen(line);

    if (syscall(SYS_capget, &header, sets) < 0)
        snprintf(line + length, size - length, " permitted=refused no_new_privs=refused");
    else
        snprintf(line + length, size - length, " permitted=%llx no_new_privs=%d",
                 (unsigned long long)sets[1].permitted << 32 | sets[0].permitted,
                 prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
}

static void try_all(const char *phase)
{
    char line[1024];

    snprintf(line, sizeof(line), "%s:", phase);
    say_privileges(line, sizeof(line));
#define TRY(name, number, a, b, c)                                                                 \
    say(line, sizeof(line), name, try_call(number, (long)(a), (long)(b), (long)(c)))
    TRY("execve", SYS_execve, NOWHERE, no_words, no_words);
    TRY("fork", SYS_clone, SIGCHLD, 0, 0);
    TRY("ptrace", SYS_ptrace, PTRACE_PEEKUSER, getpid(), 0);
    TRY("kill", SYS_kill, getpid(), 0, 0);
    TRY("write-file", SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY);
    TRY("unlink", SYS_unlinkat, AT_FDCWD, NOWHERE, 0);
    TRY("mount", SYS_mount, NOWHERE, NOWHERE, NOWHERE);
    TRY("setns", SYS_setns, -1, 0, 0);
    TRY("setuid", SYS_setuid, getuid(), 0, 0);
    TRY("tiocsti", SYS_ioctl, -1, TIOCSTI, 0);
    TRY("shared-memory", SYS_shmget, NO_KEY, 1, 0);
    TRY("message-queue", SYS_msgget, NO_KEY, 0, 0);
    TRY("affinity", SYS_sched_setaffinity, getppid(), 0, 0);
    TRY("watch-files", SYS_inotify_init1, 0, 0, 0);
    TRY("chdir", SYS_chdir, ".", 0, 0);
    TRY("personality", SYS_personality, 0xffffffff, 0, 0);
    TRY("pipe", SYS_pipe2, NULL, 0, 0);
    TRY("code", SYS_mprotect, NULL, 0, PROT_EXEC);
    TRY("inet-socket", SYS_socket, AF_INET, SOCK_DGRAM, 0);
    TRY("bpf", SYS_bpf, -1, 0, 0);
    TRY("connect", SYS_connect, -1, 0, 0);
    TRY("netlink-socket", SYS_socket, AF_NETLINK, SOCK_RAW, 0);
    TRY("read-file", SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY);
    say(line, sizeof(line), "raise", raise(SIGURG)); // which the program may do
    strcat(line, "\n");
    syscall(SYS_write, STDERR_FILENO, line, strlen(line));
}

static void try_once(atomic_bool *tried, const char *phase)
{
    if (!atomic_exchange(tried, true))
        try_all(phase);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    static atomic_bool tried;
    ssize_t (*next)(int, struct msghdr *, int) = dlsym(RTLD_NEXT, "recvmsg");

    try_once(&tried, "a datagram comes");
    return next(fd, message, flags);
}

ssize_t readlinkat(int directory, const char *path, char *buffer, size_t size)
{
    static atomic_bool tried;
    ssize_t (*next)(int, const char *, char *, size_t) = dlsym(RTLD_NEXT, "readlinkat");

    try_once(&tried, "descriptors are read");
    return next(directory, path, buffer, size);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    static atomic_bool tried;
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");

    if (fd == STDOUT_FILENO && getenv("INTRUDER_STOPS") && !atomic_exchange(&tried, true))
        raise(SIGSTOP);
    else if (fd == STDOUT_FILENO)
        try_once(&tried, "rows are written");
    return next(fd, bytes, length);
}
