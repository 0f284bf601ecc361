// SPDX-License-Identifier: MIT
#include "join/user.h"

#include "base/alloc.h"
#include "os/sandbox.h"

#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>

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

/**
 * Replies to each number with its name until NO_UID is received or the peer has closed the socket.
 */
static void serve(int fd, void *context)
{
    CLEANUP(strbuf_free) struct strbuf name = {0};
    uint32_t uid = 0;
    bool goes_on = true;

    (void)context;
    while (goes_on && server_receive(fd, &uid, sizeof(uid)) && uid != NO_UID) {
        strbuf_truncate(&name, 0);
        struct answer answer = {.error = user_name(uid, &name)};
        answer.length = (uint32_t)name.length;
        goes_on =
            server_send(fd, &answer, sizeof(answer)) && server_send(fd, name.data, name.length);
    }
}

bool user_server_start(struct user_server *ret_server)
{
    return server_start(serve, NULL, SANDBOX_FILES | SANDBOX_NAMES, &ret_server->process);
}

int user_server_name(const struct user_server *server, uid_t uid, struct strbuf *name)
{
    uint32_t number = uid;
    struct answer answer;

    if (number == NO_UID)
        return 0;
    if (!server_send(server->process.fd, &number, sizeof(number)) ||
        !server_receive(server->process.fd, &answer, sizeof(answer)))
        return -ECHILD;
    if (!server_receive(server->process.fd, strbuf_room(name, answer.length), answer.length))
        return -ECHILD;
    strbuf_added(name, answer.length);
    return answer.error;
}

void user_server_stop(const struct user_server *server)
{
    const uint32_t end = NO_UID;

    if (server->process.pid == 0)
        return;
    // Another server process, started later, may hold the socket open.
    server_send(server->process.fd, &end, sizeof(end));
    server_stop(&server->process);
}
