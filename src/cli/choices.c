// SPDX-License-Identifier: MIT
#include "cli/choices.h"

#include "cli/baselines.h"
#include "cli/exclusion.h"
#include "cli/follow_choices.h"
#include "cli/metrics.h"
#include "os/thread.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/** Sets every flag if none is set: no choice selects all. */
static void default_to_all(bool *flags, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (flags[i])
            return;
    }
    memset(flags, true, count * sizeof(*flags));
}

/**
 * Adds the protocols of lists; if there are none, those that are listed by default and those that
 * the filter is about: a path selects Unix sockets.
 */
static void resolve_protos(struct choices *choices)
{
    struct filter_protos about = filter_protos(choices->options->filter);

    choices->protos |= choices->listed;
    if (choices->protos)
        return;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        choices->named |= proto_table[proto].listed_by_default ? PROTO_BIT(proto) : 0;
    choices->named |= about.named;
    choices->protos = choices->named | about.among;
}

static void resolve_request(struct choices *choices)
{
    struct request *request = &choices->options->request;
    bool either = choices->listening || choices->connected;
    bool unusual = choices->explain || (filter_needs(choices->options->filter) & NEED_SIBLINGS);
    bool measured = choices->options->action == ACTION_METRICS;
    bool every =
        choices->summary || measured || unusual || filter_names_states(choices->options->filter);
    bool follows = choices->options->follow.on;
    bool all = choices->all || follows || (every && !either);

    if (choices->options->action == ACTION_SAVE && !either && !all)
        either = choices->listening = true; // what a baseline is usually about
    resolve_protos(choices);
    default_to_all(choices->families, FAMILY_COUNT);
    // -4 and -6 are about sockets of the Internet.
    for (enum family family = 0; family < FAMILY_COUNT; family++)
        choices->families[family] |= !(FAMILIES_OF_INTERNET & FAMILY_BIT(family));
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        request->protos[proto] = choices->protos & PROTO_BIT(proto);
    request->implied = choices->protos & ~choices->named;
    // An IPv6 socket can carry IPv4; no IPv4 socket carries IPv6.
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        request->families[family] =
            choices->families[family] || choices->families[family_table[family].maps];
        request->left_out |= choices->families[family] ? 0 : FAMILY_BIT(family);
    }
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        const struct proto_info *info = &proto_table[proto];
        if (all)
            request->states |= info->states;
        if (choices->listening || !either)
            request->states |= info->listening;
        if (choices->connected || !either)
            request->states |= info->connected;
        if (choices->listening)
            choices->options->follow.states |= info->listening;
        if (choices->connected)
            choices->options->follow.states |= info->connected;
    }
    // All are read: a socket that leaves the states that are shown has not been closed.
    if (!either)
        choices->options->follow.states = ~(state_set)0;
}

/** Sets the source; returns false, after a message, if the choices contradict each other. */
static bool resolve_source(const struct choices *choices)
{
    enum source_choice *source = &choices->options->request.source;

    if (choices->exact && *source != CHOOSE_AUTO) {
        diag_message("--exact and --source exclude each other: --exact reads the BPF iterators");
        return false;
    }
    if (choices->exact)
        *source = CHOOSE_BPF;
    return true;
}

/** Returns false, after a message, if other network namespaces cannot be read as requested. */
static bool may_read_places(const struct choices *choices)
{
    const struct options *options = choices->options;

    if (netns_choice_is_self(&options->netns) || options->request.source != CHOOSE_BPF ||
        (options->patience.until == WAIT_NOT && !options->watching.on && !options->follow.on))
        return true;
    diag_message("--netns, --exact and --%s exclude each other: the iterators of another network "
                 "namespace are read once",
                 options->follow.on     ? "follow"
                 : options->watching.on ? "watch"
                                        : "wait");
    return false;
}

