// SPDX-License-Identifier: MIT
/**
 * Names of users by number, from the user database (getpwuid(3)): in this process, or in a process
 * that keeps the rights that the database takes while this one gives them up.
 */
#ifndef JOIN_USER_H
#define JOIN_USER_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <sys/types.h>

/** Appends the name of UID, nothing when it has none. 0 or a negative errno. */
int user_name(uid_t uid, struct strbuf *name);

/** The other process. Start with `{0}`: there is none. */
struct user_server {
    pid_t pid; /**< 0: none */
    int fd;    /**< a stream socket to it */
};

/**
 * Starts the process, which enters a sandbox of its own and ends with this one. Returns false if
 * there can be none: it is not permitted, or there are too many.
 */
bool user_server_start(struct user_server *ret_server);

/** As user_name; -ECHILD when the process has ended. */
int user_server_name(const struct user_server *server, uid_t uid, struct strbuf *name);

/** Ends the process and waits for it. */
void user_server_stop(const struct user_server *server);

#endif
