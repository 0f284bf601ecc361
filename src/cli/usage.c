// SPDX-License-Identifier: MIT
/**
 * The output of --help, --version, --schema and the lists for completion.
 */
#include "cli/options.h"

#include "os/bpf_iter.h"
#include "os/sandbox.h"
#include "show/baseline.h"
#include "show/event.h"
#include "show/out.h"
#include "sock/topic.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

/** Width of the columns before the help text, in --help=all and in --help. */
#define OPTION_WIDTH 34
#define SHORT_WIDTH 28

static void put_option_names(struct strbuf *text, const struct option_row *row)
{
    if (row->letter) {
        strbuf_byte(text, '-');
        strbuf_byte(text, row->letter);
        strbuf_text(text, ", ");
    } else {
        strbuf_text(text, "    ");
    }
    strbuf_text(text, "--");
    strbuf_text(text, row->name);
    if (!row->argument)
        return;
    // "[SECONDS]" becomes "--wait[=SECONDS]"
    bool optional = *row->argument == '[';
    strbuf_text(text, optional ? "[=" : "=");
    strbuf_text(text, row->argument + optional);
}

/** Appends the line of an option, with WIDTH columns before the help text. */
static void put_option_help(struct strbuf *text, const struct option_row *row, size_t width)
{
    size_t start = text->length;

    strbuf_text(text, "  ");
    put_option_names(text, row);
    size_t used = text->length - start;
    strbuf_blanks(text, used < width ? width - used : 1);
    strbuf_text(text, row->help);
    strbuf_byte(text, '\n');
}

static void put_usage(struct strbuf *text)
{
    strbuf_text(text, "Usage: sockstat [OPTION]... [FILTER]...\n"
                      "Show the sockets of this host and the processes that hold them.\n");
}

/** Appends the short help, which fits on a screen of 24 rows with a prompt. */
static void put_help(struct strbuf *text)
{
    put_usage(text);
    for (const struct option_row *row = option_table; row->name; row++) {
        if (row->page == HELP_SHORT)
            put_option_help(text, row, SHORT_WIDTH);
    }
    strbuf_text(text, "Filters: sockstat -t 443    sockstat ssh    sockstat -p 'dst 10.0.0.0/8'\n"
                      "More: sockstat --help=all lists all options, man sockstat explains them.\n");
}

static void put_help_all(struct strbuf *text)
{
    put_usage(text);
    strbuf_text(text, "Without options: -t -u -p.\n");
    for (enum option_section section = 0; section < SECTION_COUNT; section++) {
        strbuf_byte(text, '\n');
        strbuf_text(text, option_sections[section]);
        strbuf_text(text, ":\n");
        for (const struct option_row *row = option_table; row->name; row++) {
            if (row->section == section)
                put_option_help(text, row, OPTION_WIDTH);
        }
    }
    strbuf_text(text, "\n"
                      "Examples:\n"
                      "  sockstat -nltp          listening TCP sockets and their processes\n"
                      "  sockstat -tan           all TCP sockets, as numbers\n"
                      "  sockstat -tup --json    the default, for a script\n"
                      "  sockstat 443            sockets with local or peer port 443\n"
                      "  sockstat ssh            sockets of processes or services named ssh\n"
                      "  sockstat -t 'dst 10.0.0.0/8 and send_q > 64k'\n"
                      "  sockstat -ta --by state number of sockets in each state\n"
                      "\n"
                      "Exit status: 0: done; 1: with a FILTER or -q, no socket matched;\n"
                      "2: wrong command line; 3: failed or incomplete.\n"
                      "See sockstat(1), sockstat-columns(7), sockstat-filter(7) and\n"
                      "sockstat-output(7).\n");
}

/**
 * Appends one line per option: letter, name, argument and help, separated by tabs; "-" for none.
 */
static void put_options(struct strbuf *text)
{
    for (const struct option_row *row = option_table; row->name; row++) {
        strbuf_byte(text, '-');
        if (row->letter)
            strbuf_byte(text, row->letter);
        strbuf_text(text, "\t--");
        strbuf_text(text, row->name);
        strbuf_byte(text, '\t');
        strbuf_text(text, row->argument ? row->argument : "-");
        strbuf_byte(text, '\t');
        strbuf_text(text, row->help);
        strbuf_byte(text, '\n');
    }
}

#define KEY_WIDTH 18
#define TYPE_WIDTH 11

/** Appends the line of a column: key, type of its value in JSON, help. */
static void put_column(struct strbuf *text, const struct field *field)
{
    const char *type = value_classes[field->type].name;

    strbuf_text(text, field->key);
    // A longer key moves its line to the right, so that the others keep to 80 columns.
    strbuf_blanks(text, strlen(field->key) + 2 < KEY_WIDTH ? KEY_WIDTH - strlen(field->key) : 2);
    strbuf_text(text, type);
    strbuf_blanks(text, TYPE_WIDTH - strlen(type));
    strbuf_text(text, field->help);
    strbuf_byte(text, '\n');
}