/** Returns false, after a message, if the status would have to be both 0 and 1. */
static bool may_check(const struct choices *choices)
{
    if (!choices->options->check || choices->options->patience.until != WAIT_FOR_MATCH)
        return true;
    diag_message("--check and --wait exclude each other: to wait for a likely fault, write --wait "
                 "\"severity = warning\"");
    return false;
}

/** Returns the option that selects the format. */
static const char *format_option(const struct choices *choices)
{
    const struct format_info *format = &format_table[choices->options->view.format];

    return format->has_sentences && choices->options->check ? "check" : format->name;
}

/** Returns false, after a message, if there is no terminal that can be drawn on. */
static bool has_terminal(void)
{
    const char *kind = secure_getenv("TERM");

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        diag_message("--watch needs a terminal for input and output; for a pipe or a file, write "
                     "--follow");
        return false;
    }
    if (!kind || strcmp(kind, "dumb") != 0)
        return true;
    diag_message("--watch cannot move the cursor of this terminal (TERM=dumb); write --follow");
    return false;
}

/** Returns false, after a message, if the table cannot be shown in place. */
static bool may_watch(const struct choices *choices)
{
    const struct options *options = choices->options;
    const char *file = choices->filter_file;
    const struct exclusion refused[] = {
        {options->view.format != FORMAT_TABLE || options->check, format_option(choices),
         "only the table is shown in place"},
        {options->quiet, "quiet", "--watch is output"},
        {options->kill.asked, "kill", "--kill looks at the sockets once"},
        {options->patience.until == WAIT_FOR_MATCH, "wait", "--watch ends with the key q"},
        {options->patience.until == WAIT_FOR_NONE, "wait-gone", "--watch ends with the key q"},
        {options->sorting.as_collected, "sort=none", "rows would change their place"},
        {file && strcmp(file, "-") == 0, "filter-file=-", "keys are read from there"},
    };

    if (!options->watching.on || options->action != ACTION_SHOW)
        return true;
    const struct exclusion *given = exclusion_given(EXCLUSIONS(refused));
    if (given)
        diag_message("--%s and --watch exclude each other: %s", given->option, given->why);
    return !given && has_terminal();
}

/** Returns true if the format is a graph. */
static bool is_graph(const struct choices *choices)
{
    return format_table[choices->options->view.format].is_graph;
}

/** Returns false, after a message, if something is given that only --kill has. */
static bool may_lack_kill(const struct choices *choices)
{
    const struct options *options = choices->options;

    if (filter_needs(options->filter) & NEED_RESULT)
        diag_message("a filter cannot depend on result or result_reason: they follow from it");
    else if (!options->kill.asked && (options->kill.yes || choices->most))
        diag_message("--%s does nothing without --kill", options->kill.yes ? "yes" : "max");
    else
        return true;
    return false;
}

/** Returns false, after a message, if --kill is combined with what has no rows with results. */
static bool may_combine_kill(const struct choices *choices)
{
    static const char *const single = "the results are of single sockets";
    static const char *const cookies = "only sock_diag ends sockets";
    const struct options *options = choices->options;
    enum wait_for until = options->patience.until;
    const char *format = format_table[options->view.format].name;
    const struct exclusion excluded[] = {
        {until != WAIT_NOT, until == WAIT_FOR_MATCH ? "wait" : "wait-gone",
         "wait first, then end what matches"},
        {options->action == ACTION_EXPLAIN, "explain-filter", "the latter only explains"},
        {options->check, "check", "write what is to be ended as a filter"},
        {choices->explain, "explain", "results are shown in tables, --details, JSON and CSV"},
        {is_graph(choices), format, "a graph has no results"},
        {choices->summary, "summary", single},
        {choices->by, "by", single},
        {options->view.limited, "limit", "it limits what is shown, --max what is ended"},
        {options->quiet, "quiet", "the results are the output"},
        {choices->exact, "exact", cookies},
        {options->request.source == CHOOSE_PROC, "source=proc", cookies},
    };

    return exclusion_permits("kill", EXCLUSIONS(excluded));
}

