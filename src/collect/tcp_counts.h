// SPDX-License-Identifier: MIT
/**
 * The numbers of TCP sockets that the kernel counts: they show what need not be searched for.
 */
#ifndef COLLECT_TCP_COUNTS_H
#define COLLECT_TCP_COUNTS_H

#include "base/text.h"
#include "collect/protocol_counts.h"
#include "sock/proto.h"

/** The files with the counts: sockstat, sockstat6 and protocols. */
#define TCP_FILES 3
extern const char *const tcp_files[TCP_FILES];

/** The numbers of TCP sockets in one network namespace. */
struct tcp_counts {
    uint64_t in_use[FAMILY_COUNT]; /**< IPv4 and IPv6: listeners and connections, by family */
    uint64_t time_wait;            /**< of both families */
    uint64_t used;                 /**< sockets of any kind that processes hold */
    uint64_t allocated;            /**< in any state, of both families and all namespaces */
};

/**
 * Reads the contents of sockstat and sockstat6 (net/ipv4/proc.c, sockstat_seq_show;
 * net/ipv6/proc.c, sockstat6_seq_show); the latter is empty without IPv6. "inuse" and "tw" are
 * those of the namespace, "alloc" is that of the host. Pure. Returns 0, or -EBADMSG if a number is
 * missing or invalid.
 */
int tcp_counts_parse(struct text ipv4, struct text ipv6, struct tcp_counts *ret_counts);

/**
 * Opens sockstat and sockstat6, without protocols, for tcp_counts_read: descriptors or the negative
 * errno of opening each. DIRECTORY: as in proc_net_open_file. Close them with tcp_counts_close.
 */
void tcp_counts_open(int directory, int ret_files[TCP_FILES]);

/** Closes those of FILES that are open. */
void tcp_counts_close(const int files[TCP_FILES]);

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

/**
 * Returns true if there are many TCP sockets and none of them is bound-inactive: then these need
 * not be asked for, for which the kernel walks the table of all bound ports, those of connections
 * included. (It also walks all connections when it is asked for bound-inactive sockets alone, so a
 * dump of their own costs more.) Every socket that listens or is connected is in use, and
 * every socket is allocated: without a difference, none is only bound. BEFORE and AFTER were read
 * one after the other: they are equal unless sockets come and go. Pure.
 */
bool tcp_counts_none_is_bound(const struct tcp_counts *before, const struct tcp_counts *after);

/**
 * Returns true if there are many TCP sockets in STATES, and no more in other namespaces, which a
 * dump walks as well. Pure.
 */
bool tcp_counts_are_many(const struct tcp_counts *counts, state_set states);

/** What the numbers of TCP sockets show before a dump. */
struct tcp_outlook {
    bool none_bound; /**< as tcp_counts_none_is_bound */
    bool many;       /**< as tcp_counts_are_many */
};

/** Returns what the numbers in FILES, as of tcp_counts_read, show; nothing if they are unreadable.
 */
struct tcp_outlook tcp_counts_outlook(const int files[TCP_FILES], state_set states);

#endif
