// SPDX-License-Identifier: MIT
/**
 * A session lives as long as the program: options, rights, open sources, names that were looked up.
 * A snapshot is what one look at the sockets brings. A session takes any number of them.
 */
#ifndef SESSION_H
#define SESSION_H

#include "cli/options.h"
#include "collect/collect.h"
#include "collect/visit.h"
#include "collect/visit_server.h"
#include "join/join.h"
#include "progress.h"
#include "track/rate.h"

/** The network namespaces that are read. */
struct run_places {
    struct places *places;
    struct visit *visit;
    struct visit_server *server; /**< finds those that begin later */
};

struct session {
    const struct options *options;
    struct request *wide; /**< what is read, if it is more than what is shown; NULL: it is not */
    const struct run_places *places;
    struct collector *collector;
    struct joiner *joiner;
    struct rates *rates;      /**< the previous look, with NEED_RATES; otherwise NULL */
    struct netlink *ends;     /**< reports the ends of TCP sockets; NULL: not available */
    struct owners before;     /**< of the connections of the previous look, if they are needed */
    bool look_missed;         /**< that look did not bring everything, which was not said yet */
    bool look_bare;           /**< its source has no counters of connections */
    struct progress progress; /**< of host names */
};

/** The rows of one look, and what else it brought. Start with `{0}`; free with snapshot_free. */
struct snapshot {
    struct sock_table table;
    struct sock_table ended; /**< connections that count in groups, with their last rates */
    struct facts facts;      /**< borrow names, the host and places from the session */
};

/**
 * Initializes SESSION; opens only what every run needs. REPEATS: more than one snapshot is taken.
 * SERVER: looks up names of users; NULL: this process does. PLACES: the network namespaces; what is
 * read of our own is added. All are borrowed until session_free.
 */
void session_begin(struct session *session, const struct options *options, bool repeats,
                   const struct user_server *server, const struct run_places *places);

void session_free(struct session *session);

/** Frees what SNAPSHOT contains; it is then empty, and may be filled or freed again. */
void snapshot_free(struct snapshot *snapshot);

/** Returns what is read. */
const struct request *session_request(const struct session *session);

/**
 * Before a further snapshot begins: adds the network namespaces that began since the last one, and
 * lets those go that have ended.
 */
void session_visit(struct session *session);

/** Adds a warning if network namespaces that begin later are not found. */
void session_warn_places(const struct session *session, struct facts *facts);

/** Starts a snapshot: its time is now, and it has no rows. */
void session_begin_snapshot(struct session *session, struct snapshot *snapshot);

/** Adds the rows that the request selects to SINK, before the filter. */
void session_collect(struct session *session, struct row_sink *sink, struct facts *facts);

/** Drops the rows that do not match, after joining what the filter needs. */
void session_select(struct session *session, struct sock_table *rows, struct facts *facts);

/** Joins what the output needs with the rows that matched. */
void session_complete(struct session *session, const struct sock_table *rows, struct facts *facts);

/**
 * Takes a look for rates alone, without rows, and sleeps for the time of --rates: the next snapshot
 * has rates since then. Each snapshot is such a look for the one after it. Does nothing without
 * NEED_RATES.
 */
void session_measure(struct session *session);

/** Sleeps for this time, and takes note of connections that end meanwhile, if rates need that. */
void session_sleep(struct session *session, int64_t milliseconds);

/**
 * Takes the rows of SNAPSHOT, which was begun: session_collect, rates since the previous look, and
 * session_select.
 */
void session_take(struct session *session, struct snapshot *snapshot);

/**
 * Ends SNAPSHOT, whose rows were taken: session_complete, unless there is no output, the number of
 * rows of each place, and session_note_undecided.
 */
void session_finish(struct session *session, struct snapshot *snapshot);

/** Opens what further snapshots need: from now on no netlink socket is opened. */
void session_settle(struct session *session);

/** Groups and sorts the rows. */
void session_arrange(const struct session *session, struct snapshot *snapshot);

/** Lets the next snapshot look up again what name services failed to tell. */
void session_retry(struct session *session);

/** As session_retry; the time limit of host names is one for all snapshots. */
void session_retry_users(struct session *session);

/** Adds the warning about rows that the filter left undecided. */
void session_warn_undecided(struct facts *facts);

/**
 * Warns of rows that the filter left undecided, and applies --strict. MATCHED is the number of
 * matching rows.
 */
void session_note_undecided(const struct session *session, struct facts *facts, size_t matched);

/**
 * Prints the warnings from number FIRST on. Returns false if one of them could not be printed and
 * the format does not contain it: the user then cannot know that the result is incomplete.
 */
bool session_report(const struct session *session, const struct facts *facts, size_t first);

#endif
