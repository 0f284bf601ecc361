// SPDX-License-Identifier: MIT
/** options: what follows from a command line. */
#include "sets.h"

#include "cli/habits.h"
#include "cli/options.h"

#include <getopt.h>
#include <unistd.h>

#define TCP_CONNECTED "established syn-sent fin-wait-1 fin-wait-2 close-wait last-ack closing"
#define WAITING " listen unconnected"
#define EVERY TCP_CONNECTED WAITING " syn-recv time-wait closed bound-inactive"
#define USUAL "proto state recv_q send_q local peer"
#define NUMBERS " uid inode cookie device mark v6only cgroup_id"
#define INTERNALS                                                                                  \
    " congestion rtt_us cwnd retransmits_total delivery_rate_bytes_per_s bytes_sent "              \
    "bytes_received "                                                                              \
    "last_data_received_ms"
#define RATES " recv_rate_bytes_per_s send_rate_bytes_per_s retransmits_per_s"
#define MEASURED                                                                                   \
    "proto family state local_address local_port local_path device unit cgroup_state "             \
    "accept_queue accept_limit connections role owner drops rtt_us retransmits_total autobound "   \
    "ephemeral"
#define EXTENDED " user" NUMBERS
#define RECORD                                                                                     \
    "proto family state recv_q send_q accept_queue accept_limit local_address local_port "         \
    "local_service peer_address peer_port peer_service timer timer_expires_ms retransmits user "   \
    "uid inode cookie device device_index mark v6only cgroup_id"
#define FLEET                                                                                      \
    "netns proto state role local_address local_port peer_address peer_port community_id "         \
    "exposure accept_queue accept_limit unit container cookie"
#define FACTS                                                                                      \
    "proto family state recv_q send_q accept_queue accept_limit local_address local_port "         \
    "local_service peer_address peer_port peer_service ulp subflow_local_id subflow_peer_id "      \
    "subflow_peer_capable subflow_local_capable subflow_peer_join subflow_local_join "             \
    "subflow_peer_backup subflow_local_backup subflow_established subflow_connected "              \
    "subflow_map_valid tls_version tls_cipher tls_tx tls_rx tls_zero_copy_tx tls_rx_no_pad "       \
    "tls_tx_max_payload "                                                                          \
    "shutdown timer timer_expires_ms retransmits user uid inode cookie device device_index mark "  \
    "v6only exposure exposure_family port_class ephemeral cgroup_id"
#define RESOLVED                                                                                   \
    "proto family state recv_q send_q accept_queue accept_limit local_address local_port "         \
    "local_service local_host peer_address peer_port peer_service peer_host timer "                \
    "timer_expires_ms retransmits user uid inode cookie device device_index mark v6only cgroup_id"

struct options_row {
    const char *name; /**< the command line, words with blanks between */
    bool tcp, udp, ipv4, ipv6;
    const char *states;
    const char *columns;
    const char *needs;
};

