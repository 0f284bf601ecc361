// SPDX-License-Identifier: MIT
/**
 * Aggregates of groups: sums, maxima and percentiles of a field of sockets.
 */
#ifndef ARRANGE_AGGREGATE_H
#define ARRANGE_AGGREGATE_H

#include "arrange/samples.h"
#include "sock/facts.h"
#include "sock/field_list.h"

/** Aggregates while groups are made. */
struct aggregation {
    const struct field_list *fields; /**< of groups, with an aggregate; borrowed */
    struct samples *samples;         /**< one list per field; those of percentiles have values */
};

/** Begins to compute FIELDS, which must live as long as GROUPS, for GROUPS, which is empty. */
struct aggregation aggregation_begin(const struct field_list *fields, struct groups *groups);

/** Makes room for the group with the number GROUPS->count - 1, which is new. */
void aggregation_add_group(const struct aggregation *aggregation, struct groups *groups);

/**
 * Adds the values of SOCK to the group with this number: of the fields that need one of NEEDS (0:
 * of all). A percentile keeps each value, as 32 bits: a higher one counts as UINT32_MAX.
 */
void aggregation_add(struct aggregation *aggregation, uint32_t number, const struct sock *sock,
                     struct facts *facts, unsigned needs);

/** Computes what depends on all values, and frees them. */
void aggregation_end(struct aggregation *aggregation, struct groups *groups);

#endif
