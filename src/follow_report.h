// SPDX-License-Identifier: MIT
/**
 * Turns what scans and sources of events found into events that are shown: decides which match,
 * joins what the columns need with these only, and writes them.
 */
#ifndef FOLLOW_REPORT_H
#define FOLLOW_REPORT_H

#include "session.h"
#include "show/event.h"
#include "track/connections.h"
#include "track/tracker.h"

/** A socket that was closed. */
struct closed {
    struct known *known; /**< owned; NULL: nothing is shown of it */
    struct moment when;
    bool scanned; /**< scans do not list it any more; otherwise a source of events saw its end */
    bool tuple_known; /**< false: its ends are not known */
    struct ending ending;
};

/** Observations that are handled at once at most. */
#define OBSERVED_MOST 1024

/** Observations that are not shown yet. */
struct observed {
    struct observation *items;
    size_t count, capacity;
};

/** What is made of them (follow_observed.c). */
struct batch;

/** Start with `{.session = ..., .show = ...}`. */
struct reporter {
    struct session *session; /**< borrowed */
    struct event_show *show; /**< borrowed */
    struct tracker tracker;
    struct connections *connections; /**< of the trace, to know listeners; borrowed. NULL: none */
    struct closed *closed;           /**< listeners, until a scan shows if others replace them */
    size_t closed_count, closed_capacity;
    struct observed observed;
    struct batch *batch; /**< owned; NULL: nothing was observed yet */
    struct strbuf said;  /**< messages that were printed, each with its NUL */
    struct strbuf cells; /**< of the row at hand */
    size_t unreported;   /**< sockets that the last scan found gone, whose end a trace reports */
    uint64_t events;     /**< about sockets, shown */
    uint64_t gaps;       /**< times that events or rows were lost */
    uint64_t undecided;  /**< events not shown: the filter depends on what is not known */
};

void reporter_free(struct reporter *reporter);

/** Returns true if as many events were shown as --count asks for. */
bool reporter_is_done(const struct reporter *reporter);

/**
 * Compares the rows of SNAPSHOT, all that there are, with what is known, and shows the events. The
 * rows that are not about an event are dropped.
 */
void reporter_scan(struct reporter *reporter, struct snapshot *snapshot, const struct moment *now);

/**
 * Takes what a source of events observed. It is shown, in this order, with the next call of
 * reporter_observed at the latest.
 */
void reporter_observe(struct reporter *reporter, const struct observation *observation);

/** Shows all that was observed. */
void reporter_observed(struct reporter *reporter);

/** Shows the ends that wait for a scan, which could show a replacement. */
void reporter_flush(struct reporter *reporter);

/** Shows that LOST events, or GAP_UNKNOWN, or rows of SOURCE were lost at NOW. */
void reporter_gap(struct reporter *reporter, const struct moment *now, const char *source,
                  uint64_t lost);

/** Prints the warnings of FACTS that were not printed yet. */
void reporter_warn(struct reporter *reporter, const struct facts *facts);

// Between follow_observed.c and follow_report.c.

/**
 * Copies the rows of TABLE that match to *RET_MATCHING, after joining what the filter needs, except
 * WITHOUT. Their details are those of FACTS.
 */
void reporter_match(struct reporter *reporter, const struct sock_table *table, unsigned without,
                    struct facts *facts, struct sock_table *ret_matching);

/** Shows that KNOWN began at WHEN, if it matches; or that it replaces a listener. */
void reporter_show_start(struct reporter *reporter, const struct known *known,
                         const struct moment *when);

/** Shows the end of a socket, if it matched, and frees `known`. That of a listener can wait. */
void reporter_show_end(struct reporter *reporter, const struct closed *closed);

/** Frees BATCH; NULL is allowed. */
void batch_free(struct batch *batch);

#endif
