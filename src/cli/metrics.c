// SPDX-License-Identifier: MIT
#include "cli/metrics.h"

#include "arrange/measure.h"
#include "cli/exclusion.h"

#include <string.h>

/** Refuses options that would change nothing or make no sense with --metrics. */
static bool may_have_metrics(const struct choices *choices)
{
    static const char *const fixed = "the metrics and their labels are fixed";
    static const char *const once = "metrics are taken once";
    const struct options *options = choices->options;
    const char *format = format_table[options->view.format].name;
    const struct exclusion excluded[] = {
        {options->action == ACTION_EXPLAIN, "explain-filter", "explain the filter alone"},
        {choices->save, "save", "take one after the other"},
        {choices->diff, "diff", "take one after the other"},
        {options->kill.asked, "kill", "take one after the other"},
        {options->watching.on, "watch", once},
        {options->follow.on, "follow", once},
        {options->patience.until == WAIT_FOR_MATCH, "wait", once},
        {options->patience.until == WAIT_FOR_NONE, "wait-gone", once},
        {options->check, "check", "they are not about faults of single sockets"},
        {choices->explain, "explain", fixed},
        {options->view.format != FORMAT_TABLE, format, "write --metrics=openmetrics or prometheus"},
        {choices->columns, "columns", fixed},
        {choices->by, "by", fixed},
        {choices->summary, "summary", fixed},
        {choices->sort, "sort", "series have an order of their own"},
        {choices->rates, "rates", once},
        {options->view.style.resolve, "resolve", "no label is a host"},
        {options->quiet, "quiet", "metrics are output"},
    };

    if (!exclusion_permits("metrics", EXCLUSIONS(excluded)))
        return false;
    if (!choices->facts && !choices->timers && !choices->extended)
        return true;
    diag_message("--metrics excludes options that add columns, such as -e, -i and -o: %s", fixed);
    return false;
}

bool metrics_choose(struct choices *choices)
{
    struct options *options = choices->options;
    struct metrics_choices *metrics = &options->metrics;

    if (!metrics->on ||
        (!action_reads_sockets(options->action) && options->action != ACTION_EXPLAIN))
        return true;
    if (!may_have_metrics(choices))
        return false;
    if (metrics->file && strcmp(metrics->file, "-") == 0) {
        diag_message("--metrics-file: write --metrics alone for stdout");
        return false;
    }
    if (options->view.limited)
        metrics->limit = options->view.limit;
    options->view.limited = false;
    options->view.format = FORMAT_CSV; // values, not texts: no service names are needed
    options->action = ACTION_METRICS;
    choices->columns =
        netns_choice_is_self(&options->netns) ? METRICS_COLUMNS : METRICS_COLUMNS_NETNS;
    return true;
}
