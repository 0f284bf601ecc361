// SPDX-License-Identifier: MIT
/**
 * What has to be known before a field can be read: the price of a column. How a need is met is a
 * row of join/join.c.
 */
#ifndef SOCK_NEED_H
#define SOCK_NEED_H

#include <stdbool.h>

/** A set of needs has these bits. */
enum need {
    NEED_OWNER = 1 << 0,     /**< the processes' descriptors */
    NEED_SERVICE = 1 << 1,   /**< /etc/services */
    NEED_USER = 1 << 2,      /**< the user database */
    NEED_DEVICE = 1 << 3,    /**< names of interfaces */
    NEED_HOST = 1 << 4,      /**< the resolver */
    NEED_MACHINE = 1 << 5,   /**< name and boot of this host */
    NEED_AUTOBOUND = 1 << 6, /**< not joined but collected: a dump more */
    NEED_EPHEMERAL = 1 << 7, /**< the range of ephemeral ports */
    NEED_TALLY = 1 << 8,     /**< not joined but counted: groups by kind */
    NEED_MARK = 1 << 9,      /**< not joined but a privilege: CAP_NET_ADMIN */
    NEED_THREADS = 1 << 10,  /**< with NEED_OWNER: descriptors of single threads, too */
    NEED_NAME = 1 << 11,     /**< not joined but collected: names of Unix sockets */
    NEED_PEER = 1 << 12,     /**< likewise: peers of Unix sockets */
};

#define NEED_COUNT 13

/** Needs that are met while sockets are read, whatever a field is used for. */
#define NEEDS_COLLECTED (NEED_AUTOBOUND | NEED_NAME | NEED_PEER)

/** Needs that only Unix sockets have. */
#define NEEDS_OF_UNIX (NEED_NAME | NEED_PEER)

struct need_info {
    enum need need;
    const char *words;    /**< what is joined, for --explain-filter; NULL: is not told */
    unsigned rights;      /**< what meeting it takes (enum sandbox_need) */
    bool whole;           /**< is met for all rows at once, so that no row can be shown before */
    bool whole_in_filter; /**< likewise where a filter depends on it */
};

/** By bit number. */
extern const struct need_info need_table[NEED_COUNT];

/** Returns all that meeting NEEDS takes (enum sandbox_need). */
unsigned needs_rights(unsigned needs);

/** Returns true when a row can be shown only after the last one is read: SHOWN is what its columns
 * need, FILTERED what the filter needs. */
bool needs_whole(unsigned shown, unsigned filtered);

#endif
