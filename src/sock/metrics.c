// SPDX-License-Identifier: MIT
#include "sock/metrics.h"

#include "base/escape.h"

#include <assert.h>
#include <stdlib.h>

const struct metric_info metric_table[] = {
    [METRIC_SOCKETS] = {"sockstat_sockets", NULL, "Sockets by protocol, family and state.",
                        CLASS_STATE, 0, false},
    [METRIC_OWNER_SOCKETS] = {"sockstat_owner_sockets", NULL,
                              "Sockets by what is known of the processes that hold them.",
                              CLASS_OWNER, 0, false},
    [METRIC_DROPS] = {"sockstat_drops", NULL,
                      "Packets and connections dropped by the sockets that are open now.",
                      CLASS_PROTO, 0, false},
    [METRIC_TIME_WAIT_SOCKETS] = {"sockstat_time_wait_sockets", NULL,
                                  "TCP sockets in state TIME-WAIT.", CLASS_NETNS, 0, false},
    [METRIC_ORPHANED_SOCKETS] = {"sockstat_orphaned_sockets", NULL,
                                 "TCP sockets closed by their process but not removed yet.",
                                 CLASS_NETNS, 0, false},
    [METRIC_EPHEMERAL_PORTS] = {"sockstat_ephemeral_ports", NULL,
                                "Ports of ip_local_port_range that are not reserved.", CLASS_NETNS,
                                0, false},
    [METRIC_EPHEMERAL_USED_PORTS] = {"sockstat_ephemeral_used_ports", NULL,
                                     "Ephemeral ports in use, by kind of destination.",
                                     CLASS_EPHEMERAL, 0, false},
    [METRIC_EPHEMERAL_BUSIEST_PORTS] = {"sockstat_ephemeral_busiest_ports", NULL,
                                        "Ephemeral ports in use to the one destination that uses "
                                        "most, by kind of destination.",
                                        CLASS_EPHEMERAL, 0, false},
    [METRIC_CONNECTIONS] = {"sockstat_connections", NULL,
                            "Connections by the end that opened them.", CLASS_ROLE, 0, false},
    [METRIC_RETRANSMITS] = {"sockstat_retransmits", NULL,
                            "Segments that the connections open now have retransmitted.",
                            CLASS_ROLE, 0, false},
    [METRIC_RTT] = {"sockstat_rtt_seconds", "seconds",
                    "Percentiles of the smoothed round-trip times of connections.", CLASS_RTT, 6,
                    false},
    [METRIC_LISTENER_SOCKETS] = {"sockstat_listener_sockets", NULL,
                                 "Sockets that listen at an address and port.", CLASS_LISTENER, 0,
                                 false},
    [METRIC_ACCEPT_QUEUE] = {"sockstat_listener_accept_queue", NULL,
                             "Connections that wait to be accepted.", CLASS_LISTENER, 0, false},
    [METRIC_ACCEPT_LIMIT] = {"sockstat_listener_accept_limit", NULL,
                             "Most connections that may wait to be accepted.", CLASS_LISTENER, 0,
                             false},
    [METRIC_ACCEPT_USED] = {"sockstat_listener_accept_used_ratio", "ratio",
                            "Use of the fullest accept queue of a listener; at 1 connections are "
                            "dropped.",
                            CLASS_LISTENER, 2, false},
    [METRIC_LISTENER_CONNECTIONS] = {"sockstat_listener_connections", NULL,
                                     "Established connections of a listener.", CLASS_LISTENER, 0,
                                     false},
    [METRIC_LISTENER_DROPS] = {"sockstat_listener_drops", NULL,
                               "Packets and connections dropped by listening sockets that are "
                               "open now.",
                               CLASS_LISTENER, 0, false},
    [METRIC_REFUSED] = {"sockstat_scan_refused", NULL,
                        "1 if a kind of facts could not be read completely.", CLASS_REFUSED, 0,
                        false},
    [METRIC_COMPLETE] = {"sockstat_scan_complete", NULL,
                         "1 if every selected table was read completely.", CLASS_SCAN, 0, false},
    [METRIC_DURATION] = {"sockstat_scan_duration_seconds", "seconds", "Time that the scan took.",
                         CLASS_SCAN, 6, false},
    [METRIC_WARNINGS] = {"sockstat_scan_warnings", NULL, "Warnings printed about the scan.",
                         CLASS_SCAN, 0, false},
    [METRIC_SERIES_DROPPED] = {"sockstat_series_dropped", NULL,
                               "Series that were not written because of the limit.", CLASS_SCAN, 0,
                               false},
    [METRIC_BUILD] = {"sockstat_build", NULL, "Version of sockstat.", CLASS_SCAN, 0, true},
};
static_assert(sizeof(metric_table) / sizeof(metric_table[0]) == METRIC_COUNT, "a row a metric");

