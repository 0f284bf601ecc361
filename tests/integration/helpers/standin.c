// SPDX-License-Identifier: MIT
/**
 * A library to be preloaded that stands in for what a kernel rarely does. By the environment:
 *
 *   STANDIN_SILENT=1   netlink requests are accepted and never answered. Says on stderr how long
 *                      the program waits for the first answer; has it fail where that is for ever.
 *   STANDIN_PAUSE=NAME before the first file called NAME is opened, writes a byte to
 *                      descriptor REACHED and reads one from GO_ON, both numbers in the
 *                      environment.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to,
               socklen_t length);
ssize_t recvmsg(int fd, struct msghdr *message, int flags);
int openat(int directory, const char *path, int flags, ...);

/** Sets *FUNCTION, a pointer to a function, to that of libc. */
static void find(const char *name, void *function)
{
    void *found = dlsym(RTLD_NEXT, name);

    if (!found)
        abort();
    memcpy(function, &found, sizeof(found));
}

static bool is_silent(int fd)
{
    int domain = 0;
    socklen_t length = sizeof(domain);

    return getenv("STANDIN_SILENT") &&
           getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_NETLINK;
}

ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to,
               socklen_t length)
{
    ssize_t (*next)(int, const void *, size_t, int, const struct sockaddr *, socklen_t) = NULL;

    find("sendto", &next);
    return is_silent(fd) ? (ssize_t)size : next(fd, bytes, size, flags, to, length);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    ssize_t (*next)(int, struct msghdr *, int) = NULL;
    struct timeval timeout = {0};
    socklen_t length = sizeof(timeout);

    find("recvmsg", &next);
    if (is_silent(fd)) {
        getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, &length);
        dprintf(STDERR_FILENO, "waits for %lld s\n", (long long)timeout.tv_sec);
        if (timeout.tv_sec == 0) {
            errno = EDEADLK;
            return -1;
        }
    }
    return next(fd, message, flags);
}

/** Returns the descriptor in the environment. */
static int descriptor(const char *variable)
{
    const char *text = getenv(variable);

    return text ? (int)strtol(text, NULL, 10) : -1;
}

static void pause_before(const char *path)
{
    const char *name = getenv("STANDIN_PAUSE");
    const char *slash = strrchr(path, '/');
    char byte = '\n';

    if (!name || strcmp(slash ? slash + 1 : path, name) != 0)
        return;
    unsetenv("STANDIN_PAUSE");
    if (write(descriptor("REACHED"), &byte, 1) != 1 || read(descriptor("GO_ON"), &byte, 1) != 1)
        abort();
}

/** The name that this has for the linker is that which the program calls: both are built alike. */
int openat(int directory, const char *path, int flags, ...)
{
    int (*next)(int, const char *, int, ...) = NULL;

    find("openat", &next);
    pause_before(path);
    return next(directory, path, flags | O_LARGEFILE); // nothing is created
}
