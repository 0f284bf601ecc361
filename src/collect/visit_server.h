// SPDX-License-Identifier: MIT
/**
 * A server process that visits network namespaces again while this process, which reads them, has
 * no right to enter any. It sends the descriptors that it opened there.
 */
#ifndef COLLECT_VISIT_SERVER_H
#define COLLECT_VISIT_SERVER_H

#include "collect/visit_merge.h"
#include "os/server.h"

/** Milliseconds from one reading of the kernel's list to the next: it takes a BPF program. */
#define KERNEL_LIST_EVERY 10000

/** Start with `{0}`: none. */
struct visit_server {
    struct server process;
    int64_t list_due; /**< when the kernel's list is read next, in milliseconds; 0: now */
    bool failed;      /**< it has ended, which is reported */
};

/**
 * Starts the server process, with what it needs to enter network namespaces and no other right.
 * VISIT and PLACES are what visit_places filled. Returns false if it cannot be created.
 */
bool visit_server_start(const struct visit_plan *plan, struct visit *visit, struct places *places,
                        struct visit_server *ret_server);

void visit_server_stop(const struct visit_server *server);

/**
 * Visits the namespaces that began since the last visit, and lets those go that have ended. Does
 * nothing without a server process. Returns false if it has ended: new ones are not found any more.
 */
bool visit_server_ask(struct visit_server *server, struct visit *visit, struct places *places);

/** Sends what visit_again found; returns false if the other side has closed the socket FD. */
bool visit_send(int fd, const struct visit *visit, const struct places *places);

/**
 * Receives it into an empty VISIT and PLACES. LIMIT: of descriptors; namespaces that would leave
 * too few are skipped. Returns false if the other side has closed the socket.
 */
bool visit_receive(int fd, size_t limit, struct visit *visit, struct places *places);

#endif
