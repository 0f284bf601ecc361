// SPDX-License-Identifier: MIT
#include "arrange/samples.h"

#include "base/alloc.h"

#include <stdlib.h>

void samples_free(struct samples *samples)
{
    free(samples->list);
    *samples = (struct samples){0};
}

void samples_add(struct samples *samples, uint32_t number, uint64_t value)
{
    uint32_t kept = value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;

    samples->list =
        alloc_grow(samples->list, &samples->capacity, samples->count + 1, sizeof(*samples->list));
    samples->list[samples->count++] = (uint64_t)number << 32 | kept;
}

static int compare(const void *one, const void *other)
{
    const uint64_t *samples[] = {one, other};

    return (*samples[0] > *samples[1]) - (*samples[0] < *samples[1]);
}

void samples_sort(struct samples *samples)
{
    if (samples->count > 0)
        qsort(samples->list, samples->count, sizeof(*samples->list), compare);
}

bool samples_next(const struct samples *samples, struct sample_group *group)
{
    if (group->end == samples->count)
        return false;
    group->start = group->end;
    group->number = (uint32_t)(samples->list[group->start] >> 32);
    while (group->end < samples->count && samples->list[group->end] >> 32 == group->number)
        group->end++;
    return true;
}

uint32_t samples_percentile(const struct samples *samples, const struct sample_group *group,
                            size_t percent)
{
    size_t count = group->end - group->start;
    size_t rank = (count * percent + 99) / 100; // from 1 on, rounded up

    return (uint32_t)samples->list[group->start + (rank > 0 ? rank - 1 : 0)];
}
