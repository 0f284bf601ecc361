// SPDX-License-Identifier: MIT
/** options: what follows from a command line. */
#include "unit.h"

#include "options.h"

#include <getopt.h>
#include <unistd.h>

#define TCP_CONNECTED                                                                              \
    (STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_SENT) | STATE_BIT(STATE_FIN_WAIT_1) |      \
     STATE_BIT(STATE_FIN_WAIT_2) | STATE_BIT(STATE_CLOSE_WAIT) | STATE_BIT(STATE_LAST_ACK) |       \
     STATE_BIT(STATE_CLOSING))
#define WAITING (STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_UNCONNECTED))
#define EVERY                                                                                      \
    (TCP_CONNECTED | WAITING | STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_TIME_WAIT) |            \
     STATE_BIT(STATE_CLOSED) | STATE_BIT(STATE_BOUND_INACTIVE))
#define USUAL "proto state recv_q send_q local peer"
#define NUMBERS " uid inode cookie device mark v6only cgroup_id"
#define EXTENDED " user" NUMBERS
#define RECORD                                                                                     \
    "proto family state recv_q send_q accept_queue accept_limit local_address local_port "         \
    "local_service peer_address peer_port peer_service timer timer_expires_ms retransmits user "   \
    "uid inode cookie device device_index mark v6only cgroup_id"
#define RESOLVED                                                                                   \
    "proto family state recv_q send_q accept_queue accept_limit local_address local_port "         \
    "local_service local_host peer_address peer_port peer_service peer_host timer "                \
    "timer_expires_ms retransmits user uid inode cookie device device_index mark v6only cgroup_id"

struct options_row {
    const char *name; /**< the command line, words with blanks between */
    bool tcp, udp, ipv4, ipv6;
    state_set states;
    const char *columns;
    unsigned needs;
};

static const struct options_row rows[] = {
    {"", 1, 1, 1, 1, TCP_CONNECTED | WAITING, USUAL " processes",
     NEED_SERVICE | NEED_DEVICE | NEED_OWNER},
    {"-n", 1, 1, 1, 1, TCP_CONNECTED | WAITING, USUAL, NEED_DEVICE},
    {"-nltp", 1, 0, 1, 1, WAITING, USUAL " processes", NEED_DEVICE | NEED_OWNER},
    {"-n -l -t -p", 1, 0, 1, 1, WAITING, USUAL " processes", NEED_DEVICE | NEED_OWNER},
    {"--numeric --listening --tcp --processes", 1, 0, 1, 1, WAITING, USUAL " processes",
     NEED_DEVICE | NEED_OWNER},
    {"-tulpen", 1, 1, 1, 1, WAITING, USUAL NUMBERS " processes",
     NEED_DEVICE | NEED_OWNER | NEED_MARK},
    {"-tan", 1, 0, 1, 1, EVERY, USUAL, NEED_DEVICE},
    {"-tano", 1, 0, 1, 1, EVERY, USUAL " timer timer_expires_ms retransmits", NEED_DEVICE},
    {"-al", 1, 1, 1, 1, EVERY, USUAL, NEED_SERVICE | NEED_DEVICE},
    {"--connected", 1, 1, 1, 1, TCP_CONNECTED, USUAL, NEED_SERVICE | NEED_DEVICE},
    {"--connected -l", 1, 1, 1, 1, TCP_CONNECTED | WAITING, USUAL, NEED_SERVICE | NEED_DEVICE},
    {"-u4", 0, 1, 1, 0, TCP_CONNECTED | WAITING, USUAL, NEED_SERVICE | NEED_DEVICE},
    {"-6", 1, 1, 0, 1, TCP_CONNECTED | WAITING, USUAL, NEED_SERVICE | NEED_DEVICE},
    {"-46", 1, 1, 1, 1, TCP_CONNECTED | WAITING, USUAL, NEED_SERVICE | NEED_DEVICE},
    {"-e", 1, 1, 1, 1, TCP_CONNECTED | WAITING, USUAL EXTENDED,
     NEED_SERVICE | NEED_DEVICE | NEED_USER | NEED_MARK},
    {"-r", 1, 1, 1, 1, TCP_CONNECTED | WAITING, USUAL, NEED_SERVICE | NEED_DEVICE | NEED_HOST},
    {"-j", 1, 1, 1, 1, TCP_CONNECTED | WAITING, RECORD,
     NEED_SERVICE | NEED_DEVICE | NEED_USER | NEED_MACHINE | NEED_MARK},
    {"-jn", 1, 1, 1, 1, TCP_CONNECTED | WAITING, RECORD,
     NEED_SERVICE | NEED_DEVICE | NEED_USER | NEED_MACHINE | NEED_MARK},
    {"--jsonl -eo", 1, 1, 1, 1, TCP_CONNECTED | WAITING, RECORD,
     NEED_SERVICE | NEED_DEVICE | NEED_USER | NEED_MACHINE | NEED_MARK},
    {"--csv -p", 1, 1, 1, 1, TCP_CONNECTED | WAITING, RECORD " owner processes",
     NEED_SERVICE | NEED_DEVICE | NEED_USER | NEED_OWNER | NEED_MARK},
    {"-jr", 1, 1, 1, 1, TCP_CONNECTED | WAITING, RESOLVED,
     NEED_SERVICE | NEED_DEVICE | NEED_USER | NEED_HOST | NEED_MACHINE | NEED_MARK},
    {"--columns uid,proto", 1, 1, 1, 1, TCP_CONNECTED | WAITING, "uid proto", 0},
    {"--columns=+uid", 1, 1, 1, 1, TCP_CONNECTED | WAITING, USUAL " uid",
     NEED_SERVICE | NEED_DEVICE},
    {"state listen", 1, 1, 1, 1, EVERY, USUAL " processes",
     NEED_SERVICE | NEED_DEVICE | NEED_OWNER},
    {"-l state listen", 1, 1, 1, 1, WAITING, USUAL, NEED_SERVICE | NEED_DEVICE},
    {"-t 443", 1, 0, 1, 1, TCP_CONNECTED | WAITING, USUAL, NEED_SERVICE | NEED_DEVICE},
    {"-p --columns=owner", 1, 1, 1, 1, TCP_CONNECTED | WAITING, "owner", NEED_OWNER},
};

