// SPDX-License-Identifier: MIT
/**
 * The options and their effects on the choices.
 */
#include "cli/follow_choices.h"

#include "base/nearest.h"
#include "base/parse.h"
#include "filter/quantity.h"

#include <assert.h>
#include <string.h>

/** Defines the function of an option without an argument: one statement on `choices`. */
#define SWITCH(option, statement)                                                                  \
    static bool apply_##option(struct choices *choices, const char *argument)                      \
    {                                                                                              \
        (void)argument;                                                                            \
        statement;                                                                                 \
        return true;                                                                               \
    }

SWITCH(listening, choices->listening = true)
SWITCH(connected, choices->connected = true)
SWITCH(all, choices->all = true)
SWITCH(exact, choices->exact = true)
SWITCH(processes, choices->processes = true)
SWITCH(extended, choices->extended = true)
SWITCH(timers, choices->timers = true)
SWITCH(memory, choices->facts |= GROUP_MEMORY | GROUP_MEMORY_MORE)
SWITCH(internals, choices->facts |= GROUP_INTERNALS | GROUP_INTERNALS_MORE)
SWITCH(tos, choices->facts |= GROUP_TOS)
SWITCH(tcp_options, choices->facts |= GROUP_TCP_OPTIONS)
SWITCH(sockopt, choices->facts |= GROUP_SOCKOPT)
SWITCH(storage, choices->facts |= GROUP_STORAGE)
SWITCH(place, choices->facts |= GROUP_PLACE | GROUP_PLACE_MORE)
SWITCH(context, choices->processes = true; choices->facts |= GROUP_CONTEXT)
SWITCH(numeric, choices->options->view.style.numeric = true)
SWITCH(resolve, choices->options->view.style.resolve = true)
SWITCH(no_header, choices->without_header = true)
SWITCH(oneline, choices->options->view.oneline = true)
SWITCH(summary, choices->summary = true)
SWITCH(quiet, choices->options->quiet = true)
SWITCH(no_sandbox, choices->options->unconfined = true)
SWITCH(kill, choices->options->kill.asked = true)
SWITCH(yes, choices->options->kill.yes = true)
SWITCH(strict, choices->options->strict = true)
SWITCH(explain_filter, choices->options->action = ACTION_EXPLAIN)
SWITCH(version, choices->options->action = ACTION_VERSION)
SWITCH(list_columns, choices->options->action = ACTION_LIST_COLUMNS)
SWITCH(list_options, choices->options->action = ACTION_LIST_OPTIONS)
SWITCH(list_words, choices->options->action = ACTION_LIST_WORDS)

/** Returns the index of WORD in OFFERED, "a|b|c", or -1. */
static int choice_of(const char *offered, const char *word)
{
    size_t length = strlen(word);

    for (int number = 0;; number++) {
        size_t one = strcspn(offered, "|");
        if (one == length && memcmp(offered, word, length) == 0)
            return number;
        if (offered[one] == '\0')
            return -1;
        offered += one + 1;
    }
}

/** Appends "a, b or c" for "a|b|c". */
static void put_choices(struct strbuf *text, const char *offered)
{
    for (const char *byte = offered; *byte; byte++) {
        if (*byte != '|')
            strbuf_byte(text, *byte);
        else
            strbuf_text(text, strchr(byte + 1, '|') ? ", " : " or ");
    }
}

/** Sets *RET_NUMBER to the index of ARGUMENT in OFFERED; returns false after a message. */
static bool choose(const char *option, const char *offered, const char *argument, int *ret_number)
{
    CLEANUP(strbuf_free) struct strbuf expected = {0};
    int number = choice_of(offered, argument);

    if (number < 0) {
        put_choices(&expected, offered);
        diag_message("invalid value \"%s\" for --%s (expected %s)", argument, option,
                     expected.data);
        return false;
    }
    *ret_number = number;
    return true;
}

#define COLOURS "auto|always|never" // as in enum colour_choice
#define SOURCES "auto|netlink|proc" // as in enum source_choice
#define OWNERS "auto|bpf|proc"      // as in enum owner_choice
#define TRACES "auto|bpf|none"      // as in enum trace_choice

static bool apply_colour(struct choices *choices, const char *argument)
{
    int number = 0;

    if (!choose("color", COLOURS, argument, &number))
        return false;
    choices->colour = (enum colour_choice)number;
    return true;
}

