// SPDX-License-Identifier: MIT
/**
 * TCP sockets of one of many network namespaces. Namespaces usually share one hash table of
 * connections, and a dump of connections walks all of it, also for a namespace that has none. The
 * kernel counts the sockets of each namespace: where the listeners are all of them, there is
 * nothing to walk for.
 */
#ifndef COLLECT_TCP_WALK_H
#define COLLECT_TCP_WALK_H

#include "collect/inet_diag.h"
#include "collect/protocol_counts.h"
#include "os/netlink.h"

/** The files with the counts: sockstat, sockstat6 and protocols. */
#define TCP_FILES 3
extern const char *const tcp_files[TCP_FILES];

/** The numbers of TCP sockets in one network namespace. */
struct tcp_counts {
    uint64_t in_use[FAMILY_COUNT]; /**< IPv4 and IPv6: listeners and connections, by family */
    uint64_t time_wait;            /**< of both families */
    uint64_t used;                 /**< sockets of any kind that processes hold */
};

/**
 * Reads the contents of sockstat and sockstat6 (net/ipv4/proc.c, sockstat_seq_show;
 * net/ipv6/proc.c, sockstat6_seq_show); the latter is empty without IPv6. "inuse" and "tw" are
 * those of the namespace. Pure. Returns 0, or -EBADMSG if a number is missing or invalid.
 */
int tcp_counts_parse(struct text ipv4, struct text ipv6, struct tcp_counts *ret_counts);

/**
 * Reads the numbers from FILES, open descriptors of tcp_files, or the negative errno of opening
 * each; again if they were read before. Returns 0, also without IPv6, or a negative errno.
 */
int tcp_counts_read(const int files[TCP_FILES], struct tcp_counts *ret_counts);

/**
 * Returns true if no TCP socket of a namespace can be bound-inactive: those that processes hold are
 * all listeners, or of the kinds in OTHERS of which the kernel itself has none. A socket that is
 * only bound is not in use, but used (net/core/sock.c, sk_alloc). Sockets of UDP are not counted,
 * because tunnels of the kernel are in use, and not used: with them, the answer is false.
 */
bool tcp_counts_exclude_bound(const struct tcp_counts *counts,
                              const struct protocol_counts *others);

/**
 * Returns true if a namespace with COUNTS, of which a dump just returned all LISTENERS of FAMILIES,
 * has no other TCP socket of them in STATES. Sockets in SYN-RECV are not counted (request sockets,
 * net/ipv4/inet_connection_sock.c), but only a listener has them. Bound-inactive sockets are not
 * counted either, and are in another table.
 */
bool tcp_counts_are_listeners(const struct tcp_counts *counts, size_t listeners,
                              const bool families[FAMILY_COUNT], state_set states);

/** What is read. */
struct tcp_walk {
    struct netlink_supply *supply;
    const int *files; /**< open descriptors of tcp_files, or the negative errno of opening each */
    bool many;        /**< every namespace is read: a walk for each would take minutes */
    /**
     * Set by tcp_walk_collect: the walk was left out although there are listeners, which may have
     * sockets in SYN-RECV.
     */
    bool leaves_out_syn_recv;
};

/**
 * As inet_diag_collect for TCP; leaves out the walk over connections if none is counted. Sockets in
 * SYN-RECV, which are not, are then left out as well if REQUEST wants them and established
 * connections alike, among many namespaces, except from the wide request of a selection.
 */
int tcp_walk_collect(struct tcp_walk *walk, const struct request *request, struct row_sink *sink,
                     struct inet_diag_answer *answer);

#endif
