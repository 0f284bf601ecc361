// SPDX-License-Identifier: MIT
/**
 * Records in a table, and which of them are the same socket.
 */
#ifndef SOCK_TABLE_H
#define SOCK_TABLE_H

#include "base/strbuf.h"
#include "sock/sock.h"

/** Rows in the order they were collected, and the order in which they are shown. */
struct sock_table {
    struct sock *rows;
    size_t count;
    size_t capacity;
    uint32_t *order; /**< `count` indices into rows; NULL: as collected */
    /** What has no room in the rows, by sock.detail; in the order in which rows were added. */
    struct strbuf details;
};

void sock_table_free(struct sock_table *table);

/** Adds a copy of SOCK at the end. */
void sock_table_append(struct sock_table *table, const struct sock *sock);

/** A new row at the end, zeroed; valid until the next call. */
struct sock *sock_table_add(struct sock_table *table);

/**
 * Keeps a copy of DETAIL for the last row: bytes whose meaning the family of the socket decides.
 * Does nothing for no bytes. Ends the program when all details together would exceed 4 GiB.
 */
void sock_table_add_detail(struct sock_table *table, struct text detail);

/** Returns the detail of a row whose table has DETAILS; none: no bytes. Valid as long as they. */
struct text sock_detail(const struct strbuf *details, const struct sock *sock);

/**
 * Forgets the rows from number COUNT on, and their details. Not after duplicates were dropped,
 * which can bring a row before its detail, unless COUNT is 0.
 */
void sock_table_truncate(struct sock_table *table, size_t count);

/** Forgets every row that KEEP is not true of. */
void sock_table_keep(struct sock_table *table, bool (*keep)(void *context, const struct sock *sock),
                     void *context);

/** The row shown at PLACE. */
const struct sock *sock_table_at(const struct sock_table *table, size_t place);

/**
 * Leaves one row for each socket, of the rows from number FROM on, and returns how many were
 * dropped: a dump is no snapshot, so a socket that moves between hash buckets can come twice. The
 * row in the later state stays, whichever the kernel listed first.
 *
 * A cookie identifies a socket within a network namespace, which FROM delimits. /proc has no
 * cookies, and an inode alone identifies nothing there: all subflows of an MPTCP connection have
 * that of its socket. Without cookies, rows are one socket if inode, protocol, family, addresses,
 * ports and state are equal. Rows with neither cookie nor inode are all kept.
 */
size_t sock_table_drop_duplicates(struct sock_table *table, size_t from);

#endif