static bool apply_source(struct choices *choices, const char *argument)
{
    int number = 0;

    if (!choose("source", SOURCES, argument, &number))
        return false;
    choices->options->request.source = (enum source_choice)number;
    return true;
}

static bool apply_netns(struct choices *choices, const char *argument)
{
    CLEANUP(strbuf_free) struct strbuf error = {0};

    if (netns_choice_parse(&choices->options->netns, text_of(argument), &error)) {
        strbuf_text(&choices->netns, choices->netns.length > 0 ? "," : "");
        strbuf_text(&choices->netns, argument);
        return true;
    }
    diag_message("--netns: %s", error.data);
    return false;
}

static bool apply_owners(struct choices *choices, const char *argument)
{
    int number = 0;

    if (!choose("owners", OWNERS, argument, &number))
        return false;
    choices->options->owners = (enum owner_choice)number;
    return true;
}

/** Selects the protocol that has the name of the option. */
static bool apply_proto(struct choices *choices, const char *name)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (strcmp(proto_table[proto].name, name) != 0)
            continue;
        choices->protos |= PROTO_BIT(proto);
        choices->named |= PROTO_BIT(proto);
    }
    return true;
}

/** Returns the protocols that WORD names: one, all, or those of a family. Empty: none. */
static proto_set protos_named(struct text word)
{
    proto_set set = 0;

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        const struct proto_info *info = &proto_table[proto];
        bool inet = text_is_like(word, "inet") && (info->families & FAMILIES_OF_INTERNET);
        if (text_is_like(word, "all") || text_is_like(word, info->name) || inet)
            set |= PROTO_BIT(proto);
    }
    return set;
}

/** Prints a message and returns true if WORD is what ss calls the sockets of one type. */
static bool refuse_type(struct text word)
{
    static const struct {
        const char *word, *short_word, *proto, *type;
    } rows[] = {
        {"unix_stream", "u_str", "unix", "stream"},
        {"unix_dgram", "u_dgr", "unix", "dgram"},
        {"unix_seqpacket", "u_seq", "unix", "seqpacket"},
        {"packet_raw", "p_raw", "packet", "raw"},
        {"packet_dgram", "p_dgr", "packet", "dgram"},
        {"vsock_stream", "v_str", "vsock", "stream"},
        {"vsock_dgram", "v_dgr", "vsock", "dgram"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!text_is_like(word, rows[i].word) && !text_is_like(word, rows[i].short_word))
            continue;
        diag_message("--protocols: for %s, write --%s, and the type as a filter: type = %s",
                     rows[i].word, rows[i].proto, rows[i].type);
        return true;
    }
    return false;
}

/** Prints that WORD is no protocol. */
static void refuse_protocol(struct text word)
{
    CLEANUP(strbuf_free) struct strbuf names = {0};
    CLEANUP(strbuf_free) struct strbuf suggestion = {0};
    struct nearest nearest = nearest_to(word.bytes, word.length);

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        strbuf_text(&names, proto_table[proto].name);
        strbuf_text(&names, ", ");
        nearest_offer(&nearest, proto_table[proto].name);
    }
    nearest_text(&nearest, "", &suggestion);
    if (word.length == 0)
        diag_message("missing protocol in --protocols (expected %sinet or all)", names.data);
    else if (refuse_type(word))
        return;
    else if (suggestion.data)
        diag_message("unknown protocol \"%.*s\" for --protocols; did you mean %s?",
                     text_shown(word), word.bytes, suggestion.data);
    else
        diag_message("unknown protocol \"%.*s\" for --protocols (expected %sinet or all)",
                     text_shown(word), word.bytes, names.data);
}

/**
 * Selects the protocols in LIST, separated by commas; "!" before one leaves it out of those listed
 * so far, also by a previous list. A first list that begins with "!" leaves out of all. Protocols
 * that are named must be listed; see choices.named.
 */
static bool apply_protocols(struct choices *choices, const char *list)
{
    struct text rest = text_of(list);

    if (*list == '!' && !choices->listed)
        choices->listed = ALL_PROTOS;
    while (rest.bytes) {
        struct text word = text_take_word(&rest);
        bool without = word.length > 0 && *word.bytes == '!';
        word = without ? text_skip(word, 1) : word;
        proto_set protos = protos_named(word);
        if (!protos) {
            refuse_protocol(word);
            return false;
        }
        bool single = (protos & (protos - 1)) == 0;
        choices->listed = without ? choices->listed & ~protos : choices->listed | protos;
        choices->named |= single && !without ? protos : 0;
    }
    if (!choices->listed)
        diag_message("--protocols=%s leaves out every protocol", list);
    return choices->listed;
}

