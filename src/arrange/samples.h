// SPDX-License-Identifier: MIT
/**
 * Values of numbered groups, of which percentiles are taken.
 */
#ifndef ARRANGE_SAMPLES_H
#define ARRANGE_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Start with `{0}`. Each has the number of its group in the upper half, a value in the lower. */
struct samples {
    uint64_t *list;
    size_t count, capacity;
};

void samples_free(struct samples *samples);

/** Adds a value of group NUMBER. It is kept as 32 bits: a higher one counts as UINT32_MAX. */
void samples_add(struct samples *samples, uint32_t number, uint64_t value);

/** Sorts the values by group and size: call it before samples_next. */
void samples_sort(struct samples *samples);

/** The values of one group. Start with `{0}`. */
struct sample_group {
    size_t start, end;
    uint32_t number;
};

/** Goes to the next group that has values; returns false after the last. */
bool samples_next(const struct samples *samples, struct sample_group *group);

/** Returns the percentile PERCENT of a group by nearest rank: it is always one of the values. */
uint32_t samples_percentile(const struct samples *samples, const struct sample_group *group,
                            size_t percent);

#endif
