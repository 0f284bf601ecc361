// SPDX-License-Identifier: MIT
#include "options.h"

#include "base/nearest.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum colour_choice {
    COLOUR_AUTO,
    COLOUR_ALWAYS,
    COLOUR_NEVER,
};

/** What was said on the command line, before anything follows from it. */
struct choices {
    struct options *options;
    bool protos[PROTO_COUNT];
    bool families[FAMILY_COUNT];
    bool listening, connected, all;
    bool processes, extended, timers;
    bool without_header;
    enum colour_choice colour;
    const char *columns;
    size_t given; /**< options */
};

/** Defines what a plain switch does: one statement about `choices`. */
#define SWITCH(option, statement)                                                                  \
    static bool apply_##option(struct choices *choices, const char *argument)                      \
    {                                                                                              \
        (void)argument;                                                                            \
        statement;                                                                                 \
        return true;                                                                               \
    }

SWITCH(tcp, choices->protos[PROTO_TCP] = true)
SWITCH(udp, choices->protos[PROTO_UDP] = true)
SWITCH(ipv4, choices->families[FAMILY_IPV4] = true)
SWITCH(ipv6, choices->families[FAMILY_IPV6] = true)
SWITCH(listening, choices->listening = true)
SWITCH(connected, choices->connected = true)
SWITCH(all, choices->all = true)
SWITCH(processes, choices->processes = true)
SWITCH(extended, choices->extended = true)
SWITCH(timers, choices->timers = true)
SWITCH(numeric, choices->options->view.style.numeric = true)
SWITCH(resolve, choices->options->view.style.resolve = true)
SWITCH(json, choices->options->view.format = FORMAT_JSON)
SWITCH(jsonl, choices->options->view.format = FORMAT_JSONL)
SWITCH(csv, choices->options->view.format = FORMAT_CSV)
SWITCH(no_header, choices->without_header = true)
SWITCH(oneline, (void)choices)
SWITCH(quiet, choices->options->quiet = true)
SWITCH(strict, choices->options->strict = true)
SWITCH(help, choices->options->action = ACTION_HELP)
SWITCH(version, choices->options->action = ACTION_VERSION)
SWITCH(schema, choices->options->action = ACTION_SCHEMA)
SWITCH(list_columns, choices->options->action = ACTION_LIST_COLUMNS)
SWITCH(list_options, choices->options->action = ACTION_LIST_OPTIONS)

/** The number of WORD among the words that "a|b|c" offers; -1 when it is none. */
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

/** Sets *RET_NUMBER to the number of ARGUMENT among OFFERED; false after a message. */
static bool choose(const char *option, const char *offered, const char *argument, int *ret_number)
{
    int number = choice_of(offered, argument);

    if (number < 0) {
        diag_message("--%s: \"%s\" is none of %s", option, argument, offered);
        return false;
    }
    *ret_number = number;
    return true;
}

#define COLOURS "auto|always|never" // as in enum colour_choice
#define SOURCES "auto|netlink|proc" // as in enum source_choice

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

static bool apply_columns(struct choices *choices, const char *argument)
{
    choices->columns = argument;
    return true;
}

static bool apply_services(struct choices *choices, const char *argument)
{
    choices->options->services = argument;
    return true;
}

const char *const option_sections[] = {
    [SECTION_SOCKETS] = "Which sockets (default: TCP and UDP, listening and connected)",
    [SECTION_DETAIL] = "What of them",
    [SECTION_OUTPUT] = "How it is written",
    [SECTION_OTHER] = "Other",
};