/** Selects the family that has the name of the option. */
static bool apply_family(struct choices *choices, const char *name)
{
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        if (strcmp(family_table[family].name, name) == 0)
            choices->families[family] = true;
    }
    return true;
}

/** Selects the family NAME, or for one without addresses its protocols. */
static bool apply_protocols_of(struct choices *choices, const char *name)
{
    CLEANUP(strbuf_free) struct strbuf names = {0};

    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        const struct family_info *info = &family_table[family];
        strbuf_text(&names, names.length > 0 ? ", " : "");
        strbuf_text(&names, info->alias);
        if (!text_is_like(text_of(name), info->name) && !text_is_like(text_of(name), info->alias))
            continue;
        if (family_has_addresses(family))
            return apply_family(choices, info->name);
        return apply_protocols(choices, info->name);
    }
    diag_message("unknown family \"%s\" for --family (expected %s)", name, names.data);
    return false;
}

/** Selects the format that has the name of the option. */
static bool apply_format(struct choices *choices, const char *name)
{
    for (enum format format = 0; format < FORMAT_COUNT; format++) {
        if (strcmp(format_table[format].name, name) == 0)
            choices->options->view.format = format;
    }
    return true;
}

/** Selects explanations in a format for people, and their columns in another one. */
static bool apply_explain(struct choices *choices, const char *name)
{
    choices->explain = true;
    return choices->options->view.format != FORMAT_TABLE || apply_format(choices, name);
}

/** Selects what --explain reports as a likely fault. */
static bool apply_check(struct choices *choices, const char *name)
{
    (void)name;
    choices->options->check = true;
    return apply_explain(choices, "explain");
}

static bool apply_columns(struct choices *choices, const char *argument)
{
    choices->columns = argument;
    return true;
}

static bool apply_sort(struct choices *choices, const char *argument)
{
    choices->sort = argument;
    return true;
}

static bool apply_by(struct choices *choices, const char *argument)
{
    choices->by = argument;
    return true;
}

/** Sets *RET_COUNT to the number ARGUMENT; returns false after a message. */
static bool read_count(const char *option, const char *argument, size_t *ret_count)
{
    uint64_t count = 0;

    if (parse_decimal(argument, strlen(argument), SIZE_MAX, &count) != 0) {
        diag_message("invalid row count \"%s\" for --%s", argument, option);
        return false;
    }
    *ret_count = (size_t)count;
    return true;
}

static bool apply_limit(struct choices *choices, const char *argument)
{
    struct view *view = &choices->options->view;

    view->limited = true;
    return read_count("limit", argument, &view->limit);
}

static bool apply_max(struct choices *choices, const char *argument)
{
    choices->most = true;
    return read_count("max", argument, &choices->options->kill.most);
}

/** Returns false, after a message, if the name of a file is missing. */
static bool check_file_name(const char *option, const char *argument)
{
    if (*argument)
        return true;
    diag_message("--%s: the name of a file is missing", option);
    return false;
}

static bool apply_save(struct choices *choices, const char *argument)
{
    choices->save = argument;
    return check_file_name("save", argument);
}

static bool apply_diff(struct choices *choices, const char *argument)
{
    choices->diff = argument;
    return check_file_name("diff", argument);
}

#define METRICS_FORMATS "prometheus|openmetrics" // as in enum metrics_format

static bool apply_metrics(struct choices *choices, const char *argument)
{
    int number = METRICS_PROMETHEUS;

    choices->options->metrics.on = true;
    if (argument && !choose("metrics", METRICS_FORMATS, argument, &number))
        return false;
    choices->options->metrics.format = (enum metrics_format)number;
    return true;
}

static bool apply_metrics_file(struct choices *choices, const char *argument)
{
    choices->options->metrics.on = true;
    choices->options->metrics.file = argument;
    return check_file_name("metrics-file", argument);
}

static bool apply_filter_file(struct choices *choices, const char *argument)
{
    choices->filter_file = argument;
    return true;
}

