// SPDX-License-Identifier: MIT
/**
 * Joins NEED_BACKENDS: what is behind listening sockets (sock/backends.h). Two things show it. A
 * process that holds the listening socket opened a connection whose other end was accepted in
 * another network namespace or cgroup. Or the process is named docker-proxy, and its command line
 * names the port and the address and port of a socket that listens in another network namespace.
 * Anybody can write such a command line, so only that of root's and of our own processes is read,
 * and it can only name sockets that exist there.
 */
#ifndef JOIN_BACKEND_H
#define JOIN_BACKEND_H

#include "sock/facts.h"

/** Notes the listening sockets of TABLE that can be behind others. */
void backend_note_targets(const struct sock_table *table, struct backends *backends);

/** Notes the connection of OPENER, which opened it, to ACCEPTED, if that lives elsewhere. */
void backend_note_connection(const struct sock *opener, const struct sock *accepted,
                             struct backends *backends);

/** Declares that holders of the connections are to be listed. */
void backend_want_owners(struct facts *facts);

/** Declares that the cgroups of all possible backends are wanted. */
void backend_want_cgroups(struct facts *facts);

/**
 * Assigns backends to the listening sockets of TABLE by their holders. PROC is a procfs. *FD is the
 * descriptor of interface_open, opened if it is -ENOTSOCK. Time is linear in connections, holders
 * and results, but for sorting.
 */
void backend_join(const struct sock_table *table, const char *proc, int *fd, struct facts *facts);

#endif