void metrics_free(struct metrics *metrics)
{
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        intern_free(&metrics->classes[i].labels);
        free(metrics->classes[i].list);
    }
    *metrics = (struct metrics){0};
}

static void begin_label(struct strbuf *labels, const char *name)
{
    if (labels->length > 0)
        strbuf_byte(labels, ',');
    strbuf_text(labels, name);
    strbuf_text(labels, "=\"");
}

void metrics_label(struct strbuf *labels, const char *name, struct text value)
{
    begin_label(labels, name);
    escape_label(labels, value.bytes, value.length);
    strbuf_byte(labels, '"');
}

void metrics_label_number(struct strbuf *labels, const char *name, uint64_t number)
{
    begin_label(labels, name);
    strbuf_decimal(labels, number);
    strbuf_byte(labels, '"');
}

size_t metrics_set(struct metrics *metrics, enum metric_class class, struct text labels,
                   uint64_t rank)
{
    struct metric_sets *sets = &metrics->classes[class];
    uint32_t number = 0;

    if (!intern_add(&sets->labels, labels, &number)) {
        if (rank < sets->list[number].rank)
            sets->list[number].rank = rank;
        return number;
    }
    sets->list = alloc_grow(sets->list, &sets->capacity, sets->count + 1, sizeof(*sets->list));
    sets->list[sets->count++] = (struct metric_set){.rank = rank, .labels = number};
    return number;
}

/** Returns the number of METRIC within its class: that of its bit and its value. */
static unsigned position(enum metric metric)
{
    unsigned first = metric;

    while (first > 0 && metric_table[first - 1].class == metric_table[metric].class)
        first--;
    return metric - first;
}

/** Returns the value of METRIC in set number SET, and makes it known. */
static uint64_t *value_of(struct metrics *metrics, enum metric metric, size_t set)
{
    struct metric_set *changed = &metrics->classes[metric_table[metric].class].list[set];
    unsigned at = position(metric);

    changed->have |= 1U << at;
    return &changed->values[at];
}

void metrics_add(struct metrics *metrics, enum metric metric, size_t set, uint64_t number)
{
    *value_of(metrics, metric, set) += number;
}

void metrics_raise(struct metrics *metrics, enum metric metric, size_t set, uint64_t number)
{
    uint64_t *value = value_of(metrics, metric, set);

    if (*value < number)
        *value = number;
}

bool metrics_value(const struct metric_set *set, enum metric metric, uint64_t *ret_value)
{
    unsigned at = position(metric);

    if (!(set->have & 1U << at))
        return false;
    *ret_value = set->values[at];
    return true;
}

struct text metrics_labels(const struct metrics *metrics, enum metric_class class,
                           const struct metric_set *set)
{
    return intern_bytes(&metrics->classes[class].labels, set->labels);
}

static int compare_sets(const void *one, const void *other, void *context)
{
    const struct metric_set *sets[] = {one, other};
    const struct intern *labels = context;

    if (sets[0]->rank != sets[1]->rank)
        return sets[0]->rank < sets[1]->rank ? -1 : 1;
    return text_compare(intern_bytes(labels, sets[0]->labels),
                        intern_bytes(labels, sets[1]->labels));
}

/** Drops the sets that LIMIT has no room for, and all after them. Returns the number of series. */
static uint64_t drop_sets(struct metric_sets *sets, uint64_t *limit)
{
    uint64_t dropped = 0;

    for (size_t i = 0; i < sets->count; i++) {
        unsigned series = (unsigned)__builtin_popcount(sets->list[i].have);
        sets->list[i].dropped = series > *limit;
        if (sets->list[i].dropped)
            dropped += series;
        *limit = sets->list[i].dropped ? 0 : *limit - series;
    }
    return dropped;
}

uint64_t metrics_finish(struct metrics *metrics, uint64_t limit)
{
    uint64_t dropped = 0;

    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        struct metric_sets *sets = &metrics->classes[i];
        if (sets->count > 0)
            qsort_r(sets->list, sets->count, sizeof(*sets->list), compare_sets, &sets->labels);
        if (i < CLASS_FIRST_OF_SCAN)
            dropped += drop_sets(sets, &limit);
    }
    return dropped;
}