/** Sets *RET_MILLISECONDS to the time ARGUMENT; returns false after a message. */
static bool read_time(const char *option, const char *argument, uint64_t *ret_milliseconds)
{
    if (quantity_parse_time(text_of(argument), ret_milliseconds))
        return true;
    diag_message("invalid duration \"%s\" for --%s (expected seconds, or a number with ms, s, m "
                 "or h)",
                 argument, option);
    return false;
}

#define LEAST_RATE_TIME 100 // milliseconds: less would measure the looks themselves

static bool apply_rates(struct choices *choices, const char *argument)
{
    uint64_t *time = &choices->options->rate_milliseconds;

    choices->rates = true;
    choices->facts |= GROUP_RATES;
    if (argument && !read_time("rates", argument, time))
        return false;
    if (*time >= LEAST_RATE_TIME)
        return true;
    diag_message("--rates: %s is too short (at least 0.1 seconds)", argument);
    return false;
}

static bool apply_resolve_timeout(struct choices *choices, const char *argument)
{
    return read_time("resolve-timeout", argument, &choices->options->host_milliseconds);
}

static bool wait_until(struct choices *choices, const char *option, enum wait_for until,
                       const char *argument)
{
    struct patience *patience = &choices->options->patience;

    patience->until = until;
    patience->limited = argument != NULL;
    return !argument || read_time(option, argument, &patience->milliseconds);
}

static bool apply_wait(struct choices *choices, const char *argument)
{
    return wait_until(choices, "wait", WAIT_FOR_MATCH, argument);
}

static bool apply_wait_gone(struct choices *choices, const char *argument)
{
    return wait_until(choices, "wait-gone", WAIT_FOR_NONE, argument);
}

#define DEFAULT_INTERVAL 1000 // milliseconds, as of netstat -c
#define LEAST_INTERVAL 100

static bool apply_watch(struct choices *choices, const char *argument)
{
    struct watching *watching = &choices->options->watching;

    *watching = (struct watching){true, DEFAULT_INTERVAL};
    if (!argument)
        return true;
    if (!read_time("watch", argument, &watching->milliseconds))
        return false;
    if (watching->milliseconds >= LEAST_INTERVAL)
        return true;
    diag_message("--watch=%s: the shortest interval is 0.1 seconds", argument);
    return false;
}

static bool apply_follow(struct choices *choices, const char *argument)
{
    struct follow_plan *plan = &choices->options->follow;

    plan->on = true;
    plan->interval_ms = FOLLOW_INTERVAL_MS;
    if (argument && !read_time("follow", argument, &plan->interval_ms))
        return false;
    if (plan->interval_ms == 0)
        diag_message("invalid duration \"%s\" for --follow: scans need a pause", argument);
    return plan->interval_ms > 0;
}

static bool apply_duration(struct choices *choices, const char *argument)
{
    choices->options->follow.limited = true;
    return read_time("duration", argument, &choices->options->follow.duration_ms);
}

static bool apply_count(struct choices *choices, const char *argument)
{
    uint64_t *count = &choices->options->follow.count;

    if (parse_decimal(argument, strlen(argument), UINT64_MAX, count) == 0 && *count > 0)
        return true;
    diag_message("invalid event count \"%s\" for --count", argument);
    return false;
}

static bool apply_trace(struct choices *choices, const char *argument)
{
    int number = 0;

    if (!choose("trace", TRACES, argument, &number))
        return false;
    choices->options->follow.trace = (enum trace_choice)number;
    choices->traces = true;
    return true;
}

static bool apply_services(struct choices *choices, const char *argument)
{
    choices->options->services = argument;
    return true;
}

#define SCHEMAS "diff|event"

/** Selects the schema of sockets or, by a word, another one. */
static bool apply_schema(struct choices *choices, const char *argument)
{
    int number = 0;

    choices->options->action = ACTION_SCHEMA;
    if (!argument)
        return true;
    if (!choose("schema", SCHEMAS, argument, &number))
        return false;
    choices->options->action = number == 0 ? ACTION_SCHEMA_DIFF : ACTION_SCHEMA_EVENT;
    return true;
}

/** Selects the short help or, for "all", the full help. */
static bool apply_help(struct choices *choices, const char *argument)
{
    choices->options->action = argument ? ACTION_HELP_ALL : ACTION_HELP;
    if (!argument || strcmp(argument, "all") == 0)
        return true;
    diag_message("invalid value \"%s\" for --help (expected all)", argument);
    return false;
}

