// SPDX-License-Identifier: MIT
/**
 * Names of users by number, from the user database (getpwuid(3)): looked up in this process, or in
 * a server process that keeps the rights for it while this process gives them up.
 */
#ifndef JOIN_USER_H
#define JOIN_USER_H

#include "base/strbuf.h"

#include "os/server.h"

#include <stdbool.h>
#include <sys/types.h>

/** Appends the name of UID; appends nothing if it has none. Returns 0 or a negative errno. */
int user_name(uid_t uid, struct strbuf *name);

/** The server process. Start with `{0}`: none. */
struct user_server {
    struct server process;
};

/**
 * Starts the server process, which enters a sandbox of its own and ends with this process. Returns
 * false if it cannot be created.
 */
bool user_server_start(struct user_server *ret_server);

/** As user_name; returns -ECHILD if the server process has ended. */
int user_server_name(const struct user_server *server, uid_t uid, struct strbuf *name);

/** Ends the process and waits for it. */
void user_server_stop(const struct user_server *server);

#endif