static const struct options_row rows[] = {
    {"", 1, 1, 1, 1, TCP_CONNECTED WAITING, USUAL " processes", "service device owner"},
    {"-n", 1, 1, 1, 1, TCP_CONNECTED WAITING, USUAL, "device"},
    {"-nltp", 1, 0, 1, 1, WAITING, USUAL " processes", "device owner"},
    {"-n -l -t -p", 1, 0, 1, 1, WAITING, USUAL " processes", "device owner"},
    {"--numeric --listening --tcp --processes", 1, 0, 1, 1, WAITING, USUAL " processes",
     "device owner"},
    {"-tulpen", 1, 1, 1, 1, WAITING, USUAL NUMBERS " processes", "device owner mark"},
    {"-tan", 1, 0, 1, 1, EVERY, USUAL, "device"},
    {"-tano", 1, 0, 1, 1, EVERY, USUAL " timer timer_expires_ms retransmits", "device"},
    {"-al", 1, 1, 1, 1, EVERY, USUAL, "service device"},
    {"-j --explain", 1, 1, 1, 1, EVERY, RECORD " owner processes severity findings",
     "service user device mark machine owner ends autobound siblings ephemeral info info_rest "
     "memory"},
    {"--explain -jtl", 1, 0, 1, 1, WAITING, RECORD " owner processes severity findings",
     "service user device mark machine owner ends autobound siblings ephemeral info info_rest "
     "memory"},
    {"--connected", 1, 1, 1, 1, TCP_CONNECTED, USUAL, "service device"},
    {"--connected -l", 1, 1, 1, 1, TCP_CONNECTED WAITING, USUAL, "service device"},
    {"-f inet6", 1, 1, 0, 1, TCP_CONNECTED WAITING, USUAL, "service device"},
    {"-f INET -u", 0, 1, 1, 0, TCP_CONNECTED WAITING, USUAL, "service device"},
    {"--family=ipv4 -f ipv6", 1, 1, 1, 1, TCP_CONNECTED WAITING, USUAL, "service device"},
    {"-u4", 0, 1, 1, 0, TCP_CONNECTED WAITING, USUAL, "service device"},
    {"-6", 1, 1, 0, 1, TCP_CONNECTED WAITING, USUAL, "service device"},
    {"-46", 1, 1, 1, 1, TCP_CONNECTED WAITING, USUAL, "service device"},
    {"-e", 1, 1, 1, 1, TCP_CONNECTED WAITING, USUAL EXTENDED, "service device user mark"},
    {"-r", 1, 1, 1, 1, TCP_CONNECTED WAITING, USUAL, "service device host"},
    {"-j", 1, 1, 1, 1, TCP_CONNECTED WAITING, RECORD, "service device user machine mark"},
    {"-jn", 1, 1, 1, 1, TCP_CONNECTED WAITING, RECORD, "service device user machine mark"},
    {"--jsonl -eo", 1, 1, 1, 1, TCP_CONNECTED WAITING, FACTS,
     "service device user machine mark ulp ephemeral"},
    {"--fleet", 1, 1, 1, 1, TCP_CONNECTED WAITING, FLEET, "machine netns ends autobound cgroup"},
    {"--fleet -tp", 1, 0, 1, 1, TCP_CONNECTED WAITING, FLEET " owner processes",
     "machine netns ends autobound cgroup owner"},
    {"--fleet --columns=uid,community_id", 1, 1, 1, 1, TCP_CONNECTED WAITING, "uid community_id",
     "machine"},
    {"--fleet --by=unit", 1, 1, 1, 1, TCP_CONNECTED WAITING,
     "unit count recv_q send_q accept_queue accept_limit accept_percent", "machine cgroup"},
    {"--csv -p", 1, 1, 1, 1, TCP_CONNECTED WAITING, RECORD " owner processes",
     "service device user owner mark"},
    {"-jr", 1, 1, 1, 1, TCP_CONNECTED WAITING, RESOLVED, "service device user host machine mark"},
    {"--columns uid,proto", 1, 1, 1, 1, TCP_CONNECTED WAITING, "uid proto", ""},
    {"--columns=+uid", 1, 1, 1, 1, TCP_CONNECTED WAITING, USUAL " uid", "service device"},
    {"state listen", 1, 1, 1, 1, EVERY, USUAL " processes", "service device owner"},
    {"-l state listen", 1, 1, 1, 1, WAITING, USUAL, "service device"},
    {"-t 443", 1, 0, 1, 1, TCP_CONNECTED WAITING, USUAL, "service device"},
    {"-p --columns=owner", 1, 1, 1, 1, TCP_CONNECTED WAITING, "owner", "owner"},
    {"--by=state --columns=count", 1, 1, 1, 1, TCP_CONNECTED WAITING, "count", ""},
    {"--by=state --columns=rtt_us_p95", 1, 1, 1, 1, TCP_CONNECTED WAITING, "rtt_us_p95", "info"},
    {"--by=state --sort=-bytes_sent,drops --columns=count", 1, 1, 1, 1, TCP_CONNECTED WAITING,
     "count", "info info_rest memory"},
    {"-mi --by=state", 1, 1, 1, 1, TCP_CONNECTED WAITING,
     "state count recv_q send_q accept_queue rmem_bytes wmem_bytes drops rtt_us_median rtt_us_p95 "
     "retransmits_total bytes_sent bytes_received",
     "info info_rest memory"},
    {"-ti --columns=+rto,proto", 1, 0, 1, 1, TCP_CONNECTED WAITING,
     USUAL INTERNALS " rto_us detail", "service device ulp info info_rest congestion"},
    {"-tiq", 1, 0, 1, 1, TCP_CONNECTED WAITING, USUAL INTERNALS " detail", ""},
    {"-tiq --strict", 1, 0, 1, 1, TCP_CONNECTED WAITING, USUAL INTERNALS " detail",
     "service device ulp info info_rest congestion"},
    {"-K -n port = 1", 1, 1, 1, 1, TCP_CONNECTED WAITING, USUAL " result result_reason",
     "device result"},
    {"--kill -t --csv --columns=result port = 1", 1, 0, 1, 1, TCP_CONNECTED WAITING, "result",
     "result"},
    {"-tn --rates", 1, 0, 1, 1, TCP_CONNECTED WAITING, USUAL RATES, "device info info_rest rates"},
    {"-un --sort=recv_rate", 0, 1, 1, 1, TCP_CONNECTED WAITING, USUAL, "device"},
    {"-tn --sort=recv_rate", 1, 0, 1, 1, TCP_CONNECTED WAITING, USUAL,
     "device info info_rest rates"},
    {"-tn --columns=retrans_rate", 1, 0, 1, 1, TCP_CONNECTED WAITING, "retransmits_per_s",
     "info info_rest rates"},
    {"-tn --rates --by=state", 1, 0, 1, 1, TCP_CONNECTED WAITING,
     "state count recv_q send_q accept_queue" RATES, "info info_rest rates"},
    {"--metrics", 1, 1, 1, 1, EVERY, MEASURED,
     "device cgroup ends owner memory info autobound ephemeral"},
    {"--metrics -ln", 1, 1, 1, 1, WAITING, MEASURED,
     "device cgroup ends owner memory info autobound ephemeral"},
    {"--metrics=openmetrics -u -N all", 0, 1, 1, 1, EVERY, MEASURED " netns netns_name",
     "device cgroup ends owner memory autobound ephemeral netns"},
    {"-E", 1, 1, 1, 1, EVERY, "proto state local peer processes", "service device owner"},
    {"-Elnt --columns=+uid", 1, 0, 1, 1, EVERY, "proto state local peer processes uid",
     "device owner"},
    {"-Ej -t 22", 1, 0, 1, 1, EVERY,
     "proto family state accept_limit local_address local_port local_service peer_address "
     "peer_port "
     "peer_service user uid inode cookie device device_index mark v6only cgroup_id owner processes "
     "netns",
     "service device user machine mark owner netns"},
    {"-E --columns=local,cookie", 1, 1, 1, 1, EVERY, "local cookie", "service device"},
    {"-umi --by=state", 0, 1, 1, 1, TCP_CONNECTED WAITING,
     "state count recv_q send_q accept_queue rmem_bytes wmem_bytes drops", "memory"},
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
    assert_int_equal(options.action, options.metrics.on ? ACTION_METRICS : ACTION_SHOW);
    assert_int_equal(options.request.protos[PROTO_TCP], row->tcp);
    assert_int_equal(options.request.protos[PROTO_UDP], row->udp);
    assert_int_equal(options.request.families[FAMILY_IPV4], row->ipv4);
    assert_true(options.request.families[FAMILY_IPV6]); // which can carry IPv4
    assert_int_equal(options.request.left_out, (row->ipv4 ? 0 : FAMILY_BIT(FAMILY_IPV4)) |
                                                   (row->ipv6 ? 0 : FAMILY_BIT(FAMILY_IPV6)));
    // Those of other protocols come with their letters.
    assert_states(options.request.states &
                      (proto_table[PROTO_TCP].states | proto_table[PROTO_UDP].states),
                  row->states);
    put_keys(&columns, &options.view.columns);
    assert_text(&columns, row->columns);
    assert_needs(options.needs, row->needs);
    options_free(&options);
}

