// SPDX-License-Identifier: MIT
/**
 * Joins facts with the rows that will be shown, only those that the command line needs.
 */
#ifndef JOIN_JOIN_H
#define JOIN_JOIN_H

#include "join/hosts.h"
#include "join/user.h"
#include "sock/facts.h"
#include "sock/field.h"
#include "sock/request.h"

/** The sources of joined data. */
struct join_sources {
    const char *services; /**< in the format of services(5) */
    const char *proc;     /**< a procfs */
    enum owner_choice owners;
    struct places *places;              /**< what is known of our own place is added; borrowed */
    const struct user_server *users;    /**< looks up names of users; NULL: in this process */
    uint64_t host_milliseconds;         /**< time limit of the host names of a snapshot */
    uint64_t host_at_once;              /**< part of it for one join; 0: all of it */
    struct host_progress host_progress; /**< receives how far they are */
};

/**
 * Data that is kept until sockstat exits: names, identity of the host, open descriptors, loaded BPF
 * programs.
 */
struct joiner;

/**
 * Creates a joiner; opens nothing yet. SOURCES is copied. Never returns NULL; free it with
 * joiner_close.
 */
struct joiner *joiner_open(const struct join_sources *sources);

void joiner_close(struct joiner *joiner);

/** Starts a snapshot: initializes FACTS, which borrow the names of JOINER. */
void joiner_begin(struct joiner *joiner, struct facts *facts);

/**
 * Lets the next snapshot look up again what name services failed to tell, and take as much time for
 * host names as the first one. Without it, further snapshots have what is left of that time. Names
 * that facts borrow may be freed.
 */
void joiner_retry(struct joiner *joiner);

/** Loads the BPF programs that meeting NEEDS may use later: the right to load them can then be
 * given up. */
void joiner_load(struct joiner *joiner, unsigned needs);

/** As joiner_retry for names of users alone; the time for names of hosts goes on. */
void joiner_retry_users(struct joiner *joiner);

/**
 * Reads and opens everything that NEEDS (enum need) require besides the rows. Afterwards join()
 * opens no file and no socket for them, except for owners, names of users without a user server,
 * and names of hosts.
 */
void joiner_prepare(struct joiner *joiner, unsigned needs, struct facts *facts);

/** Returns true if NEEDS of many rows would take long on this host, so that they begin early. */
bool joiner_is_slow(const struct joiner *joiner, unsigned needs);

/**
 * Begins, beside the reading of the sockets, what takes long and does not depend on them. For many
 * rows that will be shown, after joiner_is_slow returned true. Returns true if a thread works on
 * it.
 */
bool joiner_begin_early(struct joiner *joiner);

/**
 * Joins those of NEEDS that depend on all sockets of a protocol (NEEDS_OF_WHOLE_TABLES). TABLE has
 * the rows of request_widen; it stores what SELECTION lists of them (NULL: all). Comes before
 * join(), and before rows are dropped.
 */
void join_whole(unsigned needs, struct sock_table *table, const struct request *selection,
                struct facts *facts);

/**
 * Joins NEEDS (enum need). Data that cannot be read is a warning in FACTS and an absent value,
 * never a guess. Files that do not depend on the rows are read once per session.
 */
void join(struct joiner *joiner, unsigned needs, const struct sock_table *table,
          struct facts *facts);

#endif
