// SPDX-License-Identifier: MIT
#include "arrange/aggregate.h"

#include "base/alloc.h"

#include <stdlib.h>

struct aggregation aggregation_begin(const struct field_list *fields, struct groups *groups)
{
    struct aggregation aggregation = {fields, alloc_array(fields->count, sizeof(struct samples))};

    groups->aggregates = fields;
    return aggregation;
}

void aggregation_add_group(const struct aggregation *aggregation, struct groups *groups)
{
    size_t first = (groups->count - 1) * aggregation->fields->count;
    size_t end = groups->count * aggregation->fields->count;

    groups->aggregated = alloc_grow(groups->aggregated, &groups->aggregated_capacity, end,
                                    sizeof(*groups->aggregated));
    for (size_t i = first; i < end; i++)
        groups->aggregated[i] = (struct aggregated){0};
}

/** Returns the percentage of a percentile; 0: FIELD is none. */
static size_t percentage(const struct field *field)
{
    switch (field->aggregate) {
    case AGGREGATE_MEDIAN:
        return 50;
    case AGGREGATE_P95:
        return 95;
    default:
        return 0;
    }
}

/** Returns the number of the percentile that has the samples of percentile NUMBER: the first one of
 * the same field. */
static size_t sampled_by(const struct field_list *fields, size_t number)
{
    size_t first = 0;

    while (percentage(fields->fields[first]) == 0 ||
           fields->fields[first]->of != fields->fields[number]->of)
        first++;
    return first;
}

void aggregation_add(struct aggregation *aggregation, uint32_t number, const struct sock *sock,
                     struct facts *facts, unsigned needs)
{
    const struct field_list *fields = aggregation->fields;
    struct aggregated *first = facts->groups.aggregated + (size_t)number * fields->count;

    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = fields->fields[i];
        if (needs && !(field->needs & needs))
            continue;
        struct value value = field_value(&field_table[field->of], sock, facts);
        if (!value_classes[value.type].is_number)
            continue;
        first[i].have = true;
        if (field->aggregate == AGGREGATE_MAX && value.number > first[i].number)
            first[i].number = value.number;
        if (field->aggregate == AGGREGATE_SUM &&
            __builtin_add_overflow(first[i].number, value.number, &first[i].number))
            first[i].number = UINT64_MAX;
        if (percentage(field) > 0 && sampled_by(fields, i) == i)
            samples_add(&aggregation->samples[i], number, value.number);
    }
}

/** Sets percentile NUMBER of each group; SAMPLES are sorted. */
static void set_percentiles(const struct field_list *fields, size_t number,
                            const struct samples *samples, struct groups *groups)
{
    size_t percent = percentage(fields->fields[number]);

    for (struct sample_group group = {0}; samples_next(samples, &group);)
        groups->aggregated[group.number * fields->count + number].number =
            samples_percentile(samples, &group, percent);
}

void aggregation_end(struct aggregation *aggregation, struct groups *groups)
{
    const struct field_list *fields = aggregation->fields;

    for (size_t i = 0; i < fields->count; i++) {
        if (percentage(fields->fields[i]) == 0)
            continue;
        struct samples *samples = &aggregation->samples[sampled_by(fields, i)];
        if (sampled_by(fields, i) == i)
            samples_sort(samples);
        set_percentiles(fields, i, samples, groups);
    }
    for (size_t i = 0; i < fields->count; i++)
        samples_free(&aggregation->samples[i]);
    free(aggregation->samples);
}