struct protos_row {
    const char *name; /**< the command line */
    const char *protos;
    const char *implied; /**< those that the kernel may lack */
};

#define OF_INTERNET "tcp udp udplite raw icmp mptcp sctp smc"
#define OF_OTHERS "unix packet netlink vsock xdp tipc"

static const struct protos_row protos_rows[] = {
    {"", "tcp udp", ""},
    {"-4", "tcp udp", ""},
    {"-M", "mptcp", ""},
    {"-S", "sctp", ""},
    {"-0", "packet", ""},
    {"-M -S -0 --smc --netlink --vsock --xdp --tipc",
     "mptcp sctp packet smc netlink vsock xdp tipc", ""},
    {"-A tcp", "tcp", ""},
    {"-A TCP", "tcp", ""},
    {"-A tcp,tcp", "tcp", ""},
    {"-A udp,netlink", "udp netlink", ""},
    {"-A inet", OF_INTERNET, OF_INTERNET},
    {"-A all", OF_INTERNET " " OF_OTHERS, OF_INTERNET " " OF_OTHERS},
    {"--protocols=all", OF_INTERNET " " OF_OTHERS, OF_INTERNET " " OF_OTHERS},
    {"-A all,!unix", OF_INTERNET " packet netlink vsock xdp tipc",
     OF_INTERNET " packet netlink vsock xdp tipc"},
    {"-A all,!inet", OF_OTHERS, OF_OTHERS},
    {"-A !tcp", "udp udplite raw icmp mptcp sctp smc " OF_OTHERS,
     "udp udplite raw icmp mptcp sctp smc " OF_OTHERS},
    {"-A !inet,tcp", "tcp " OF_OTHERS, OF_OTHERS},
    {"-A tcp,!tcp,udp", "udp", ""}, // from left to right
    {"-A tcp,inet,!all,!all,tcp", "tcp", ""},
    {"-A tcp -A udp", "tcp udp", ""},
    {"-A tcp,udp -A !udp", "tcp", ""},
    {"-A all -A !inet", OF_OTHERS, OF_OTHERS},
    {"-A inet,vsock", OF_INTERNET " vsock", OF_INTERNET},
    // a name of its own, wherever it is
    {"-A all --vsock", OF_INTERNET " " OF_OTHERS, OF_INTERNET " unix packet netlink xdp tipc"},
    {"-S -A all", OF_INTERNET " " OF_OTHERS, "tcp udp udplite raw icmp mptcp smc " OF_OTHERS},
    {"-A all,tipc", OF_INTERNET " " OF_OTHERS, OF_INTERNET " unix packet netlink vsock xdp"},
    {"-t -A unix", "tcp unix", ""},
    {"-A tcp,!unix -x", "tcp unix", ""},
    {"-f unix", "unix", ""},
    {"-f link", "packet", ""},
    {"-f packet -f netlink", "packet netlink", ""},
    {"-f inet", "tcp udp", ""},
    {"--family=vsock", "vsock", ""},
    // conditions of a filter
    {"unix", "tcp udp unix", ""},
    {"NETLINK", "tcp udp netlink", ""},
    {"proto = packet", "tcp udp packet", ""},
    {"proto = sctp,mptcp", "tcp udp sctp mptcp", "sctp mptcp"},
    {"family = vsock", "tcp udp vsock", ""},
    {"family = link", "tcp udp packet", ""},
    {"proto != packet", "tcp udp", ""},
    {"path = x", "tcp udp unix", ""},
    {"-t unix", "tcp", ""},
    {"local_cid = 3", "tcp udp vsock", ""},
    {"drops > 0", "tcp udp packet netlink xdp", "packet netlink xdp"},
    {"drops > 0 and xdp", "tcp udp packet netlink xdp", "packet netlink"},
};

static proto_set protos_of(const char *names)
{
    proto_set set = 0;

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        size_t length = strlen(proto_table[proto].name);
        for (const char *name = names; (name = strstr(name, proto_table[proto].name)); name++) {
            if ((name == names || name[-1] == ' ') && (!name[length] || name[length] == ' '))
                set |= PROTO_BIT(proto);
        }
    }
    return set;
}

static void test_protos(void **state)
{
    const struct protos_row *row = *state;
    CLEANUP(options_free) struct options options;
    proto_set protos = 0;

    assert_true(parse(row->name, &options, NULL));
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        protos |= options.request.protos[proto] ? PROTO_BIT(proto) : 0;
    assert_int_equal(protos, protos_of(row->protos));
    assert_int_equal(options.request.implied, protos_of(row->implied));
}

struct groups_row {
    const char *name; /**< the command line */
    const char *columns;
    const char *order;
};