/** Parses LINE, cut at blanks; stderr goes to MESSAGES (NULL: where it goes). */
static bool parse(const char *line, struct options *options, FILE *messages)
{
    static char copy[512]; // the options point into it
    char *words[16] = {(char *)"sockstat"};
    int count = 1;

    snprintf(copy, sizeof(copy), "%s", line);
    for (char *rest = copy, *word; (word = strsep(&rest, " "));) {
        if (*word)
            words[count++] = word;
    }
    int saved = dup(STDERR_FILENO);
    if (messages)
        dup2(fileno(messages), STDERR_FILENO);
    optind = 0; // getopt_long starts anew
    bool good = options_parse(count, words, options);
    dup2(saved, STDERR_FILENO);
    close(saved);
    return good;
}

static void put_keys(struct strbuf *text, const struct field_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        strbuf_text(text, i > 0 ? " " : "");
        strbuf_text(text, list->fields[i]->key);
    }
}

static void test_row(void **state)
{
    const struct options_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf columns = {0};
    struct options options;

    assert_true(parse(row->name, &options, NULL));
    assert_int_equal(options.action, ACTION_SHOW);
    assert_int_equal(options.request.protos[PROTO_TCP], row->tcp);
    assert_int_equal(options.request.protos[PROTO_UDP], row->udp);
    assert_int_equal(options.request.families[FAMILY_IPV4], row->ipv4);
    assert_true(options.request.families[FAMILY_IPV6]); // which can carry IPv4
    assert_int_equal(options.request.left_out[FAMILY_IPV4], !row->ipv4);
    assert_int_equal(options.request.left_out[FAMILY_IPV6], !row->ipv6);
    assert_int_equal(options.request.states, row->states);
    put_keys(&columns, &options.view.columns);
    assert_text(&columns, row->columns);
    assert_int_equal(options.needs, row->needs);
    options_free(&options);
}

struct groups_row {
    const char *name; /**< the command line */
    const char *columns;
    const char *order;
};

#define COUNTS " count recv_q send_q accept_queue"

static const struct groups_row groups_rows[] = {
    {"--by user", "user" COUNTS, "count user uid"},
    {"--by user --csv", "user uid" COUNTS " accept_limit accept_percent", "count user uid"},
    {"--by uid,user -j", "uid user" COUNTS " accept_limit accept_percent", "count uid user"},
    {"--by device,state -j", "device device_index state" COUNTS " accept_limit accept_percent",
     "count device state device_index"},
    {"--by user -j --columns=user,count", "user count", "count user uid"},
    {"--by user --sort=uid", "user" COUNTS, "uid count user"},
    {"-s", "proto count ipv4 ipv6 orphaned states", "proto"},
};