const struct option_row option_table[] = {
    {'t', "tcp", NULL, SECTION_SOCKETS, "TCP sockets", apply_tcp},
    {'u', "udp", NULL, SECTION_SOCKETS, "UDP sockets", apply_udp},
    {'4', "ipv4", NULL, SECTION_SOCKETS, "IPv4 sockets; with -6: both", apply_ipv4},
    {'6', "ipv6", NULL, SECTION_SOCKETS, "IPv6 sockets; with -4: both", apply_ipv6},
    {'l', "listening", NULL, SECTION_SOCKETS, "what waits to be called: LISTEN, unconnected",
     apply_listening},
    {0, "connected", NULL, SECTION_SOCKETS, "what has a peer; with -l: both", apply_connected},
    {'a', "all", NULL, SECTION_SOCKETS, "every state, TIME-WAIT and SYN-RECV too", apply_all},
    {0, "source", SOURCES, SECTION_SOCKETS, "where to read (auto: whichever works)", apply_source},
    {'p', "processes", NULL, SECTION_DETAIL, "every process that holds the socket",
     apply_processes},
    {'e', "extended", NULL, SECTION_DETAIL, "user, inode, cookie, device, mark, and more",
     apply_extended},
    {'o', "timers", NULL, SECTION_DETAIL, "running timer, its expiry, retransmissions",
     apply_timers},
    {'n', "numeric", NULL, SECTION_DETAIL, "numbers instead of service and user names",
     apply_numeric},
    {'r', "resolve", NULL, SECTION_DETAIL, "host names instead of addresses", apply_resolve},
    {0, "services", "FILE", SECTION_DETAIL, "service names from FILE", apply_services},
    {0, "columns", "KEY,...", SECTION_OUTPUT, "these columns; +KEY,... adds to those shown",
     apply_columns},
    {'j', "json", NULL, SECTION_OUTPUT, "one JSON document", apply_json},
    {0, "jsonl", NULL, SECTION_OUTPUT, "one JSON object a line", apply_jsonl},
    {0, "csv", NULL, SECTION_OUTPUT, "comma-separated values", apply_csv},
    {'H', "no-header", NULL, SECTION_OUTPUT, "no heading line", apply_no_header},
    {0, "color", COLOURS, SECTION_OUTPUT, "mark states by colour (auto: on a terminal)",
     apply_colour},
    {'q', "quiet", NULL, SECTION_OUTPUT, "no output; status 0 if there is such a socket",
     apply_quiet},
    {'O', "oneline", NULL, SECTION_OUTPUT, "accepted, for the habit of ss", apply_oneline},
    {0, "strict", NULL, SECTION_OTHER, "exit status 3 when owners are hidden", apply_strict},
    {0, "list-columns", NULL, SECTION_OTHER, "print the column keys", apply_list_columns},
    {0, "list-options", NULL, SECTION_OTHER, "print the options, for completion",
     apply_list_options},
    {0, "schema", NULL, SECTION_OTHER, "print the JSON Schema of --json and --jsonl", apply_schema},
    {'V', "version", NULL, SECTION_OTHER, "print the version", apply_version},
    {'h', "help", NULL, SECTION_OTHER, "print this", apply_help},
    {.name = NULL},
};

#define OPTION_COUNT (sizeof(option_table) / sizeof(option_table[0]) - 1)
#define LONG_ONLY 256 // getopt_long's value for row number value - LONG_ONLY

/** What getopt_long wants to know. */
struct getopt_tables {
    char letters[2 * OPTION_COUNT + 2];
    struct option longs[OPTION_COUNT + 1];
};

/** Fills TABLES, which is all zero. */
static void fill_getopt_tables(struct getopt_tables *tables)
{
    char *letter = tables->letters;

    *letter++ = ':'; // tell a missing argument from an unknown option
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &option_table[i];
        tables->longs[i] = (struct option){
            .name = row->name,
            .has_arg = row->argument ? required_argument : no_argument,
            .val = LONG_ONLY + (int)i,
        };
        if (row->letter)
            *letter++ = row->letter;
        if (row->letter && row->argument)
            *letter++ = ':';
    }
}

static const struct option_row *row_of(int value)
{
    if (value >= LONG_ONLY)
        return &option_table[value - LONG_ONLY];
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (option_table[i].letter == value)
            return &option_table[i];
    }
    return NULL;
}

/** How many options begin with the LENGTH bytes of NAME. */
static size_t count_longer(const char *name, size_t length)
{
    size_t count = 0;

    for (const struct option_row *row = option_table; row->name; row++)
        count += strncmp(row->name, name, length) == 0;
    return count;
}