/** Sets what the filter of --kill allows. Returns false, after a message, if there is none. */
static bool resolve_kill(const struct choices *choices)
{
    struct options *options = choices->options;
    struct kill_options *kill = &options->kill;

    if (!kill->asked)
        return true;
    if (!may_combine_kill(choices))
        return false;
    if (!options->filter) {
        diag_message("--kill: missing filter; without one it would end every socket that is "
                     "listed");
        return false;
    }
    kill->listeners = choices->listening || filter_names_listen(options->filter);
    kill->by_cookie = filter_requires_cookie(options->filter);
    return true;
}

/** Returns false, after a message, if the format is a graph and an option is about rows. */
static bool may_draw(const struct choices *choices)
{
    static const char *const rows = "a graph has no rows";
    const struct exclusion excluded[] = {
        {choices->summary, "summary", rows}, {choices->columns, "columns", rows},
        {choices->sort, "sort", rows},       {choices->options->view.limited, "limit", rows},
        {choices->rates, "rates", rows},
    };

    return !is_graph(choices) || exclusion_permits(format_table[choices->options->view.format].name,
                                                   EXCLUSIONS(excluded));
}

/** Returns false, after a message, if a column has the name of a member that each line has. */
static bool may_collect(const struct choices *choices)
{
    const struct view *view = &choices->options->view;

    if (!format_table[view->format].has_scan ||
        !field_list_has(&view->columns, &field_table[FIELD_TYPE]))
        return true;
    diag_message("--%s has no column type: each line has its own type, socket, group or end",
                 format_table[view->format].name);
    return false;
}

/** Returns false, after a message, if the format shows single sockets and there are groups. */
static bool may_group(const struct choices *choices)
{
    bool grouped = choices->by || choices->summary;

    if (!grouped || !format_table[choices->options->view.format].has_blocks)
        return true;
    diag_message("--%s and --%s exclude each other: a block is about a single socket",
                 format_option(choices), choices->by ? "by" : "summary");
    return false;
}

/** Returns false, after a message, if rates are asked for where there are none. */
static bool may_measure(const struct choices *choices)
{
    const struct options *options = choices->options;
    bool needed = choices->rates || (options_needs(options) & NEED_RATES);

    if (choices->rates && format_table[options->view.format].has_sentences) {
        diag_message("--%s and --rates exclude each other: no sentence is about rates",
                     format_option(choices));
        return false;
    }
    if (choices->rates && !(choices->protos & PROTO_BIT(PROTO_TCP))) {
        diag_message("--rates: only TCP connections have rates; add --tcp");
        return false;
    }
    if (!needed || options->request.source != CHOOSE_BPF || netns_choice_is_self(&options->netns))
        return true;
    diag_message("--netns, --exact and rates exclude each other: the iterators of another network "
                 "namespace are read once");
    return false;
}

/** Returns the default fields of groups, in any format. */
static unsigned default_counts(const struct choices *choices)
{
    unsigned facts = choices->facts & (GROUP_MEMORY | GROUP_INTERNALS | GROUP_RATES);

    if (choices->summary)
        return GROUP_SUMMARY | GROUP_TALLY | facts;
    return facts | GROUP_TABLE | GROUP_RECORD |
           (grouping_counts_ports(&choices->options->grouping) ? GROUP_PORTS : 0U);
}

/** Returns the needs that only some protocols have, and one of those listed. */
static unsigned proto_needs(const struct choices *choices)
{
    unsigned needs = 0;

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        needs |= choices->protos & PROTO_BIT(proto) ? proto_table[proto].needs : 0;
    return needs;
}

