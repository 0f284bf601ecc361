// SPDX-License-Identifier: MIT
/**
 * A table of records, and the removal of duplicates.
 */
#ifndef SOCK_TABLE_H
#define SOCK_TABLE_H

#include "base/strbuf.h"
#include "sock/sock.h"

/** Rows in the order of collection, and the order in which they are shown. */
struct sock_table {
    struct sock *rows;
    size_t count;
    size_t capacity;
    uint32_t *order; /**< `count` indices into rows; NULL: in the order of collection */
    /** Details that do not fit into the rows, by sock.detail; in the order of the rows. */
    struct strbuf details;
};

void sock_table_free(struct sock_table *table);

/** Adds a copy of SOCK at the end. */
void sock_table_append(struct sock_table *table, const struct sock *sock);

/** Appends a row that is all zero and returns it; it is valid until the next call. */
struct sock *sock_table_add(struct sock_table *table);

/**
 * Stores a copy of DETAIL, a list of blocks (sock/detail.h), for the last row. Does nothing for an
 * empty DETAIL. Exits if all details together would exceed 4 GiB.
 */
void sock_table_add_detail(struct sock_table *table, struct text detail);

/**
 * Adds BLOCKS to the detail of row number INDEX. Rows can then have their details in any order:
 * sock_table_truncate only accepts 0.
 */
void sock_table_extend_detail(struct sock_table *table, size_t index, struct text blocks);

/**
 * Returns the detail of a row, empty if it has none. DETAILS is that of its table; the result is
 * valid as long as DETAILS does not change.
 */
static inline struct text sock_detail(const struct strbuf *details, const struct sock *sock)
{
    uint32_t length = 0;

    if (sock->detail == 0)
        return (struct text){0};
    memcpy(&length, details->data + sock->detail - sizeof(length), sizeof(length));
    return (struct text){details->data + sock->detail, length};
}

/**
 * Forgets the rows from number COUNT on, and their details. Not after duplicates were dropped,
 * which can bring a row before its detail, unless COUNT is 0.
 */
void sock_table_truncate(struct sock_table *table, size_t count);

/** Removes every row for which KEEP returns false. */
void sock_table_keep(struct sock_table *table, bool (*keep)(void *context, const struct sock *sock),
                     void *context);

/** Returns the row shown at POSITION. */
const struct sock *sock_table_at(const struct sock_table *table, size_t position);

/**
 * Removes duplicates among the rows; returns their number. A dump is not a
 * snapshot: a socket that moves between hash buckets can be listed twice. The row in the later
 * state is kept, whichever came first.
 *
 * A cookie identifies a socket within a network namespace: rows of two places are two sockets.
 * /proc has no cookies, and an inode alone identifies nothing there: all subflows of an MPTCP
 * connection have that of its socket. Without cookies, or with a cookie that rows share, two rows
 * are the same socket if inode, protocol, family, addresses, ports, state and role (endpoint or
 * association) are equal. Rows with neither cookie nor inode are
 * all kept.
 */
size_t sock_table_drop_duplicates(struct sock_table *table);

/** Likewise; returns the number of those for which COUNTS returns true; NULL: of all. */
size_t sock_table_drop_duplicates_of(struct sock_table *table,
                                     bool (*counts)(const void *context, const struct sock *sock),
                                     const void *context);

#endif