#define STATES                                                                                     \
    " listen unconnected established syn_sent syn_recv fin_wait_1 fin_wait_2 time_wait closed "    \
    "close_wait last_ack closing bound_inactive"
#define COUNTS " count recv_q send_q accept_queue"

static const struct groups_row groups_rows[] = {
    {"--by user", "user" COUNTS, "count user uid"},
    {"--by user --csv", "user uid" COUNTS " accept_limit accept_percent", "count user uid"},
    {"--by uid,user -j", "uid user" COUNTS " accept_limit accept_percent", "count uid user"},
    {"--by device,state -j", "device device_index state" COUNTS " accept_limit accept_percent",
     "count device state device_index"},
    {"--by user -j --columns=user,count", "user count", "count user uid"},
    {"--by user --sort=uid", "user" COUNTS, "uid count user"},
    {"--by user --rates", "user" COUNTS RATES, "total_rate_bytes_per_s count user uid"},
    {"--by user --rates --sort=uid", "user" COUNTS RATES, "uid count user"},
    {"-s", "proto count ipv4 ipv6 orphaned states", "proto"},
    {"-s -x --netlink", "proto count orphaned states", "proto"},
    {"-s -x -S", "proto count ipv4 ipv6 orphaned states", "proto"},
    {"-sj -x", "proto count orphaned" STATES, "proto"},
    {"-sj -tS",
     "proto count ipv4 ipv6 orphaned" STATES " cookie_wait cookie_echoed shutdown_pending "
     "shutdown_sent shutdown_received shutdown_ack_sent",
     "proto"},
    {"-sj --smc",
     "proto count ipv4 ipv6 orphaned" STATES " peer_close_wait_1 peer_close_wait_2 "
     "app_fin_close_wait app_close_wait_1 app_close_wait_2 peer_fin_close_wait peer_abort_wait "
     "process_abort",
     "proto"},
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

struct kill_row {
    const char *name; /**< the command line */
    bool yes, listeners, by_cookie;
    size_t most;
};

static const struct kill_row kill_rows[] = {
    {"-K port = 1", false, false, false, 100},
    {"-K --yes --max=7 port = 1", true, false, false, 7},
    {"-K --max=0 port = 1", false, false, false, 0},
    {"-K -l port = 1", false, true, false, 100},
    {"-K -a port = 1", false, false, false, 100},
    {"-K state listen", false, true, false, 100},
    {"-K state = established,listen", false, true, false, 100},
    {"-K port = 1 and ( state = listen or pid = 1 )", false, true, false, 100},
    {"-K state != listen", false, false, false, 100},
    {"-K not state = listen", false, false, false, 100},
    {"-K state = l*", false, true, false, 100},
    {"-K state != established", false, false, false, 100},
    {"-K cookie = 5", false, false, true, 100},
    {"-K cookie = 5,6", false, false, true, 100},
    {"-K port = 1 and cookie = 5", false, false, true, 100},
    {"-K cookie = 5 or cookie = 6", false, false, true, 100},
    {"-K cookie = 5 or port = 1", false, false, false, 100},
    {"-K cookie != 5", false, false, false, 100},
    {"-K not cookie = 5", false, false, false, 100},
    {"-K not cookie != 5", false, false, false, 100},
    {"-K has cookie", false, false, false, 100},
    {"-K peer_cookie = 5", false, false, false, 100},
};

static void test_kill(void **state)
{
    const struct kill_row *row = *state;
    CLEANUP(options_free) struct options options;

    assert_true(parse(row->name, &options, NULL));
    assert_true(options.kill.asked);
    assert_int_equal(options.kill.yes, row->yes);
    assert_int_equal(options.kill.listeners, row->listeners);
    assert_int_equal(options.kill.by_cookie, row->by_cookie);
    assert_int_equal(options.kill.most, row->most);
}

struct action_row {
    const char *name; /**< the command line */
    enum action action;
};

static const struct action_row actions[] = {
    {"-h", ACTION_HELP},
    {"--help", ACTION_HELP},
    {"--help=all", ACTION_HELP_ALL},
    {"--he=all", ACTION_HELP_ALL},
    {"-V", ACTION_VERSION},
    {"-t --version -u", ACTION_VERSION},
    {"--schema", ACTION_SCHEMA},
    {"--schema=diff", ACTION_SCHEMA_DIFF},
    {"--schema=event", ACTION_SCHEMA_EVENT},
    {"--save=f", ACTION_SAVE},
    {"--metrics", ACTION_METRICS},
    {"--metrics-file=f --limit=3", ACTION_METRICS},
    {"--metrics --help", ACTION_HELP},
    {"--save=f --help", ACTION_HELP},
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
    {"-Y", "sockstat: unknown option -Y; --help=all lists all options\n"},
    {"-tY", "sockstat: unknown option -Y; --help=all lists all options\n"},
#ifdef __GLIBC__ // musl's getopt gives no more of such a letter than a question mark
    {"-\xe2\x80\xa9", "sockstat: unknown option -\\xe2; --help=all lists all options\n"},
#endif
    {"--tpc", "sockstat: unknown option --tpc; did you mean --tcp or --tipc?\n"},
    {"--colums=proto", "sockstat: unknown option --colums; did you mean --columns?\n"},
    {"--ist-columns", "sockstat: unknown option --ist-columns; did you mean --list-columns?\n"},
    {"--xyzzyxyzzy", "sockstat: unknown option --xyzzyxyzzy; --help=all lists all options\n"},
    {"--fill", "sockstat: unknown option --fill; did you mean --kill?\n"},
    {"--list", "sockstat: ambiguous option --list: --listening, --list-columns, --list-options "
               "or --list-words\n"},
    {"--jso", "sockstat: ambiguous option --jso: --json or --jsonl\n"},
    {"--s", "sockstat: ambiguous option --s: --sctp, --smc, --source, --save, --summary, ...\n"},
    {"--tcp=1", "sockstat: --tcp takes no argument\n"},
    {"--color", "sockstat: missing argument: --color=auto|always|never\n"},
    {"--by", "sockstat: missing argument: --by=KEY,...\n"},
    {"--color=on", "sockstat: invalid value \"on\" for --color (expected auto, always or never)\n"},
    {"--color=aut",
     "sockstat: invalid value \"aut\" for --color (expected auto, always or never)\n"},
    {"--color=auto|always",
     "sockstat: invalid value \"auto|always\" for --color (expected auto, always or never)\n"},
    {"--source=", "sockstat: invalid value \"\" for --source (expected auto, netlink or proc)\n"},
    {"-K", "sockstat: --kill: missing filter; without one it would end every socket that is "
           "listed\n"},
    {"-K -l --yes", "sockstat: --kill: missing filter; without one it would end every socket that "
                    "is listed\n"},
    {"-t --yes port = 1", "sockstat: --yes does nothing without --kill\n"},
    {"--max=3 port = 1", "sockstat: --max does nothing without --kill\n"},
    {"-K --max=x port = 1", "sockstat: invalid row count \"x\" for --max\n"},
    {"result = killed",
     "sockstat: a filter cannot depend on result or result_reason: they follow from it\n"},
    {"-K not has result_reason",
     "sockstat: a filter cannot depend on result or result_reason: they follow from it\n"},
    {"-K --wait port = 1",
     "sockstat: --kill and --wait exclude each other: wait first, then end what matches\n"},
    {"-K --wait-gone=3 port = 1",
     "sockstat: --kill and --wait-gone exclude each other: wait first, then end what matches\n"},
    {"-K --check port = 1", "sockstat: --kill and --check exclude each other: write what is to be "
                            "ended as a filter\n"},
    {"-K --explain port = 1",
     "sockstat: --kill and --explain exclude each other: results are shown in tables, --details, "
     "JSON and CSV\n"},
    {"-K --explain-filter port = 1", "sockstat: --kill and --explain-filter exclude each other: "
                                     "the latter only explains\n"},
    {"-K --dot port = 1",
     "sockstat: --kill and --dot exclude each other: a graph has no results\n"},
    {"-K -s port = 1",
     "sockstat: --kill and --summary exclude each other: the results are of single sockets\n"},
    {"-K --by=state port = 1",
     "sockstat: --kill and --by exclude each other: the results are of single sockets\n"},
    {"-K --limit=1 port = 1", "sockstat: --kill and --limit exclude each other: it limits what is "
                              "shown, --max what is ended\n"},
    {"-K -q port = 1",
     "sockstat: --kill and --quiet exclude each other: the results are the output\n"},
    {"-K --exact port = 1", "sockstat: --kill and --exact exclude each other: only sock_diag ends "
                            "sockets\n"},
    {"-K --source=proc port = 1", "sockstat: --kill and --source=proc exclude each other: only "
                                  "sock_diag ends sockets\n"},
    {"--help=x", "sockstat: invalid value \"x\" for --help (expected all)\n"},
    {"--limit=-1", "sockstat: invalid row count \"-1\" for --limit\n"},
    {"--columns=xyzzy",
     "sockstat: --columns: unknown column \"xyzzy\"; --list-columns lists them\n"},
    {"--columns=port",
     "sockstat: --columns: unknown column \"port\"; did you mean local_port, peer_port or "
     "port_class?\n"},
    {"--sort=proces", "sockstat: --sort: unknown column \"proces\"; did you mean process?\n"},
    {"--columns=count",
     "sockstat: --columns: \"count\" is a column of groups; it needs --by or --summary\n"},
    {"--by=state --columns=rtt_us",
     "sockstat: --columns: groups have no column \"rtt_us\" unless --by names it; they have "
     "rtt_us_median, rtt_us_p95, rtt_us_max\n"},
    {"--by=state --columns=pmtu_bytes",
     "sockstat: --columns: groups have no column \"pmtu_bytes\" unless --by names it\n"},
    {"--by=count", "sockstat: --by: \"count\" is a column of groups; it cannot be a key of --by\n"},
    {"--sort=none,state", "sockstat: --sort: \"none\" must be the only key\n"},
    {"--sort=state,NONE", "sockstat: --sort: \"none\" must be the only key\n"},
    {"--sort=-none", "sockstat: --sort: \"none\" must be the only key\n"},
    {"--columns=proto,+state",
     "sockstat: --columns: \"+\" is allowed before the first key of --columns only\n"},
    {"--by=+state", "sockstat: --by: \"+\" is allowed before the first key of --columns only\n"},
    {"-s --sort=uid", "sockstat: --sort: groups have no column \"uid\" unless --by names it\n"},
    {"--columns=+", "sockstat: --columns: missing key; --list-columns lists them\n"},
    {"--columns=proto,,uid", "sockstat: --columns: missing key; --list-columns lists them\n"},
    {"-A", "sockstat: missing argument: --protocols=LIST\n"},
    {"--protocols=", "sockstat: missing protocol in --protocols (expected "
                     "tcp, udp, udplite, raw, icmp, mptcp, sctp, smc, unix, "
                     "packet, netlink, vsock, xdp, tipc, inet or all)\n"},
    {"-A tcp,,udp", "sockstat: missing protocol in --protocols (expected "
                    "tcp, udp, udplite, raw, icmp, mptcp, sctp, smc, unix, "
                    "packet, netlink, vsock, xdp, tipc, inet or all)\n"},
    {"-A tcp,", "sockstat: missing protocol in --protocols (expected "
                "tcp, udp, udplite, raw, icmp, mptcp, sctp, smc, unix, "
                "packet, netlink, vsock, xdp, tipc, inet or all)\n"},
    {"-A !", "sockstat: missing protocol in --protocols (expected "
             "tcp, udp, udplite, raw, icmp, mptcp, sctp, smc, unix, "
             "packet, netlink, vsock, xdp, tipc, inet or all)\n"},
    {"-A xyzzy", "sockstat: unknown protocol \"xyzzy\" for --protocols (expected "
                 "tcp, udp, udplite, raw, icmp, mptcp, sctp, smc, unix, "
                 "packet, netlink, vsock, xdp, tipc, inet or all)\n"},
    {"-A !!tcp", "sockstat: unknown protocol \"!tcp\" for --protocols; did you mean tcp?\n"},
    {"-A tpc", "sockstat: unknown protocol \"tpc\" for --protocols; did you mean tcp or tipc?\n"},
    {"-A tcp6", "sockstat: unknown protocol \"tcp6\" for --protocols; did you mean tcp?\n"},
    {"-A tcp,!tcp", "sockstat: --protocols=tcp,!tcp leaves out every protocol\n"},
    {"-u -A !all", "sockstat: --protocols=!all leaves out every protocol\n"},
    {"-A unix_stream", "sockstat: --protocols: for unix_stream, write --unix, and the type as a "
                       "filter: type = stream\n"},
    {"-A tcp,u_seq", "sockstat: --protocols: for unix_seqpacket, write --unix, and the type as a "
                     "filter: type = seqpacket\n"},
    {"-A !packet_raw", "sockstat: --protocols: for packet_raw, write --packet, and the type as a "
                       "filter: type = raw\n"},
    {"-A v_dgr", "sockstat: --protocols: for vsock_dgram, write --vsock, and the type as a "
                 "filter: type = dgram\n"},
    {"-f bridge", "sockstat: unknown family \"bridge\" for --family (expected inet, inet6, unix, "
                  "link, netlink, vsock, xdp, tipc)\n"},
    {"--family=", "sockstat: unknown family \"\" for --family (expected inet, inet6, unix, link, "
                  "netlink, vsock, xdp, tipc)\n"},
    // an option of another program, although it abbreviates one of ours
    {"--net x", "sockstat: --net: write --netns=NAME, or --netlink for netlink sockets\n"},
    {"--net=x", "sockstat: --net: write --netns=NAME, or --netlink for netlink sockets\n"},
    {"-l --net", "sockstat: --net: write --netns=NAME, or --netlink for netlink sockets\n"},
    {"-t dst 22", "sockstat: 22 is not an address; for the port, write \"dport 22\"\n"
                  "  dst 22\n"
                  "      ^^\n"},
    {"--explain-filter", "sockstat: --explain-filter: missing filter\n"},
    {"--exact --source=proc",
     "sockstat: --exact and --source exclude each other: --exact reads the BPF iterators\n"},
    {"--exact --wait -N all", "sockstat: --netns, --exact and --wait exclude each other: the "
                              "iterators of another network namespace are read once\n"},
    {"-N pid:x", "sockstat: --netns: invalid process number \"pid:x\" in a network namespace "
                 "(expected pid:N)\n"},
    {"-N all src=fe80::1%y", "sockstat: with --netns, write the interface apart from the address: "
                             "\"device = y\"\n"
                             "  src=fe80::1%y\n"
                             "      ^^^^^^^^^\n"},
    {"--dot --limit=1", "sockstat: --dot and --limit exclude each other: a graph has no rows\n"},
    {"--sort=pid --dot", "sockstat: --dot and --sort exclude each other: a graph has no rows\n"},
    {"--dot --columns=+pid",
     "sockstat: --dot and --columns exclude each other: a graph has no rows\n"},
    {"-s --dot", "sockstat: --dot and --summary exclude each other: a graph has no rows\n"},
    {"--wait=soon", "sockstat: invalid duration \"soon\" for --wait (expected seconds, or a number "
                    "with ms, s, m or h)\n"},
    {"-E --sort=pid",
     "sockstat: --follow and --sort exclude each other: events are in the order of time\n"},
    {"-E -s", "sockstat: --follow and --summary exclude each other: events are about single "
              "sockets\n"},
    {"-E --by=pid",
     "sockstat: --follow and --by exclude each other: events are about single sockets\n"},
    {"-E --limit=1", "sockstat: --follow and --limit exclude each other: to end after N events, "
                     "write --count=N\n"},
    {"-E --check", "sockstat: --follow and --check exclude each other: to follow likely faults, "
                   "write --wait with a filter\n"},
    {"-E --explain", "sockstat: --follow and --explain exclude each other: an explanation is about "
                     "sockets as they are now\n"},
    {"-E --csv", "sockstat: --follow and --csv exclude each other: events are text, or JSON with "
                 "--json\n"},
    {"-E --details", "sockstat: --follow and --details exclude each other: events are text, or "
                     "JSON with --json\n"},
    {"-E --dot", "sockstat: --follow and --dot exclude each other: events are text, or JSON with "
                 "--json\n"},
    {"-E --wait", "sockstat: --follow and --wait exclude each other: --follow --count=1 ends at an "
                  "event\n"},
    {"-E --wait-gone", "sockstat: --follow and --wait-gone exclude each other: --follow shows the "
                       "end of sockets\n"},
    {"-E -q", "sockstat: --follow and --quiet exclude each other: events are the output\n"},
    {"-E -r", "sockstat: --follow and --resolve exclude each other: events would be lost while "
              "names are looked up\n"},
    {"-E -o", "sockstat: --follow and --timers exclude each other: an event has no values that "
              "change all the time\n"},
    {"-E -m", "sockstat: --follow and --memory exclude each other: an event has no values that "
              "change all the time\n"},
    {"-E -i", "sockstat: --follow and --info exclude each other: an event has no values that "
              "change all the time\n"},
    {"-E -c", "sockstat: --follow and --watch exclude each other: the one is lines, the other a "
              "screen\n"},
    {"-E -K 22",
     "sockstat: --follow and --kill exclude each other: --kill looks at the sockets once\n"},
    {"-E --exact -N all", "sockstat: --netns, --exact and --follow exclude each other: the "
                          "iterators of another network namespace are read once\n"},
    {"-E --columns=+proto,rtt_us",
     "sockstat: --follow: an event has no rtt_us, which changes all the time\n"},
    {"-tE --rates",
     "sockstat: --follow and --rates exclude each other: an event has no values that "
     "change all the time\n"},
    {"-tE recv_rate > 1",
     "sockstat: --follow: a filter on rates needs two looks at a connection; write --watch\n"},
    {"-E --columns=recv_q",
     "sockstat: --follow: an event has no recv_q, which changes all the time\n"},
    {"--follow=0", "sockstat: invalid duration \"0\" for --follow: scans need a pause\n"},
    {"--follow=soon", "sockstat: invalid duration \"soon\" for --follow (expected seconds, or a "
                      "number with ms, s, m or h)\n"},
    {"-E --events=open,born", "sockstat: invalid value \"born\" for --events (expected open, "
                              "close, change, listen or existing)\n"},
    {"-E --count=0", "sockstat: invalid event count \"0\" for --count\n"},
    {"--events=open", "sockstat: --events is an option of --follow: add --follow\n"},
    {"--duration=1", "sockstat: --duration is an option of --follow: add --follow\n"},
    {"--count=1", "sockstat: --count is an option of --follow: add --follow\n"},
    {"--schema=events",
     "sockstat: invalid value \"events\" for --schema (expected diff or event)\n"},
    {"--fleet --columns=+type",
     "sockstat: --fleet has no column type: each line has its own type, socket, group or end\n"},
    {"--fleet --by=type,proto",
     "sockstat: --fleet has no column type: each line has its own type, socket, group or end\n"},
    {"-E --fleet",
     "sockstat: --follow and --fleet exclude each other: events are text, or JSON with --json\n"},
    {"-c --fleet",
     "sockstat: --fleet and --watch exclude each other: only the table is shown in place\n"},
    {"--trace=bpf", "sockstat: --trace is an option of --follow: add --follow\n"},
    {"-E --trace=all",
     "sockstat: invalid value \"all\" for --trace (expected auto, bpf or none)\n"},
    {"-E --trace=bpf --source=proc",
     "sockstat: --trace=bpf and --source=proc exclude each other: rows of /proc have no cookie to "
     "compare with events\n"},
    {"-E --trace=bpf -u",
     "sockstat: --trace=bpf reports TCP sockets, and none are selected: add -t\n"},
    {"-c -j",
     "sockstat: --json and --watch exclude each other: only the table is shown in place\n"},
    {"--watch --details", "sockstat: --details and --watch exclude each other: only the table is "
                          "shown in place\n"},
    {"--watch --explain", "sockstat: --explain and --watch exclude each other: only the table is "
                          "shown in place\n"},
    {"--watch --check", "sockstat: --check and --watch exclude each other: only the table is shown "
                        "in place\n"},
    {"--watch --dot", "sockstat: --dot and --watch exclude each other: only the table is shown in "
                      "place\n"},
    {"--watch -q", "sockstat: --quiet and --watch exclude each other: --watch is output\n"},
    {"--watch --kill 22", "sockstat: --kill and --watch exclude each other: --kill looks at the "
                          "sockets once\n"},
    {"--watch --wait", "sockstat: --wait and --watch exclude each other: --watch ends with the key "
                       "q\n"},
    {"--watch --wait-gone=1", "sockstat: --wait-gone and --watch exclude each other: --watch ends "
                              "with the key q\n"},
    {"--watch --sort=none", "sockstat: --sort=none and --watch exclude each other: rows would "
                            "change their place\n"},
    {"--watch --exact -N all", "sockstat: --netns, --exact and --watch exclude each other: the "
                               "iterators of another network namespace are read once\n"},
    {"--watch=soon", "sockstat: invalid duration \"soon\" for --watch (expected seconds, or a "
                     "number with ms, s, m or h)\n"},
    {"--watch=0", "sockstat: --watch=0: the shortest interval is 0.1 seconds\n"},
    {"--watch=99ms", "sockstat: --watch=99ms: the shortest interval is 0.1 seconds\n"},
    {"--watch 2", "sockstat: --watch 2: write --watch=2 for 2 seconds, or \":2\" for port 2\n"},
    {"-c 2", "sockstat: --watch 2: write --watch=2 for 2 seconds, or \":2\" for port 2\n"},
    // a time behind a blank
    {"--wait 30 -l 8080",
     "sockstat: --wait 30: write --wait=30 for 30 seconds, or \":30\" for port 30\n"},
    {"-l --wait-gone 1",
     "sockstat: --wait-gone 1: write --wait-gone=1 for 1 second, or \":1\" for port 1\n"},
    {"--wait 8080",
     "sockstat: --wait 8080: write --wait=8080 for 8080 seconds, or \":8080\" for port 8080\n"},
    {"--wait 70000", "sockstat: --wait 70000: write --wait=70000 for 70000 seconds\n"},
    {"--wait 0.5", "sockstat: --wait 0.5: write --wait=0.5 for 0.5 seconds\n"},
    {"--wait 100ms", "sockstat: --wait 100ms: write --wait=100ms for 0.1 seconds\n"},
    {"--wait-g 2m", "sockstat: --wait-gone 2m: write --wait-gone=2m for 120 seconds\n"},
    // habits of other programs
    {"--ip", "sockstat: --ip: write -4\n"},
    {"-iTCP:22 -P", "sockstat: -iTCP:22: write -t, and the rest as a filter: sockstat -tp :22\n"},
    {"-Pni :22", "sockstat: -P: -t, -u and -A LIST choose protocols; -n shows ports as numbers\n"},
    {"-W", "sockstat: -W: leave it out; columns always fit\n"},
    // an argument in the word of a letter that takes none
    {"-p22", "sockstat: -p22: write -p 22\n"},
    {"-tl80", "sockstat: -tl80: write -tl 80\n"},
    {"-l8000-8100", "sockstat: -l8000-8100: write -l 8000-8100\n"},
    {"-Y80", "sockstat: unknown option -Y; --help=all lists all options\n"},
    {"-2", "sockstat: -2: Bluetooth sockets are not listed\n"},
    {"-l -2", "sockstat: -2: Bluetooth sockets are not listed\n"},
    {"-n -sTCP:LISTEN", "sockstat: -sTCP:LISTEN: write -l, or a filter: state = listen\n"},
    {"--filter-file=/nonexistent",
     "sockstat: --filter-file: /nonexistent: No such file or directory\n"},
};

/** What is behind --wait and no time is a filter. */
static void test_filters_behind_wait(void **state)
{
    static const char *const lines[] = {"--wait -l 8080",   "--wait 80,443", "--wait :30",
                                        "--wait 8000-8100", "--wait=1 30",   "--wait 10.0.0.1",
                                        "--wait dport 30",  "--wait -- 30",  "-t 30"};

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct options options;
        assert_true(parse(lines[i], &options, NULL));
        options_free(&options);
    }
}

