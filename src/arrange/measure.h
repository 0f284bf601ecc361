// SPDX-License-Identifier: MIT
/**
 * Computes metrics from the rows of a snapshot, which were joined with what METRICS_COLUMNS need.
 * What could not be read is absent, not zero, and the metrics about the scan say so. No series is
 * about a peer.
 */
#ifndef ARRANGE_MEASURE_H
#define ARRANGE_MEASURE_H

#include "sock/facts.h"
#include "sock/metrics.h"
#include "sock/request.h"

/** The columns whose needs the metrics have. */
#define METRICS_COLUMNS                                                                            \
    "proto,family,state,local_address,local_port,local_path,device,unit,cgroup_state,accept_queue" \
    ",accept_limit,connections,role,owner,drops,rtt_us,retransmits_total,autobound,ephemeral"

/** Likewise, with network namespaces. */
#define METRICS_COLUMNS_NETNS METRICS_COLUMNS ",netns,netns_name"

struct measure_plan {
    const struct request *request; /**< the selected sockets */
    bool tables_read;              /**< every selected table was read completely */
    bool places;                   /**< network namespaces were chosen: they are labels */
    uint64_t limit;                /**< see metrics_finish */
    uint64_t microseconds;         /**< duration of the scan */
};

/** Fills METRICS, which is empty, and finishes it. */
void measure(const struct sock_table *rows, const struct facts *facts,
             const struct measure_plan *plan, struct metrics *metrics);

#endif