static void refuse_unknown(const char *word)
{
    const char *name = word + 2;
    size_t length = strcspn(name, "=");
    struct nearest nearest = nearest_to(name, length);

    for (const struct option_row *row = option_table; row->name; row++)
        nearest_offer(&nearest, row->name);
    if (count_longer(name, length) > 1)
        diag_message("%s: short for several options; --help lists them", word);
    else if (nearest.best)
        diag_message("%s: no such option; did you mean --%s?", word, nearest.best);
    else
        diag_message("%s: no such option; --help lists them", word);
}

/** Says what is wrong with what getopt_long did not take. */
static void refuse_option(int value, const char *word)
{
    const struct option_row *row = optopt ? row_of(optopt) : NULL;

    if (value == ':' && row)
        diag_message("--%s: an argument is missing: %s", row->name, row->argument);
    else if (row)
        diag_message("--%s: takes no argument", row->name);
    else if (optopt)
        diag_message("-%c: no such option; --help lists them", optopt);
    else
        refuse_unknown(word);
}

static bool read_options(int argc, char *argv[], struct choices *choices)
{
    struct getopt_tables tables = {0};
    int value;

    fill_getopt_tables(&tables);
    opterr = 0;
    while ((value = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1) {
        if (value == '?' || value == ':') {
            refuse_option(value, argv[optind - 1]);
            return false;
        }
        choices->given++;
        if (!row_of(value)->apply(choices, optarg))
            return false;
    }
    if (optind < argc && choices->options->action == ACTION_SHOW) {
        diag_message("\"%s\": filters are not there yet; this version shows every socket that "
                     "the options choose",
                     argv[optind]);
        return false;
    }
    return true;
}

/** Sets every member of FLAGS when none is: no choice means all. */
static void default_to_all(bool *flags, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (flags[i])
            return;
    }
    memset(flags, true, count * sizeof(*flags));
}

static void resolve_request(struct choices *choices)
{
    struct request *request = &choices->options->request;
    bool either = choices->listening || choices->connected;

    default_to_all(choices->protos, PROTO_COUNT);
    default_to_all(choices->families, FAMILY_COUNT);
    memcpy(request->protos, choices->protos, sizeof(request->protos));
    memcpy(request->families, choices->families, sizeof(request->families));
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        const struct proto_info *info = &proto_table[proto];
        if (choices->all)
            request->states |= info->states;
        if (choices->listening || !either)
            request->states |= info->listening;
        if (choices->connected || !either)
            request->states |= info->connected;
    }
}

/** The fields that are shown without --columns. */
static unsigned default_groups(const struct choices *choices)
{
    const struct view *view = &choices->options->view;

    if (view->format == FORMAT_TABLE)
        return GROUP_TABLE | (choices->extended ? GROUP_EXTENDED : 0U) |
               (choices->timers ? GROUP_TIMERS : 0U) | (choices->processes ? GROUP_PROCESS : 0U);
    return GROUP_RECORD | (choices->processes ? GROUP_OWNER : 0U) |
           (view->style.resolve ? GROUP_HOST : 0U);
}

static bool resolve_view(const struct choices *choices)
{
    struct view *view = &choices->options->view;
    const char *no_colour = secure_getenv("NO_COLOR");
    const char *terminal = secure_getenv("TERM");
    bool on_terminal = isatty(STDOUT_FILENO);
    struct winsize size = {0};

    if (!choices->columns || *choices->columns == '+')
        view_add_groups(view, default_groups(choices));
    if (choices->columns && !view_add_list(view, choices->columns))
        return false;
    view->header = !choices->without_header;
    view->colour = choices->colour == COLOUR_ALWAYS ||
                   (choices->colour == COLOUR_AUTO && on_terminal && !(no_colour && *no_colour) &&
                    !(terminal && strcmp(terminal, "dumb") == 0));
    if (on_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        view->width = size.ws_col;
    return true;
}

bool options_parse(int argc, char *argv[], struct options *ret_options)
{
    struct choices choices = {.options = ret_options};

    *ret_options = (struct options){.services = "/etc/services"};
    if (!read_options(argc, argv, &choices))
        return false;
    if (choices.given == 0)
        choices.processes = true; // a bare `sockstat` is `sockstat -tup`
    resolve_request(&choices);
    if (!resolve_view(&choices))
        return false;
    ret_options->needs = view_needs(&ret_options->view);
    return true;
}

void options_free(struct options *options)
{
    view_free(&options->view);
}