struct asked_row {
    const char *options; /**< of another program, in its documentation; and the name of the test */
};

// ss 7.1, netstat (net-tools 2.10), lsof 4.99 and FreeBSD's sockstat: whatever may be typed.
static const struct asked_row asked[] = {
    {"-h -V -H -Q -O -n -r -a -l -B -o -e -m -p -T -i -K -s -E -Z -z -N -b -4 -6 -0 -t -u -d -w -x "
     "-S -M -f -A -D -F"},
    {"--help --version --no-header --no-queues --oneline --numeric --resolve --all --listening "
     "--bound-inactive --options --extended --memory --processes --threads --info"},
    {"--tipcinfo --kill --summary --events --context --contexts --net --bpf --bpf-maps "
     "--bpf-map-id "
     "--tos --cgroup --inet-sockopt --ipv4 --ipv6 --packet --tcp --udp --dccp --raw"},
    {"--unix --tipc --vsock --xdp --sctp --mptcp --family --query --socket --diag --filter"},
    {"-U -2 -v -c -W -g -C -I -X"},
    {"--udplite --l2cap --rfcomm --protocol --inet --inet6 --ip --tcpip --ax25 --x25 --rose --ash "
     "--bluetooth --ipx --netrom --ddp --appletalk --econet --ec --numeric-hosts"},
    {"--numeric-ports --numeric-users --symbolic --extend --timers --program --programs --verbose "
     "--continuous --wide --notrim --route --interfaces --groups --statistics --masquerade --cache "
     "--fib"},
    {"-J -L -P -R -k -q -j"}, // lsof and FreeBSD, what is left
    {"--libxo"},
};