/** Appends one line per column. */
static void put_columns(struct strbuf *text, const struct field_list *offered)
{
    const struct field *field;

    for (size_t i = 0; (field = field_list_offered(offered, i)); i++)
        put_column(text, field);
}

/** The options that show fields of a topic, besides --columns and --details. */
static const char *const topic_options[] = {
    [TOPIC_ENDPOINTS] = "",
    [TOPIC_PROCESS] = "-p, -e",
    [TOPIC_QUEUES] = "",
    [TOPIC_TIMER] = "-o",
    [TOPIC_INTERNALS] = "-i",
    [TOPIC_MEMORY] = "-m",
    [TOPIC_RATES] = "--rates",
    [TOPIC_STORAGE] = "--bpf",
    [TOPIC_OPTIONS] = "-e, --tos, --tcp-options, --sockopt",
    [TOPIC_PLACE] = "-e",
};
static_assert(sizeof(topic_options) / sizeof(topic_options[0]) == TOPIC_PROTO, "a row a topic");

/** Appends the option that selects the protocol. */
static void put_proto_option(struct strbuf *text, enum proto proto)
{
    for (const struct option_row *row = option_table; row->name; row++) {
        if (strcmp(row->name, proto_table[proto].name) != 0)
            continue;
        strbuf_text(text, row->letter ? "-" : "--");
        if (row->letter)
            strbuf_byte(text, row->letter);
        else
            strbuf_text(text, row->name);
    }
}

/** Appends "Timer (-o):", after an empty line unless it is the first. */
static void put_topic(struct strbuf *text, unsigned topic)
{
    strbuf_text(text, text->length > 0 ? "\n" : "");
    strbuf_text(text, topic_heading(topic));
    size_t start = text->length;
    strbuf_text(text, " (");
    size_t empty = text->length;
    if (topic < TOPIC_PROTO)
        strbuf_text(text, topic_options[topic]);
    else
        put_proto_option(text, (enum proto)(topic - TOPIC_PROTO));
    if (text->length > empty)
        strbuf_byte(text, ')');
    else
        strbuf_truncate(text, start);
    strbuf_text(text, ":\n");
}

/** Appends the columns of sockets by topic. */
static void put_topics(struct strbuf *text)
{
    for (unsigned topic = 0; topic < TOPIC_COUNT; topic++) {
        bool headed = false;
        for (const struct field *field = field_table; field->key; field++) {
            if (field_topic(field) != topic)
                continue;
            if (!headed)
                put_topic(text, topic);
            headed = true;
            put_column(text, field);
        }
    }
}

/** Appends the layers of the sandbox that took effect. */
static void put_layers(struct strbuf *text, unsigned in)
{
    static const struct {
        enum sandbox_layer layer;
        const char *name;
    } layers[] = {{SANDBOX_NO_NEW_PRIVS, "no_new_privs"},
                  {SANDBOX_CAPABILITIES, "capabilities"},
                  {SANDBOX_SECCOMP, "seccomp"},
                  {SANDBOX_LANDLOCK, "landlock"}};
    const char *separator = " ";

    strbuf_text(text, "sandbox:");
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
        if (!(in & layers[i].layer))
            continue;
        strbuf_text(text, separator);
        strbuf_text(text, layers[i].name);
        separator = ", ";
    }
    strbuf_text(text, *separator == ' ' ? " none\n" : "\n");
}

/** Appends the version and the optional parts that are built in. */
static void put_version(struct strbuf *text, unsigned layers)
{
    strbuf_text(text, "sockstat " VERSION "\n");
    strbuf_text(text, "sources of sockets: netlink, proc");
    strbuf_text(text, bpf_iter_built ? ", bpf (--exact)\n" : "\n");
    strbuf_text(text, "sources of owners: proc");
    strbuf_text(text, bpf_iter_built ? ", bpf\n" : "\n");
    put_layers(text, layers);
}

int usage_print(const struct options *options, int fd)
{
    struct out out = {.fd = fd};

    switch (options->action) {
    case ACTION_HELP:
        put_help(&out.pending);
        break;
    case ACTION_HELP_ALL:
        put_help_all(&out.pending);
        break;
    case ACTION_VERSION:
        put_version(&out.pending, options->layers);
        break;
    case ACTION_SCHEMA:
        strbuf_text(&out.pending, show_schema);
        break;
    case ACTION_SCHEMA_DIFF:
        strbuf_text(&out.pending, show_difference_schema);
        break;
    case ACTION_SCHEMA_EVENT:
        event_show_schema(&out.pending);
        break;
    case ACTION_LIST_COLUMNS:
        // Scripts read it without headings.
        if (isatty(fd) && !options->view.offered)
            put_topics(&out.pending);
        else
            put_columns(&out.pending, options->view.offered);
        break;
    case ACTION_LIST_OPTIONS:
        put_options(&out.pending);
        break;
    case ACTION_LIST_WORDS:
    case ACTION_SHOW:
    case ACTION_SAVE:
    case ACTION_METRICS:
    case ACTION_DIFF:
    case ACTION_EXPLAIN:
        break;
    }
    return out_finish(&out);
}