/** Returns the default fields of sockets, in any format. */
static unsigned default_groups(const struct choices *choices)
{
    const struct view *view = &choices->options->view;

    if (view->grouped)
        return default_counts(choices);
    unsigned usual = format_table[view->format].fields ? 0U : GROUP_TABLE | GROUP_RECORD;
    return usual | (choices->extended ? GROUP_EXTENDED | GROUP_FACTS : 0U) |
           (choices->timers ? GROUP_TIMERS : 0U) | choices->facts |
           (choices->processes ? GROUP_PROCESS | GROUP_OWNER : 0U) |
           (view->style.resolve ? GROUP_HOST : 0U);
}

/**
 * Sets the group keys and the order. By default, the fastest come first with --rates, and then
 * groups that use the most ports, or are largest. Returns false, with a message in *ERROR, if a key
 * does not exist.
 */
static bool resolve_groups(const struct choices *choices, struct user_error *error)
{
    struct options *options = choices->options;
    struct grouping *grouping = &options->grouping;
    const char *by = choices->by ? choices->by : choices->summary ? "proto" : NULL;

    options->sorting.as_collected = is_graph(choices); // which has an order of its own
    if (is_graph(choices))
        return true;
    if (by && !grouping_parse(grouping, by, error))
        return false;
    options->view.grouped = by;
    if (!options->follow.on)
        options->view.offered = by ? &grouping->offered : NULL;
    if (choices->sort &&
        !sorting_parse(&options->sorting, options->view.offered, choices->sort, error))
        return false;
    if (choices->rates && !choices->sort)
        sorting_add(&options->sorting,
                    field_list_find(options->view.offered, text_of("total_rate_bytes_per_s")),
                    true);
    if (grouping_counts_ports(grouping))
        sorting_add(&options->sorting,
                    field_list_find(&grouping->offered, text_of("ephemeral_used")), true);
    if (choices->by)
        sorting_add(&options->sorting, field_list_find(&grouping->offered, text_of("count")), true);
    for (size_t i = 0; i < grouping->keys.count; i++)
        sorting_add(&options->sorting, grouping->keys.fields[i], false);
    for (size_t i = 0; i < grouping->identity.count; i++)
        sorting_add(&options->sorting, grouping->identity.fields[i], false);
    return true;
}

/** Adds the keys of groups; in machine-readable formats, also the number of a name. */
static void add_keys(const struct grouping *grouping, struct view *view)
{
    for (size_t i = 0; i < grouping->keys.count; i++) {
        const struct field *key = grouping->keys.fields[i];
        field_list_add(&view->columns, key);
        if (!format_table[view->format].for_people)
            field_list_add(&view->columns, field_number(key));
    }
}

/**
 * Sets the columns of a graph, the keys of its nodes. Returns false, with a message in *ERROR, if a
 * key does not exist.
 */
static bool resolve_keys(const struct choices *choices, struct user_error *error)
{
    struct view *view = &choices->options->view;
    struct text keys = text_of(choices->by ? choices->by : "processes");

    while (keys.bytes) {
        const struct field *field = field_list_take(NULL, "by", &keys, error);
        if (!field)
            return false;
        field_list_add(&view->columns, field);
    }
    field_list_add(&view->line, &field_table[FIELD_PEER]);
    return true;
}

/** Adds the columns that no option names. */
static void add_defaults(const struct choices *choices)
{
    struct view *view = &choices->options->view;

    if (!view->grouped)
        view_add_defaults(view);
    view_add_groups(view, default_groups(choices), choices->protos);
}

/** Sets the columns; returns false, with a message in *ERROR, if a key does not exist. */
static bool resolve_columns(const struct choices *choices, struct user_error *error)
{
    struct view *view = &choices->options->view;
    bool chosen = choices->columns && *choices->columns != '+';
    bool has_blocks = format_table[view->format].has_blocks;
    bool processes = choices->processes || !chosen;

    if (is_graph(choices))
        return resolve_keys(choices, error);
    if (!chosen)
        add_keys(&choices->options->grouping, view);
    if (format_table[view->format].has_sentences)
        view_add_sentences(view);
    else if (!chosen && has_blocks)
        view_add_all(view, choices->protos);
    else if (!chosen)
        add_defaults(choices);
    if (!chosen && choices->options->follow.on)
        follow_choose_columns(view);
    if (has_blocks)
        view_add_line(view, GROUP_TABLE | (processes ? GROUP_PROCESS : 0U), choices->protos);
    return !choices->columns || view_add_list(view, choices->columns, error);
}

