// SPDX-License-Identifier: MIT
/**
 * The BPF programs that tell of sockets at the moment something happens to them: the trace of TCP
 * (collect/trace.h) and the processes that close UDP sockets (collect/release.h).
 */
#ifndef FOLLOW_TRACE_H
#define FOLLOW_TRACE_H

#include "cli/options.h"
#include "collect/release.h"
#include "collect/trace.h"
#include "follow_report.h"
#include "sock/place.h"
#include "track/connections.h"

/** Start with `{0}`; close with tracing_close. */
struct tracing {
    struct trace *trace;     /**< NULL: TCP is not traced */
    struct release *release; /**< NULL: who closes UDP sockets is not told */
    struct connections connections;
    struct places *places;  /**< borrowed */
    struct idmap place_of;  /**< number of the place, by inode of the network namespace */
    bool all;               /**< namespaces that begin later are followed, too */
    bool too_many;          /**< there are more of them than numbers, which was said */
    uint64_t received;      /**< reports of the trace that were read */
    uint64_t lost;          /**< reports of the trace that were lost, as far as it was shown */
    uint64_t lost_releases; /**< likewise of closed UDP sockets */
    bool doubtful;          /**< reports were lost since the last scan */
    bool failed;            /**< the buffer of a program has what no program writes */
};

/**
 * Loads the programs that the options and the rights allow. Prints a message and returns false if
 * --trace=bpf is given and the trace is not available. PLACES: the namespaces to follow.
 */
bool tracing_open(struct tracing *tracing, const struct options *options, struct places *places);

void tracing_close(struct tracing *tracing);

/** Notes which places are followed. Rows of one that is read from /proc have no cookies. */
void tracing_note_places(struct tracing *tracing);

/** Returns the protocols whose events are traced. */
proto_set tracing_protos(const struct tracing *tracing);

/** Returns true if there is anything to read every TRACE_INTERVAL milliseconds. */
bool tracing_reads(const struct tracing *tracing);

/**
 * Reads what the programs have reported and shows it, and gaps. ENDED: receives the cookies of TCP
 * sockets that ended; NULL: nothing does.
 */
void tracing_read(struct tracing *tracing, struct reporter *reporter, struct idmap *ended);

/**
 * After a scan: shows that reports of the trace were lost that the kernel did not count, if sockets
 * are gone whose end was not reported. Some kernels run no BPF program while certain processes run.
 */
void tracing_check(struct tracing *tracing, struct reporter *reporter, const struct moment *now);

/** Tells OBSERVATION, of the end of a UDP socket, which process closed it. */
void tracing_complete(struct tracing *tracing, struct observation *observation);

#endif
