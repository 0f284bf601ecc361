// SPDX-License-Identifier: MIT
#include "join/user.h"

#include "base/alloc.h"
#include "os/file.h"
#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int user_name(uid_t uid, struct strbuf *name)
{
    CLEANUP(alloc_free_text) char *space = NULL;
    size_t size = 0;
    struct passwd entry;
    struct passwd *found = NULL;
    int error;

    do {
        space = alloc_grow(space, &size, size ? 2 * size : 1024, 1);
        errno = 0; // glibc returns it if every service failed
        error = getpwuid_r(uid, &entry, space, size, &found);
    } while (error == ERANGE || error == EINTR);
    if (found)
        strbuf_text(name, found->pw_name);
    // glibc and musl return 0 for "no such user"; a missing file or service is not an error.
    // EBADF and EPERM, the other errors of getpwuid(3), mean that the lookup failed.
    return error == ENOENT || error == ESRCH ? 0 : -error;
}

/** Sent instead of a number after the last one. No user has this uid (chown(2)). */
#define NO_UID UINT32_MAX

/** The header of a reply; LENGTH bytes of the name follow. */
struct answer {
    int error; /**< 0 or a negative errno */
    uint32_t length;
};

/** Receives exactly SIZE bytes; returns false if the peer has closed the socket. */
static bool receive(int fd, void *bytes, size_t size)
{
    char *next = bytes;
    ssize_t count = 1;

    while (size > 0 && (count = file_read_some(fd, next, size)) > 0) {
        next += count;
        size -= (size_t)count;
    }
    return size == 0;
}

/** Sends SIZE bytes; returns false if the peer has closed the socket. */
static bool transmit(int fd, const void *bytes, size_t size)
{
    const char *next = bytes;

    while (size > 0) {
        ssize_t count = sendto(fd, next, size, MSG_NOSIGNAL, NULL, 0);
        if (count < 0 && errno != EINTR)
            return false;
        next += count > 0 ? count : 0;
        size -= count > 0 ? (size_t)count : 0;
    }
    return true;
}

/** Replaces stdin and stdout, so that they are closed when the other process ends. */
static void leave_standard_descriptors(void)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    file_close(&null);
}

/**
 * Replies to each number with its name until NO_UID is received or the peer has closed the socket.
 */
static void serve(int fd)
{
    CLEANUP(strbuf_free) struct strbuf name = {0};
    uint32_t uid = 0;
    bool goes_on = true;

    while (goes_on && receive(fd, &uid, sizeof(uid)) && uid != NO_UID) {
        strbuf_truncate(&name, 0);
        struct answer answer = {.error = user_name(uid, &name)};
        answer.length = (uint32_t)name.length;
        goes_on = transmit(fd, &answer, sizeof(answer)) && transmit(fd, name.data, name.length);
    }
}

bool user_server_start(struct user_server *ret_server)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        leave_standard_descriptors();
        sandbox_enter(SANDBOX_FILES | SANDBOX_NAMES);
        serve(ends[1]);
        _exit(0);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    *ret_server = (struct user_server){pid, ends[0]};
    return true;
}

int user_server_name(const struct user_server *server, uid_t uid, struct strbuf *name)
{
    uint32_t number = uid;
    struct answer answer;

    if (number == NO_UID)
        return 0;
    if (!transmit(server->fd, &number, sizeof(number)) ||
        !receive(server->fd, &answer, sizeof(answer)))
        return -ECHILD;
    if (!receive(server->fd, strbuf_room(name, answer.length), answer.length))
        return -ECHILD;
    strbuf_added(name, answer.length);
    return answer.error;
}

void user_server_stop(const struct user_server *server)
{
    const uint32_t end = NO_UID;

    if (server->pid == 0)
        return;
    transmit(server->fd, &end, sizeof(end));
    close(server->fd);
    while (waitpid(server->pid, NULL, 0) < 0 && errno == EINTR)
        ;
}