/** Names that stand for a number have it beside them where a program reads the output. */
static void test_groups(void **state)
{
    const struct groups_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf columns = {0};
    CLEANUP(strbuf_free) struct strbuf order = {0};
    CLEANUP(options_free) struct options options;

    assert_true(parse(row->name, &options, NULL));
    put_keys(&columns, &options.view.columns);
    assert_text(&columns, row->columns);
    put_keys(&order, &options.sorting.keys);
    assert_text(&order, row->order);
}

static void test_plain_switches(void **state)
{
    struct options options;

    (void)state;
    assert_true(parse("-H -q --strict --services=x --source=proc --color=always", &options, NULL));
    assert_false(options.view.header);
    assert_true(options.quiet);
    assert_true(options.strict);
    assert_string_equal(options.services, "x");
    assert_int_equal(options.request.source, CHOOSE_PROC);
    assert_true(options.view.colour);
    options_free(&options);
    assert_true(parse("-O", &options, NULL));
    assert_true(options.view.header);
    assert_false(options.quiet);
    assert_false(options.strict);
    assert_string_equal(options.services, "/etc/services");
    assert_int_equal(options.request.source, CHOOSE_AUTO);
    options_free(&options);
}

struct action_row {
    const char *name; /**< the command line */
    enum action action;
};

static const struct action_row actions[] = {
    {"-h", ACTION_HELP},
    {"--help", ACTION_HELP},
    {"-V", ACTION_VERSION},
    {"-t --version -u", ACTION_VERSION},
    {"--schema", ACTION_SCHEMA},
    {"--list-columns", ACTION_LIST_COLUMNS},
    {"--list-options", ACTION_LIST_OPTIONS},
};

static void test_action(void **state)
{
    const struct action_row *row = *state;
    struct options options;

    assert_true(parse(row->name, &options, NULL));
    assert_int_equal(options.action, row->action);
    options_free(&options);
}

struct wrong_row {
    const char *name; /**< the command line */
    const char *message;
};

static const struct wrong_row wrong[] = {
    {"-Z", "sockstat: -Z: no such option; --help lists them\n"},
    {"-tZ", "sockstat: -Z: no such option; --help lists them\n"},
    {"--tpc", "sockstat: --tpc: no such option; did you mean --tcp?\n"},
    {"--xyzzyxyzzy", "sockstat: --xyzzyxyzzy: no such option; --help lists them\n"},
    {"--list", "sockstat: --list: short for several options; --help lists them\n"},
    {"--tcp=1", "sockstat: --tcp: takes no argument\n"},
    {"--color", "sockstat: --color: an argument is missing: auto|always|never\n"},
    {"--color=on", "sockstat: --color: \"on\" is none of auto|always|never\n"},
    {"--color=aut", "sockstat: --color: \"aut\" is none of auto|always|never\n"},
    {"--color=auto|always", "sockstat: --color: \"auto|always\" is none of auto|always|never\n"},
    {"--source=", "sockstat: --source: \"\" is none of auto|netlink|proc\n"},
    {"--columns=xyzzy", "sockstat: --columns: no column \"xyzzy\"; --list-columns lists them\n"},
    {"--columns=+", "sockstat: --columns: a key is missing; --list-columns lists them\n"},
    {"--columns=proto,,uid", "sockstat: --columns: a key is missing; --list-columns lists them\n"},
    {"-t dst 22", "sockstat: 22 is not an address; for the port, write \"dport 22\"\n"
                  "  dst 22\n"
                  "      ^^\n"},
    {"--explain-filter", "sockstat: --explain-filter: there is no filter\n"},
    {"--wait=soon",
     "sockstat: --wait: \"soon\" is no time: seconds, or a number with ms, s, m or h\n"},
    {"--filter-file=/nonexistent",
     "sockstat: --filter-file: /nonexistent: No such file or directory\n"},
};

static void test_wrong(void **state)
{
    const struct wrong_row *row = *state;
    FILE *messages = tmpfile();
    char text[512] = "";
    struct options options;

    assert_false(parse(row->name, &options, messages));
    rewind(messages);
    text[fread(text, 1, sizeof(text) - 1, messages)] = '\0';
    fclose(messages);
    assert_string_equal(text, row->message);
    options_free(&options);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain_switches)};

    return RUN_ROWS(test_row, rows) + RUN_ROWS(test_groups, groups_rows) +
           RUN_ROWS(test_action, actions) + RUN_ROWS(test_wrong, wrong) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
