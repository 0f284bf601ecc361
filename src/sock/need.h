// SPDX-License-Identifier: MIT
/**
 * Data that must be joined before a field can be read: the cost of a column. How a need is met is a
 * row of join/join.c.
 */
#ifndef SOCK_NEED_H
#define SOCK_NEED_H

#include <stdbool.h>

/** The needs; a set of them is a bit mask. */
enum need {
    NEED_OWNER = 1 << 0,       /**< the processes' descriptors */
    NEED_SERVICE = 1 << 1,     /**< /etc/services */
    NEED_USER = 1 << 2,        /**< the user database */
    NEED_DEVICE = 1 << 3,      /**< names of interfaces */
    NEED_HOST = 1 << 4,        /**< the resolver */
    NEED_MACHINE = 1 << 5,     /**< name and boot of this host */
    NEED_AUTOBOUND = 1 << 6,   /**< not joined but collected: one more dump */
    NEED_EPHEMERAL = 1 << 7,   /**< the range of ephemeral ports */
    NEED_TALLY = 1 << 8,       /**< not joined but counted: groups by kind */
    NEED_MARK = 1 << 9,        /**< not joined but a privilege: CAP_NET_ADMIN */
    NEED_THREADS = 1 << 10,    /**< with NEED_OWNER: descriptors of single threads, too */
    NEED_NAME = 1 << 11,       /**< not joined but collected: names of Unix sockets */
    NEED_PEER = 1 << 12,       /**< likewise: peers of Unix sockets */
    NEED_EXTRA = 1 << 13,      /**< likewise: files of Unix sockets, and clients that wait */
    NEED_ULP = 1 << 14,        /**< likewise: upper layer protocols of TCP sockets */
    NEED_MEMORY = 1 << 15,     /**< likewise: the memory of sockets */
    NEED_INFO = 1 << 16,       /**< likewise: the first part of struct tcp_info */
    NEED_CONGESTION = 1 << 17, /**< likewise: congestion control of TCP sockets */
    NEED_INFO_REST = 1 << 18,  /**< likewise, with NEED_INFO: the rest of it */
    NEED_STORAGE = 1 << 19,    /**< likewise: storage of BPF programs; CAP_BPF */
    NEED_TOS = 1 << 20,        /**< likewise: type of service of Internet sockets */
    NEED_SOCKOPT = 1 << 21,    /**< likewise: options of Internet sockets */
    NEED_CONTEXT = 1 << 22,    /**< with NEED_OWNER: security contexts of the processes */
    NEED_KEYS = 1 << 23,       /**< likewise: the number of TCP-MD5 keys; CAP_NET_ADMIN */
    NEED_CGROUP = 1 << 24,     /**< the paths of cgroups */
    NEED_ENDS = 1 << 25,       /**< all TCP and UDP sockets: other ends, roles and listeners */
    NEED_NETNS = 1 << 26,      /**< not joined: network namespaces are looked at before */
    NEED_BACKENDS = 1 << 27,   /**< with NEED_OWNER and NEED_ENDS: what is behind listeners */
    NEED_SIBLINGS = 1 << 28,   /**< all TCP sockets: those in TIME-WAIT that share a peer */
    NEED_PEER_COUNT = 1 << 29, /**< with NEED_PEER: how many sockets have the same peer */
    NEED_RESULT = 1 << 30,     /**< not joined: only --kill brings it */
    NEED_RATES = 1U << 31,     /**< with NEED_INFO_REST: two looks, some time apart */
};

#define NEED_COUNT 32

/** Needs that only Unix sockets have. */
#define NEEDS_OF_UNIX (NEED_NAME | NEED_PEER | NEED_PEER_COUNT | NEED_EXTRA)

/** Needs that only TCP sockets have. */
#define NEEDS_OF_TCP (NEED_ULP | NEED_INFO | NEED_INFO_REST | NEED_CONGESTION | NEED_KEYS)

/** Needs that only sockets of the Internet have. */
#define NEEDS_OF_INTERNET (NEED_TOS | NEED_SOCKOPT)

/** Needs that only some protocols have (proto_info.needs). */
#define NEEDS_OF_PROTOS                                                                            \
    (NEEDS_OF_UNIX | NEEDS_OF_TCP | NEEDS_OF_INTERNET | NEED_MEMORY | NEED_STORAGE)

/** Needs that are met while sockets are read, whatever a field is used for. */
#define NEEDS_COLLECTED (NEED_AUTOBOUND | NEEDS_OF_PROTOS)

/**
 * Needs that depend on all sockets of a protocol, also those that are not shown: see request_widen.
 * A group of fields or --details does not bring them, only a field that is named, or
 * GROUP_BACKENDS, or --explain.
 */
#define NEEDS_OF_WHOLE_TABLES (NEED_ENDS | NEED_BACKENDS | NEED_SIBLINGS)

/** Needs that only a field that is named, or its own option, brings: not --details. */
#define NEEDS_NAMED (NEEDS_OF_WHOLE_TABLES | NEED_RATES)

/** Of NEEDS_COLLECTED, those of numbers in structures in the detail of a socket (sock/detail.h). */
#define NEEDS_IN_DETAIL                                                                            \
    (NEED_MEMORY | NEED_INFO | NEED_INFO_REST | NEED_CONGESTION | NEEDS_OF_INTERNET)

struct need_info {
    enum need need;
    const char *words;    /**< description for --explain-filter; NULL: not printed */
    unsigned rights;      /**< rights that it requires (enum sandbox_need) */
    bool whole;           /**< met for all rows at once: no row can be shown earlier */
    bool whole_in_filter; /**< the same if the filter has the need */
};

/** By bit number. */
extern const struct need_info need_table[NEED_COUNT];

/** Returns the rights that NEEDS require (enum sandbox_need). */
unsigned needs_rights(unsigned needs);

/**
 * Returns true if a row can be shown only after the last one is read. SHOWN are the needs of the
 * columns, FILTERED those of the filter.
 */
bool needs_whole(unsigned shown, unsigned filtered);

#endif
