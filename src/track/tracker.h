// SPDX-License-Identifier: MIT
/**
 * Compares what is seen of sockets with what is known of them: finds those that opened, changed and
 * closed. Pure: the caller takes the scans and writes the events.
 *
 * A scan is tracker_begin_scan, tracker_see for each row, tracker_end_scan. Between scans,
 * tracker_take_end tells which socket a source of events saw the end of.
 */
#ifndef TRACK_TRACKER_H
#define TRACK_TRACKER_H

#include "base/idmap.h"
#include "sock/event.h"
#include "sock/facts.h"
#include "track/known.h"

/** Complete scans that must miss a socket before it counts as closed: a dump is no snapshot. */
#define TIMES_MISSED 2

/** Start with `{0}`; free with tracker_free. */
struct tracker {
    struct known_table known;
    struct idmap listening; /**< ports that had a TCP listener, by place */
    struct moment now;      /**< of the scan */
    uint32_t scan;          /**< number of the last scan; 0: none was taken */
};

void tracker_free(struct tracker *tracker);

/** What a row of a scan is. */
enum sighting {
    SIGHTING_SAME, /**< nothing to report */
    SIGHTING_NEW,  /**< a socket that opened, or of the first scan; `fresh` until it is accepted */
    SIGHTING_CHANGED, /**< known, with another state, end, queue limit, or with a process now */
};

void tracker_begin_scan(struct tracker *tracker, const struct moment *now);

/**
 * Compares ROW with what is known. A new socket becomes known; a known one stays as it was reported
 * until tracker_accept. A socket that is first seen in TIME-WAIT, or in FIN-WAIT-2 without a
 * process, has ended already and is not new; nor is an unfinished handshake (SYN-RECV).
 */
enum sighting tracker_see(struct tracker *tracker, const struct sock *row);

/** Makes KNOWN as ROW, after a change was reported. */
void tracker_accept(struct known *known, const struct sock *row);

/**
 * Ends the scan: moves the sockets that count as closed to GONE, sorted. None counts as missed of a
 * place of FACTS that is incomplete.
 */
void tracker_end_scan(struct tracker *tracker, const struct facts *facts, struct known_list *gone);

/** Adds SOCK, of which a source of events saw the start, and which must not be known. */
struct known *tracker_start(struct tracker *tracker, const struct sock *sock);

/**
 * Returns the socket of which a source of events saw the end, or NULL if it is not known. The
 * caller frees it.
 */
struct known *tracker_take_end(struct tracker *tracker, const struct sock *sock);

/** Returns a number that is equal for listeners of which one can replace the other. */
uint64_t tracker_listener_key(const struct sock *sock);

/** Returns true if both are listeners of equal protocol, family, end, interface and place. */
bool tracker_is_replacement(const struct sock *before, const struct sock *after);

/** Returns how the socket of OBSERVATION ended. KNOWN: what is known of it; NULL: nothing. */
struct ending tracker_ending(const struct tracker *tracker, const struct observation *observation,
                             const struct known *known);

/**
 * Returns true if a trace of changes of state reports the end of KNOWN: a TCP socket with a cookie,
 * by which the trace identifies sockets, in a state that close(2) changes.
 */
bool tracker_end_is_traced(const struct known *known);

/** Returns how a socket ended that scans do not list any more. */
struct ending tracker_ending_unseen(const struct known *known);

#endif
