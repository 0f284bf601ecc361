// SPDX-License-Identifier: MIT
/**
 * Adds facts to the rows that will be shown; only those that something on the command line needs.
 */
#ifndef JOIN_JOIN_H
#define JOIN_JOIN_H

#include "join/user.h"
#include "sock/facts.h"
#include "sock/field.h"

/** What is read, and how. */
struct join_sources {
    const char *services; /**< in the format of services(5) */
    const char *proc;     /**< a procfs */
    enum owner_choice owners;
    const struct user_server *users; /**< looks up names of users; NULL: this process does */
};

/** What lives as long as the program: names, identity of the host, what is open and loaded. */
struct joiner;

/** Opens nothing yet. SOURCES is copied. Never NULL; free it with joiner_close. */
struct joiner *joiner_open(const struct join_sources *sources);

void joiner_close(struct joiner *joiner);

/**
 * Starts a snapshot: initializes FACTS, which borrow the names of JOINER. Forgets the names of name
 * services that failed in the snapshot before, so that they are asked again.
 */
void joiner_begin(struct joiner *joiner, struct facts *facts);

/**
 * Reads and opens all that NEEDS (enum need) takes besides the rows. Afterwards, join() opens no
 * file and no socket for them, except for owners, names of users without a user server, and names
 * of hosts.
 */
void joiner_prepare(struct joiner *joiner, unsigned needs, struct facts *facts);

/**
 * Joins what NEEDS (enum need) says. What could not be read is a warning in FACTS and an absent
 * value, never a guess. Files that tell of more than the rows are read once a session.
 */
void join(struct joiner *joiner, unsigned needs, const struct sock_table *table,
          struct facts *facts);

#endif
