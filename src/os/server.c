// SPDX-License-Identifier: MIT
#include "os/server.h"

#include "os/file.h"
#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

bool server_receive(int fd, void *bytes, size_t size)
{
    char *next = bytes;
    ssize_t count = 1;

    while (size > 0 && (count = file_read_some(fd, next, size)) > 0) {
        next += count;
        size -= (size_t)count;
    }
    return size == 0;
}

bool server_send(int fd, const void *bytes, size_t size)
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

/** Room for a control message of descriptors. */
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(SERVER_DESCRIPTORS * sizeof(int))];
};

bool server_send_descriptors(int fd, const void *bytes, size_t size, const int *descriptors,
                             size_t count)
{
    union control control = {.bytes = {0}};
    struct iovec part = {.iov_len = size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t sent = 0;

    if (count == 0)
        return server_send(fd, bytes, size);
    memcpy(&part.iov_base, &bytes, sizeof(bytes)); // sendmsg does not write to it
    message.msg_control = control.bytes;
    message.msg_controllen = (socklen_t)CMSG_SPACE(count * sizeof(int));
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = (socklen_t)CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(&control.header), descriptors, count * sizeof(int));
    do {
        sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent > 0 && server_send(fd, (const char *)bytes + sent, size - (size_t)sent);
}

bool server_receive_descriptors(int fd, void *bytes, size_t size, int *descriptors,
                                size_t *ret_count)
{
    union control control = {.bytes = {0}};
    struct iovec part = {.iov_base = bytes, .iov_len = size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    ssize_t received = 0;

    do {
        received = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    *ret_count = 0;
    if (received <= 0)
        return false;
    if (message.msg_controllen >= CMSG_LEN(0) && control.header.cmsg_level == SOL_SOCKET &&
        control.header.cmsg_type == SCM_RIGHTS) {
        *ret_count = (control.header.cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(descriptors, CMSG_DATA(&control.header), *ret_count * sizeof(int));
    }
    return server_receive(fd, (char *)bytes + received, size - (size_t)received);
}

/** Replaces stdin and stdout, so that they are closed when the other process ends. */
static void leave_standard_descriptors(void)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    file_close(&null);
}

bool server_start(server_main *serve, void *context, unsigned rights, struct server *ret_server)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        leave_standard_descriptors();
        signal(SIGINT, SIG_IGN);
        sandbox_enter(rights);
        serve(ends[1], context);
        _exit(0);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    *ret_server = (struct server){pid, ends[0]};
    return true;
}

void server_stop(const struct server *server)
{
    if (server->pid == 0)
        return;
    close(server->fd);
    while (waitpid(server->pid, NULL, 0) < 0 && errno == EINTR)
        ;
}