/** Returns the needs of columns and order, without those of columns that only --details adds. */
static unsigned named_needs(const struct choices *choices)
{
    const struct view *shown = &choices->options->view;
    CLEANUP(view_free)
    struct view view = {.format = shown->format, .style = shown->style, .offered = shown->offered};
    CLEANUP(user_error_free) struct user_error error = {0};

    if (format_table[shown->format].has_sentences)
        return ~(unsigned)NEED_CGROUP; // no sentence without one
    if (!format_table[shown->format].has_blocks)
        return ~0U;
    view_add_groups(&view, choices->facts, choices->protos);
    if (choices->columns)
        view_add_list(&view, choices->columns, &error); // was accepted before
    return view_needs(&view) | sorting_needs(&choices->options->sorting);
}

/** Adds columns that are as good as named: those of the format, and what several options ask for.
 */
static void add_unnamed(const struct choices *choices, struct view *view)
{
    view_add_defaults(view);
    view_add_groups(view, choices->facts & GROUP_BACKENDS, choices->protos);
}

/** Returns the needs of columns, keys of groups and order that are named. */
static unsigned chosen_needs(const struct choices *choices)
{
    const struct options *options = choices->options;
    CLEANUP(view_free)
    struct view view = {.format = options->view.format,
                        .style = options->view.style,
                        .offered = options->view.offered};
    CLEANUP(user_error_free) struct user_error error = {0};

    view.style.detail = NULL;
    if (!options->view.grouped && !(choices->columns && *choices->columns != '+'))
        add_unnamed(choices, &view);
    if (format_table[view.format].has_sentences)
        view_add_sentences(&view);
    view_add_groups(&view, choices->facts & (GROUP_FINDINGS | GROUP_RATES), choices->protos);
    if (choices->columns)
        view_add_list(&view, choices->columns, &error); // was accepted before
    return view_needs(&view) | sorting_needs(&options->sorting) |
           grouping_needs(&options->grouping);
}

/**
 * Sets the columns, the order and the format; returns false, with a message in *ERROR, if a key
 * does not exist.
 */
