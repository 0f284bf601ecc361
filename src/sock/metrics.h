// SPDX-License-Identifier: MIT
/**
 * Metrics: numbers about sockets, each with labels, for Prometheus and OpenMetrics. arrange/measure
 * computes them from the rows, show/metrics writes them. Start with `struct metrics metrics = {0}`.
 *
 * The help of a metric must never change: Prometheus' textfile collector refuses files that have
 * the same metric with different help.
 */
#ifndef SOCK_METRICS_H
#define SOCK_METRICS_H

#include "base/intern.h"

#include <stdbool.h>

/** The labels that a metric has. */
enum metric_class {
    CLASS_STATE,     /**< proto, family, state */
    CLASS_OWNER,     /**< proto, owner */
    CLASS_PROTO,     /**< proto */
    CLASS_NETNS,     /**< none, or a network namespace */
    CLASS_EPHEMERAL, /**< proto, destination */
    CLASS_ROLE,      /**< proto, role */
    CLASS_RTT,       /**< proto, role, percentile */
    CLASS_LISTENER,  /**< proto, address, port, device, unit */
    CLASS_REFUSED,   /**< fact */
    CLASS_SCAN,      /**< none */
    CLASS_COUNT,
};

/** Classes from this one on are about the scan itself: no limit applies to them. */
#define CLASS_FIRST_OF_SCAN CLASS_REFUSED

enum metric {
    METRIC_SOCKETS,
    METRIC_OWNER_SOCKETS,
    METRIC_DROPS,
    METRIC_TIME_WAIT_SOCKETS,
    METRIC_ORPHANED_SOCKETS,
    METRIC_EPHEMERAL_PORTS,
    METRIC_EPHEMERAL_USED_PORTS,
    METRIC_EPHEMERAL_BUSIEST_PORTS,
    METRIC_CONNECTIONS,
    METRIC_RETRANSMITS,
    METRIC_RTT,
    METRIC_LISTENER_SOCKETS,
    METRIC_ACCEPT_QUEUE,
    METRIC_ACCEPT_LIMIT,
    METRIC_ACCEPT_USED,
    METRIC_LISTENER_CONNECTIONS,
    METRIC_LISTENER_DROPS,
    METRIC_REFUSED,
    METRIC_COMPLETE,
    METRIC_DURATION,
    METRIC_WARNINGS,
    METRIC_SERIES_DROPPED,
    METRIC_BUILD,
    METRIC_COUNT,
};

struct metric_info {
    const char *name; /**< without "_info" */
    const char *unit; /**< the last word of the name; NULL: it is a number of things */
    const char *help;
    enum metric_class class;
    unsigned decimals; /**< the value is in units of 10^-decimals */
    bool is_info;      /**< the value is always 1; the labels have the information */
};

/** By enum metric, which is the order of output. */
extern const struct metric_info metric_table[METRIC_COUNT];

/** The series of one class that have the same labels: at most one of each metric. */
struct metric_set {
    uint64_t rank;      /**< orders the sets of a class; equal ones are in the order of labels */
    uint32_t labels;    /**< number of the labels: metrics_labels */
    uint32_t have;      /**< bits: by number of the metric within its class */
    uint64_t values[8]; /**< likewise */
    bool dropped;       /**< above the limit: it is not written */
};

struct metric_sets {
    struct intern labels; /**< as text: equal labels are one set, so no series comes twice */
    struct metric_set *list;
    size_t count, capacity;
};

struct metrics {
    struct metric_sets classes[CLASS_COUNT];
};

void metrics_free(struct metrics *metrics);

/**
 * Appends a label to a list of them: NAME="VALUE" after a comma, unless it is the first. VALUE is
 * foreign and gets escaped.
 */
void metrics_label(struct strbuf *labels, const char *name, struct text value);

/** The same with a number. */
void metrics_label_number(struct strbuf *labels, const char *name, uint64_t number);

/**
 * Returns the number of the set with LABELS in CLASS; adds one, with RANK, if there is none. For
 * equal labels the lowest rank counts, so that the order does not depend on the rows' order.
 */
size_t metrics_set(struct metrics *metrics, enum metric_class class, struct text labels,
                   uint64_t rank);

/** Adds NUMBER to the value of METRIC in set number SET of its class; 0 makes it known. */
void metrics_add(struct metrics *metrics, enum metric metric, size_t set, uint64_t number);

/** Raises the value of METRIC in set number SET of its class to NUMBER if it is lower. */
void metrics_raise(struct metrics *metrics, enum metric metric, size_t set, uint64_t number);

/** Returns true and sets *RET_VALUE if METRIC is known in SET, which is one of its class. */
bool metrics_value(const struct metric_set *set, enum metric metric, uint64_t *ret_value);

/** Returns the labels of SET, which is in CLASS. */
struct text metrics_labels(const struct metrics *metrics, enum metric_class class,
                           const struct metric_set *set);

/**
 * Sorts the sets, and drops whole sets so that at most LIMIT series remain that are not about the
 * scan: of each class those at the end, later classes first. Returns the number of series dropped.
 */
uint64_t metrics_finish(struct metrics *metrics, uint64_t limit);

#endif