const char *const option_sections[] = {
    [SECTION_SOCKETS] = "Which sockets (default: TCP and UDP, listening and connected)",
    [SECTION_FILTER] = "Filtering (FILTER is explained in sockstat-filter(7))",
    [SECTION_CHANGES] = "Changes (sockstat-diff(7), sockstat-follow(7))",
    [SECTION_GROUPS] = "Groups and order",
    [SECTION_DETAIL] = "Details",
    [SECTION_OUTPUT] = "Output format",
    [SECTION_KILL] = "Ending sockets (sockstat-kill(7))",
    [SECTION_OTHER] = "Other",
};

const struct option_row option_table[] = {
    {'t', "tcp", NULL, SECTION_SOCKETS, HELP_SHORT, "TCP sockets", apply_proto},
    {'u', "udp", NULL, SECTION_SOCKETS, HELP_SHORT, "UDP sockets", apply_proto},
    {'w', "raw", NULL, SECTION_SOCKETS, HELP_FULL, "raw IP sockets", apply_proto},
    {'x', "unix", NULL, SECTION_SOCKETS, HELP_SHORT, "Unix sockets", apply_proto},
    {0, "udplite", NULL, SECTION_SOCKETS, HELP_FULL, "UDP-Lite sockets", apply_proto},
    {0, "icmp", NULL, SECTION_SOCKETS, HELP_FULL, "ICMP echo (ping) sockets", apply_proto},
    {'M', "mptcp", NULL, SECTION_SOCKETS, HELP_FULL, "Multipath TCP connections", apply_proto},
    {'S', "sctp", NULL, SECTION_SOCKETS, HELP_FULL, "SCTP endpoints and associations", apply_proto},
    {0, "smc", NULL, SECTION_SOCKETS, HELP_FULL, "SMC sockets (shared memory)", apply_proto},
    {'0', "packet", NULL, SECTION_SOCKETS, HELP_FULL, "packet sockets", apply_proto},
    {0, "netlink", NULL, SECTION_SOCKETS, HELP_FULL, "netlink sockets", apply_proto},
    {0, "vsock", NULL, SECTION_SOCKETS, HELP_FULL, "sockets between virtual machines", apply_proto},
    {0, "xdp", NULL, SECTION_SOCKETS, HELP_FULL, "XDP sockets", apply_proto},
    {0, "tipc", NULL, SECTION_SOCKETS, HELP_FULL, "TIPC sockets", apply_proto},
    {'A', "protocols", "LIST", SECTION_SOCKETS, HELP_FULL,
     "names, inet or all; !NAME leaves one out", apply_protocols},
    {'f', "family", "FAMILY", SECTION_SOCKETS, HELP_FULL,
     "sockets of a family: inet, inet6, unix, ...", apply_protocols_of},
    {'4', "ipv4", NULL, SECTION_SOCKETS, HELP_SHORT, "sockets that carry or accept IPv4",
     apply_family},
    {'6', "ipv6", NULL, SECTION_SOCKETS, HELP_SHORT, "sockets that carry or accept IPv6",
     apply_family},
    {'l', "listening", NULL, SECTION_SOCKETS, HELP_SHORT,
     "listening: TCP in LISTEN, UDP without a peer", apply_listening},
    {0, "connected", NULL, SECTION_SOCKETS, HELP_SHORT, "sockets with a peer; with -l: both",
     apply_connected},
    {'a', "all", NULL, SECTION_SOCKETS, HELP_SHORT, "all states, also TIME-WAIT and SYN-RECV",
     apply_all},
    {'N', "netns", "WHICH,...", SECTION_SOCKETS, HELP_FULL,
     "network namespaces: all, NAME, pid:N, ...", apply_netns},
    {0, "source", SOURCES, SECTION_SOCKETS, HELP_FULL, "where to read (auto: whichever works)",
     apply_source},
    {0, "exact", NULL, SECTION_SOCKETS, HELP_FULL, "miss no socket under churn (BPF; for root)",
     apply_exact},
    {0, "filter-file", "FILE", SECTION_FILTER, HELP_FULL, "read a filter from FILE (-: stdin)",
     apply_filter_file},
    {0, "explain-filter", NULL, SECTION_FILTER, HELP_FULL, "explain the filter; print no sockets",
     apply_explain_filter},
    {0, "wait", "[SECONDS]", SECTION_FILTER, HELP_FULL, "wait until a socket matches", apply_wait},
    {0, "wait-gone", "[SECONDS]", SECTION_FILTER, HELP_FULL, "wait until no socket matches",
     apply_wait_gone},
    {0, "save", "FILE", SECTION_CHANGES, HELP_FULL, "save which programs listen (-: to stdout)",
     apply_save},
    {0, "diff", "FILE", SECTION_CHANGES, HELP_FULL, "compare with now, or with a second FILE",
     apply_diff},
    {'E', "follow", "[SECONDS]", SECTION_CHANGES, HELP_FULL, "sockets that open, change or close",
     apply_follow},
    {0, "events", "KIND,...", SECTION_CHANGES, HELP_FULL, "open, close, change, listen or existing",
     follow_apply_events},
    {0, "duration", "SECONDS", SECTION_CHANGES, HELP_FULL, "--follow: end after this time",
     apply_duration},
    {0, "trace", TRACES, SECTION_CHANGES, HELP_FULL, "--follow: events by BPF (auto: if permitted)",
     apply_trace},
    {0, "count", "N", SECTION_CHANGES, HELP_FULL, "--follow: end after N events", apply_count},
    {'s', "summary", NULL, SECTION_GROUPS, HELP_SHORT,
     "count sockets by protocol, family and state", apply_summary},
    {0, "by", "KEY,...", SECTION_GROUPS, HELP_SHORT, "one row for each group of sockets", apply_by},
    {0, "sort", "KEY,...", SECTION_GROUPS, HELP_SHORT,
     "sort by KEY; -KEY: descending; none: unsorted", apply_sort},
    {0, "limit", "N", SECTION_GROUPS, HELP_FULL, "at most N rows, or series of --metrics",
     apply_limit},
    {'p', "processes", NULL, SECTION_DETAIL, HELP_SHORT, "every process that holds the socket",
     apply_processes},
    {'Z', "context", NULL, SECTION_DETAIL, HELP_FULL, "processes and their security contexts",
     apply_context},
    {0, "owners", OWNERS, SECTION_DETAIL, HELP_FULL,
     "how to find processes (auto: whichever works)", apply_owners},
    {'e', "extended", NULL, SECTION_DETAIL, HELP_SHORT,
     "user, inode, cookie, device, mark and more", apply_extended},
    {'o', "timers", NULL, SECTION_DETAIL, HELP_FULL, "running timer, its expiry, retransmissions",
     apply_timers},
    {'m', "memory", NULL, SECTION_DETAIL, HELP_FULL, "memory of the buffers, and dropped packets",
     apply_memory},
    {'i', "info", NULL, SECTION_DETAIL, HELP_SHORT, "internals of TCP: round-trip time, rates",
     apply_internals},
    {0, "rates", "[SECONDS]", SECTION_DETAIL, HELP_FULL,
     "TCP bytes per second, in 1 second or SECONDS", apply_rates},
    {0, "tos", NULL, SECTION_DETAIL, HELP_FULL, "type of service, traffic class, priority",
     apply_tos},
    {0, "tcp-options", NULL, SECTION_DETAIL, HELP_FULL, "options that TCP uses", apply_tcp_options},
    {0, "sockopt", NULL, SECTION_DETAIL, HELP_FULL, "options of Internet sockets", apply_sockopt},
    {0, "bpf", NULL, SECTION_DETAIL, HELP_FULL, "storage of BPF programs (root only)",
     apply_storage},
    {0, "where", NULL, SECTION_DETAIL, HELP_FULL, "systemd unit and container, by the cgroup",
     apply_place},
    {'n', "numeric", NULL, SECTION_DETAIL, HELP_SHORT, "numbers instead of service and user names",
     apply_numeric},
    {'r', "resolve", NULL, SECTION_DETAIL, HELP_FULL, "host names instead of addresses",
     apply_resolve},
    {0, "resolve-timeout", "SECONDS", SECTION_DETAIL, HELP_FULL,
     "time limit of all host names (10 by default)", apply_resolve_timeout},
    {0, "services", "FILE", SECTION_DETAIL, HELP_FULL, "service names from FILE", apply_services},
    {0, "columns", "KEY,...", SECTION_OUTPUT, HELP_SHORT,
     "these columns; +KEY,... adds to the default", apply_columns},
    {0, "details", NULL, SECTION_OUTPUT, HELP_FULL, "a block per socket with all that is known",
     apply_format},
    {0, "explain", NULL, SECTION_OUTPUT, HELP_SHORT, "explain each socket; what is unusual first",
     apply_explain},
    {0, "check", NULL, SECTION_OUTPUT, HELP_FULL, "explain likely faults only; status 1 if any",
     apply_check},
    {'j', "json", NULL, SECTION_OUTPUT, HELP_SHORT, "one JSON document", apply_format},
    {0, "jsonl", NULL, SECTION_OUTPUT, HELP_FULL, "one JSON object per line", apply_format},
    {0, "fleet", NULL, SECTION_OUTPUT, HELP_FULL, "JSON Lines to collect from many hosts",
     apply_format},
    {0, "csv", NULL, SECTION_OUTPUT, HELP_FULL, "comma-separated values", apply_format},
    {0, "null", NULL, SECTION_OUTPUT, HELP_FULL, "tab-separated values, a NUL after each row",
     apply_format},
    {0, "dot", NULL, SECTION_OUTPUT, HELP_FULL, "a graph of connections, for Graphviz",
     apply_format},
    {0, "metrics", "[FORMAT]", SECTION_OUTPUT, HELP_FULL, "metrics for Prometheus, or =openmetrics",
     apply_metrics},
    {0, "metrics-file", "FILE", SECTION_OUTPUT, HELP_FULL, "write the metrics to FILE, atomically",
     apply_metrics_file},
    {'c', "watch", "[SECONDS]", SECTION_OUTPUT, HELP_SHORT, "show the table in place, every second",
     apply_watch},
    {'H', "no-header", NULL, SECTION_OUTPUT, HELP_FULL, "no heading line", apply_no_header},
    {0, "color", COLOURS, SECTION_OUTPUT, HELP_FULL, "colour for states (auto: on a terminal)",
     apply_colour},
    {'q', "quiet", NULL, SECTION_OUTPUT, HELP_FULL, "no output; status 0 if a socket matches",
     apply_quiet},
    {'O', "oneline", NULL, SECTION_OUTPUT, HELP_FULL, "one line per socket on narrow terminals",
     apply_oneline},
    {'K', "kill", NULL, SECTION_KILL, HELP_FULL, "end what matches; without --yes: only list",
     apply_kill},
    {0, "yes", NULL, SECTION_KILL, HELP_FULL, "really end them", apply_yes},
    {0, "max", "N", SECTION_KILL, HELP_FULL, "end none if more than N match (100 by default)",
     apply_max},
    {0, "strict", NULL, SECTION_OTHER, HELP_FULL, "status 3: hidden owners or undecided filters",
     apply_strict},
    {0, "no-sandbox", NULL, SECTION_OTHER, HELP_FULL, "keep unneeded privileges, for debugging",
     apply_no_sandbox},
    {0, "list-columns", NULL, SECTION_OTHER, HELP_FULL,
     "print the column keys (of groups, with --by)", apply_list_columns},
    {0, "list-options", NULL, SECTION_OTHER, HELP_FULL, "print the options, for completion",
     apply_list_options},
    {0, "list-words", NULL, SECTION_OTHER, HELP_FULL, "print what may follow in a filter",
     apply_list_words},
    {0, "schema", "[WHICH]", SECTION_OTHER, HELP_FULL,
     "print the JSON Schema of --json; =diff, =event", apply_schema},
    {'V', "version", NULL, SECTION_OTHER, HELP_FULL, "print the version and what is built in",
     apply_version},
    {'h', "help", "[all]", SECTION_OTHER, HELP_FULL, "print a short help; =all: all options",
     apply_help},
    {.name = NULL},
};
static_assert(sizeof(option_table) / sizeof(option_table[0]) <= OPTION_LIMIT, "room for all");

bool option_takes_word(const struct option_row *row, const char *word)
{
    static const struct {
        bool (*apply)(struct choices *choices, const char *argument);
        const char *words;
    } rows[] = {{apply_metrics, METRICS_FORMATS}, {apply_schema, SCHEMAS}, {apply_help, "all"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (row->apply == rows[i].apply)
            return choice_of(rows[i].words, word) >= 0;
    }
    return false;
}