/** True if the word is one of our options, or begins one, or gets an answer. */
static bool is_answered(const char *word)
{
    for (const struct option_row *row = option_table; row->name; row++) {
        bool letter = word[1] == row->letter && word[2] == '\0';
        if (letter || (word[1] == '-' && strncmp(word + 2, row->name, strlen(word + 2)) == 0))
            return true;
    }
    return habit_answer(word);
}

static void test_every_option_of_others_is_answered(void **state)
{
    const struct asked_row *row = *state;
    char *copy = strdup(row->options);

    for (char *rest = copy, *word; (word = strsep(&rest, " "));) {
        if (!is_answered(word))
            fail_msg("%s", word);
    }
    free(copy);
}

/** An option of ours has no answer: it would never be given. */
static void test_no_habit_is_an_option_of_ours(void **state)
{
    (void)state;
    for (const struct option_row *row = option_table; row->name; row++) {
        const char letter[] = {'-', row->letter, '\0'};
        char name[64];
        snprintf(name, sizeof(name), "--%s", row->name);
        assert_null(habit_answer(name));
        if (row->letter)
            assert_null(habit_answer(letter));
    }
}

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
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_switches),
        cmocka_unit_test(test_filters_behind_wait),
        cmocka_unit_test(test_no_habit_is_an_option_of_ours),
    };

    return RUN_ROWS(test_row, rows) + RUN_ROWS(test_protos, protos_rows) +
           RUN_ROWS(test_groups, groups_rows) + RUN_ROWS(test_kill, kill_rows) +
           RUN_ROWS(test_action, actions) + RUN_ROWS(test_wrong, wrong) +
           RUN_ROWS(test_every_option_of_others_is_answered, asked) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
