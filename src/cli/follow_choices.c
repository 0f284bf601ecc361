// SPDX-License-Identifier: MIT
#include "cli/follow_choices.h"

#include "cli/exclusion.h"

/** The words of --events. */
static const struct {
    const char *word;
    unsigned event; /**< enum follow_events */
} event_words[] = {
    {"open", FOLLOW_OPEN},     {"close", FOLLOW_CLOSE},       {"change", FOLLOW_CHANGE},
    {"listen", FOLLOW_LISTEN}, {"existing", FOLLOW_EXISTING},
};

#define WORDS (sizeof(event_words) / sizeof(event_words[0]))

/** Returns the event that WORD names; 0: none. */
static unsigned event_named(struct text word)
{
    for (size_t i = 0; i < WORDS; i++) {
        if (text_is_like(word, event_words[i].word))
            return event_words[i].event;
    }
    return 0;
}

bool follow_apply_events(struct choices *choices, const char *list)
{
    struct text rest = text_of(list);
    unsigned events = 0;

    while (rest.bytes) {
        struct text word = text_take_word(&rest);
        unsigned event = event_named(word);
        if (!event) {
            diag_message("invalid value \"%.*s\" for --events (expected open, close, change, "
                         "listen or existing)",
                         text_shown(word), word.bytes);
            return false;
        }
        events |= event;
    }
    // Those of the start are events of some kind.
    if (events == FOLLOW_EXISTING)
        events |= FOLLOW_OPEN;
    choices->options->follow.events |= events;
    return true;
}

/** Returns false, after a message, if an option of --follow is given without it. */
static bool is_followed(const struct choices *choices)
{
    const struct follow_plan *plan = &choices->options->follow;
    const char *option = plan->events      ? "events"
                         : plan->limited   ? "duration"
                         : choices->traces ? "trace"
                                           : "count";

    if (!plan->events && !plan->limited && !plan->count && !choices->traces)
        return true;
    diag_message("--%s is an option of --follow: add --follow", option);
    return false;
}

#define MOMENTARY "an event has no values that change all the time"

bool follow_may(const struct choices *choices)
{
    const struct options *options = choices->options;
    const struct format_info *format = &format_table[options->view.format];
    bool lines = format->for_people ? !format->has_blocks && !format->is_graph
                                    : format->has_warnings && !format->has_scan;
    const struct exclusion excluded[] = {
        {options->check, "check", "to follow likely faults, write --wait with a filter"},
        {choices->explain, "explain", "an explanation is about sockets as they are now"},
        {!lines, format->name, "events are text, or JSON with --json"},
        {choices->summary, "summary", "events are about single sockets"},
        {choices->by, "by", "events are about single sockets"},
        {choices->sort, "sort", "events are in the order of time"},
        {options->view.limited, "limit", "to end after N events, write --count=N"},
        {options->patience.until == WAIT_FOR_MATCH, "wait", "--follow --count=1 ends at an event"},
        {options->patience.until == WAIT_FOR_NONE, "wait-gone",
         "--follow shows the end of sockets"},
        {options->quiet, "quiet", "events are the output"},
        {options->view.style.resolve, "resolve", "events would be lost while names are looked up"},
        {choices->timers, "timers", MOMENTARY},
        {choices->facts & GROUP_MEMORY, "memory", MOMENTARY},
        {choices->facts & GROUP_INTERNALS, "info", MOMENTARY},
        {choices->rates, "rates", MOMENTARY},
        {choices->facts & GROUP_TCP_OPTIONS, "tcp-options", MOMENTARY},
        {choices->facts & GROUP_STORAGE, "bpf", MOMENTARY},
        {options->kill.asked, "kill", "--kill looks at the sockets once"},
        {options->watching.on, "watch", "the one is lines, the other a screen"},
        {options->action == ACTION_EXPLAIN, "explain-filter", "the filter is applied to events"},
    };

    return options->follow.on ? exclusion_permits("follow", EXCLUSIONS(excluded))
                              : is_followed(choices);
}

bool follow_may_trace(const struct choices *choices)
{
    const struct options *options = choices->options;

    if (options->follow.trace != TRACE_BPF)
        return true;
    if (options->request.source == CHOOSE_PROC) {
        diag_message("--trace=bpf and --source=proc exclude each other: rows of /proc have no "
                     "cookie to compare with events");
        return false;
    }
    if (request_proto_states(&options->request, PROTO_TCP))
        return true;
    diag_message("--trace=bpf reports TCP sockets, and none are selected: add -t");
    return false;
}

/** Returns true for a field whose value changes without an event. */
static bool is_momentary(const struct field *field)
{
    static const enum field_id momentary[] = {
        FIELD_RECV_Q,
        FIELD_SEND_Q,
        FIELD_ACCEPT_QUEUE,
        FIELD_ACCEPT_PERCENT,
        FIELD_TIMER,
        FIELD_TIMER_EXPIRES_MS,
        FIELD_RETRANSMITS,
        FIELD_CONNECTIONS,
        FIELD_HANDSHAKES,
        FIELD_TIME_WAIT_PORTS,
        FIELD_TIME_WAIT_PERCENT,
        FIELD_REUSEPORT_SOCKETS,
        FIELD_REUSEPORT_LEAST_QUEUE,
        FIELD_SEVERITY,
        FIELD_FINDINGS,
    };
    const unsigned kernel = NEED_MEMORY | NEED_INFO | NEED_INFO_REST | NEED_CONGESTION |
                            NEED_STORAGE | NEED_HOST | NEED_RESULT | NEED_RATES;

    for (size_t i = 0; i < sizeof(momentary) / sizeof(momentary[0]); i++) {
        if (field_is_a(field, momentary[i]))
            return true;
    }
    return !field->styled && (field->needs & kernel);
}

bool follow_may_filter(const struct options *options)
{
    if (!options->follow.on || !(filter_needs(options->filter) & NEED_RATES))
        return true;
    diag_message("--follow: a filter on rates needs two looks at a connection; write --watch");
    return false;
}

bool follow_may_show(const struct choices *choices)
{
    struct text keys = text_of(choices->columns ? choices->columns : "");

    if (keys.length > 0 && *keys.bytes == '+')
        keys = text_skip(keys, 1);
    while (choices->options->follow.on && keys.bytes) {
        struct text key = text_take_word(&keys);
        const struct field *field = field_find(key.bytes, key.length);
        if (!field || !is_momentary(field))
            continue;
        diag_message("--follow: an event has no %s, which changes all the time", field->key);
        return false;
    }
    return true;
}

void follow_prepare(struct choices *choices)
{
    struct follow_plan *plan = &choices->options->follow;
    struct view *view = &choices->options->view;

    if (!plan->on)
        return;
    if (!choices->columns || *choices->columns == '+')
        choices->processes = true;
    if (!plan->events)
        plan->events = FOLLOW_OPEN | FOLLOW_CLOSE | FOLLOW_CHANGE |
                       (format_table[view->format].for_people ? 0U : FOLLOW_EXISTING);
    for (const struct field *field = field_table; field->key; field++) {
        if (!is_momentary(field))
            field_list_add(&plan->offered, field);
    }
    view->offered = &plan->offered;
}

void follow_choose_columns(struct view *view)
{
    if (!format_table[view->format].for_people)
        field_list_add(&view->columns, &field_table[FIELD_NETNS]);
}