static bool resolve_view(const struct choices *choices, struct user_error *error)
{
    struct view *view = &choices->options->view;
    const char *no_colour = secure_getenv("NO_COLOR");
    const char *terminal = secure_getenv("TERM");
    bool on_terminal = isatty(STDOUT_FILENO);
    struct winsize size = {0};

    if (!resolve_columns(choices, error))
        return false;
    view->header = !choices->without_header;
    view->colour = choices->colour == COLOUR_ALWAYS ||
                   (choices->colour == COLOUR_AUTO && on_terminal && !(no_colour && *no_colour) &&
                    !(terminal && strcmp(terminal, "dumb") == 0));
    if (on_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        view->width = size.ws_col;
    view->threads = thread_processors();
    return true;
}

/**
 * Applies --explain: a format of its own, or columns of another one. Returns false, after a
 * message, if columns are chosen for the first.
 */
static bool choose_explanation(struct choices *choices)
{
    const struct view *view = &choices->options->view;

    if (!choices->explain)
        return true;
    choices->processes = true;
    choices->facts |= GROUP_FINDINGS;
    if (!choices->columns || !format_table[view->format].has_sentences)
        return true;
    diag_message("--%s and --columns exclude each other: write --columns=+severity,findings "
                 "without --%s for a table",
                 format_option(choices), format_option(choices));
    return false;
}

/**
 * Returns true if what is behind listening sockets is shown: the processes are read anyway, and
 * several network namespaces, which may be those of containers.
 */
static bool shows_backends(const struct choices *choices)
{
    return (choices->facts & GROUP_PLACE) && choices->processes &&
           netns_choice_is_several(&choices->options->netns);
}

/** Sets the columns and the groups; returns false, after a message, if a key does not exist. */
static bool resolve_output(const struct choices *choices)
{
    CLEANUP(user_error_free) struct user_error error = {0};
    struct options *options = choices->options;

    if (!resolve_groups(choices, &error) || !resolve_view(choices, &error)) {
        diag_message("%s", error.message.data);
        return false;
    }
    grouping_choose(&options->grouping, &options->view.columns);
    grouping_choose(&options->grouping, &options->sorting.keys);
    return true;
}

/** Sets what the output, and with it the request, needs. */
static void resolve_needs(const struct choices *choices)
{
    struct options *options = choices->options;
    struct request *request = &options->request;

    options->needs = view_needs(&options->view) | sorting_needs(&options->sorting) |
                     grouping_needs(&options->grouping);
    options->needs &= ~(unsigned)NEEDS_OF_PROTOS | proto_needs(choices);
    options->needs &= ~(unsigned)NEEDS_NAMED | chosen_needs(choices);
    if (!(choices->protos & PROTO_BIT(PROTO_TCP)))
        options->needs &= ~(unsigned)NEED_RATES;
    if (options->quiet && !options->strict)
        options->needs = 0; // nothing is shown
    request->shown = options->needs & NEEDS_COLLECTED;
    request->named = options->needs & named_needs(choices);
    request->needs = request->shown;
    if (options->follow.on)
        request->needs |= filter_needs(options->filter) & NEEDS_COLLECTED;
    else if (options->filter)
        filter_narrow(options->filter, request);
    if (request->needs & NEED_AUTOBOUND)
        request->ephemeral = ephemeral_read("/proc");
}

/** Adds the columns that reading other network namespaces brings. */
static void choose_places(struct choices *choices)
{
    struct options *options = choices->options;

    if (netns_choice_is_self(&options->netns))
        return;
    options->view.netns = true;
    choices->facts |= GROUP_NETNS | GROUP_NETNS_MORE;
    if (shows_backends(choices))
        choices->facts |= GROUP_BACKENDS;
}

/** Builds the filter if the action has one; returns false after a message. */
static bool make_filter(const struct choices *choices)
{
    struct options *options = choices->options;

    if (options->action == ACTION_DIFF)
        return baselines_filter(choices);
    if (options->action != ACTION_EXPLAIN && !action_reads_sockets(options->action))
        return true;
    return choices_filter(choices, options->operands, &options->filter);
}

bool choices_resolve(struct choices *choices)
{
    struct options *options = choices->options;

    if (!metrics_choose(choices) || !follow_may(choices) || !follow_may_show(choices) ||
        !baselines_choose(choices) || !choose_explanation(choices))
        return false;
    follow_prepare(choices);
    bool kills = options->action == ACTION_SHOW || options->action == ACTION_EXPLAIN;
    choose_places(choices);
    options->view.results = options->kill.asked;
    choices->facts |= options->kill.asked ? GROUP_RESULT : 0;
    if (!make_filter(choices) || !may_lack_kill(choices) || (kills && !resolve_kill(choices)))
        return false;
    if (!follow_may_filter(options))
        return false;
    resolve_request(choices);
    if (!baselines_record(choices))
        return false;
    if (!resolve_source(choices) || !may_draw(choices) || !may_group(choices) ||
        !may_read_places(choices) || !may_check(choices) || !resolve_output(choices) ||
        !may_collect(choices) || !may_watch(choices) || !follow_may_trace(choices))
        return false;
    resolve_needs(choices);
    if (!may_measure(choices))
        return false;
    if (options_needs(options) & NEED_RATES)
        options->patience.pause = options->rate_milliseconds;
    if (options->action == ACTION_EXPLAIN && !options->filter) {
        diag_message("--explain-filter: missing filter");
        return false;
    }
    return true;
}
