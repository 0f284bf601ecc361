// SPDX-License-Identifier: MIT
/**
 * Server processes: they keep rights that the process which asks them gives up. Each is a fork of
 * this process with a stream socket to it. Both sides have the same program, so messages are
 * structures as they are in memory.
 */
#ifndef OS_SERVER_H
#define OS_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Start with `{0}`: none. */
struct server {
    pid_t pid; /**< 0: none */
    int fd;    /**< a stream socket to it */
};

/** What a server process does, until the socket FD is closed. */
typedef void server_main(int fd, void *context);

/**
 * Starts a process that enters the sandbox (os/sandbox.h) with the needs RIGHTS, calls SERVE and
 * ends. Its stdin and stdout are /dev/null, and it ignores the interrupt key of the terminal.
 * Returns false if it cannot be created.
 */
bool server_start(server_main *serve, void *context, unsigned rights, struct server *ret_server);

/** Closes the socket, upon which the process ends, and waits for it. Does nothing if there is none.
 */
void server_stop(const struct server *server);

/** Receives exactly SIZE bytes; returns false if the other side has closed the socket. */
bool server_receive(int fd, void *bytes, size_t size);

/** Sends SIZE bytes; returns false if the other side has closed the socket. */
bool server_send(int fd, const void *bytes, size_t size);

/** Descriptors that one message has at most (SCM_MAX_FD, include/net/scm.h). */
#define SERVER_DESCRIPTORS 253

/** As server_send, with COUNT descriptors, which stay open here. SIZE is not 0. */
bool server_send_descriptors(int fd, const void *bytes, size_t size, const int *descriptors,
                             size_t count);

/**
 * As server_receive, with at most SERVER_DESCRIPTORS descriptors, which the caller closes. Fewer
 * than were sent arrive if this process has too many open (unix(7), SCM_RIGHTS).
 */
bool server_receive_descriptors(int fd, void *bytes, size_t size, int *descriptors,
                                size_t *ret_count);

#endif
