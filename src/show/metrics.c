// SPDX-License-Identifier: MIT
#include "show/metrics.h"

#include "show/out.h"

/** Appends a line "# WORD NAME TEXT". */
static void put_comment(struct strbuf *text, const char *word, const struct strbuf *name,
                        const char *rest)
{
    strbuf_text(text, "# ");
    strbuf_text(text, word);
    strbuf_byte(text, ' ');
    strbuf_bytes(text, name->data, name->length);
    strbuf_byte(text, ' ');
    strbuf_text(text, rest);
    strbuf_byte(text, '\n');
}

/** Appends what comes before the series of a metric. */
static void put_head(struct strbuf *text, const struct metric_info *info,
                     enum metrics_format format)
{
    CLEANUP(strbuf_free) struct strbuf name = {0};
    bool has_types = format == METRICS_OPENMETRICS; // Prometheus has no type for info, and no UNIT

    strbuf_text(&name, info->name);
    if (info->is_info && !has_types)
        strbuf_text(&name, "_info");
    put_comment(text, "HELP", &name, info->help);
    put_comment(text, "TYPE", &name, info->is_info && has_types ? "info" : "gauge");
    if (info->unit && has_types)
        put_comment(text, "UNIT", &name, info->unit);
}

/** Appends NUMBER, in units of 10^-DECIMALS, as a decimal fraction without zeros at its end. */
static void put_number(struct strbuf *text, uint64_t number, unsigned decimals)
{
    uint64_t one = 1;

    for (unsigned i = 0; i < decimals; i++)
        one *= 10;
    strbuf_decimal(text, number / one);
    if (number % one > 0)
        strbuf_byte(text, '.');
    for (uint64_t rest = number % one; rest > 0; rest = rest * 10 % one)
        strbuf_byte(text, (char)('0' + rest * 10 / one));
}

/** Appends one series. */
static void put_series(struct strbuf *text, const struct metric_info *info, struct text labels,
                       uint64_t value)
{
    strbuf_text(text, info->name);
    strbuf_text(text, info->is_info ? "_info" : "");
    if (labels.length > 0) {
        strbuf_byte(text, '{');
        strbuf_bytes(text, labels.bytes, labels.length);
        strbuf_byte(text, '}');
    }
    strbuf_byte(text, ' ');
    put_number(text, value, info->decimals);
    strbuf_byte(text, '\n');
}

/** Writes all series of a metric. */
static void write_metric(struct out *out, const struct metrics *metrics, enum metric metric,
                         enum metrics_format format)
{
    const struct metric_info *info = &metric_table[metric];
    const struct metric_sets *sets = &metrics->classes[info->class];
    bool begun = false;

    for (size_t i = 0; i < sets->count; i++) {
        const struct metric_set *set = &sets->list[i];
        uint64_t value = 0;
        if (set->dropped || !metrics_value(set, metric, &value))
            continue;
        if (!begun)
            put_head(&out->pending, info, format);
        begun = true;
        put_series(&out->pending, info, metrics_labels(metrics, info->class, set), value);
        out_row(out);
    }
}

int show_metrics(const struct metrics *metrics, enum metrics_format format, int fd)
{
    struct out out = {.fd = fd};

    for (enum metric metric = 0; metric < METRIC_COUNT; metric++)
        write_metric(&out, metrics, metric, format);
    if (format == METRICS_OPENMETRICS)
        strbuf_text(&out.pending, "# EOF\n");
    return out_finish(&out);
}
