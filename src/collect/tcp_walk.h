// SPDX-License-Identifier: MIT
/**
 * TCP sockets of one of many network namespaces. Namespaces usually share one hash table of
 * connections, and a dump of connections walks all of it, also for a namespace that has none. The
 * kernel counts the sockets of each namespace: where the listeners are all of them, there is
 * nothing to walk for.
 */
#ifndef COLLECT_TCP_WALK_H
#define COLLECT_TCP_WALK_H

#include "collect/inet_dump.h"
#include "collect/tcp_counts.h"
#include "os/netlink.h"

/** What is read. */
struct tcp_walk {
    const struct inet_dump_means *means;
    const int *files; /**< open descriptors of tcp_files, or the negative errno of opening each */
    bool many;        /**< every namespace is read: a walk for each would take minutes */
    /**
     * Set by tcp_walk_collect: the walk was left out although there are listeners, which may have
     * sockets in SYN-RECV.
     */
    bool leaves_out_syn_recv;
};

/**
 * As inet_dump for TCP; leaves out the walk over connections if none is counted. Sockets in
 * SYN-RECV, which are not, are then left out as well if REQUEST wants them and established
 * connections alike, among many namespaces, except from the wide request of a selection.
 */
int tcp_walk_collect(struct tcp_walk *walk, const struct request *request, struct row_sink *sink,
                     struct inet_dump_answer *answer);

#endif
