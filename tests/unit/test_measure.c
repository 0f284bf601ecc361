// SPDX-License-Identifier: MIT
/** arrange/measure: which series come of which sockets. */
#include "../known.h"
#include "scene.h"

#include "arrange/measure.h"
#include "show/metrics.h"
#include "sock/detail.h"
#include "sock/ends.h"
#include "sock/tcp_info.h"

#include <linux/sock_diag.h>

/** A socket with its line, and what was joined with it. */
struct member {
    const char *line;
    enum role role;
    uint32_t listener; /**< number, from 1 on, of its listener */
    uint32_t rtt, retransmits;
    uint32_t drops;
    bool bare; /**< without details */
};

#define LISTENER(text, number)                                                                     \
    {                                                                                              \
        .line = (text), .listener = (number), .role = ROLE_LISTENING                               \
    }
#define CONNECTION(text, which)                                                                    \
    {                                                                                              \
        .line = (text), .role = (which)                                                            \
    }

struct measure_row {
    const char *name;
    struct member members[6];
    const char *prefix;      /**< of the series that are compared */
    const char *expected[8]; /**< their lines, without the prefix "sockstat_" */
};

struct scene {
    struct sock_table table;
    struct facts facts;
    struct request request;
    bool places;
    uint64_t limit;
};

/** Three listeners, of 5, 6 and 7 connections; ephemeral ports 40000 to 40099; an interface. */
static void scene_init(struct scene *scene)
{
    struct facts *facts = &scene->facts;
    struct listeners *listeners = &facts->listeners;

    *scene = (struct scene){.limit = 1000, .request.states = ~(state_set)0};
    known_init(facts);
    known_ephemeral(facts, 40000, 40099);
    known_device(facts, 2, "eth\"0");
    facts->details = &scene->table.details;
    facts->requested[PROTO_TCP] = facts->requested[PROTO_UDP] = true;
    facts->owners.searched = true;
    facts->owners.scan = SCAN_FULL;
    for (enum family family = 0; family < FAMILY_COUNT; family++)
        scene->request.families[family] = true;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        facts->own.sources[proto] = SOURCE_NETLINK;
        scene->request.protos[proto] = facts->requested[proto];
    }
    listeners->list = alloc_array(3, sizeof(*listeners->list));
    listeners->counted = true;
    for (uint32_t i = 0; i < 3; i++)
        listeners->list[i] = (struct listener){.established = 5 + i, .sockets = 1};
}

static void scene_free(struct scene *scene)
{
    sock_table_free(&scene->table);
    known_free(&scene->facts);
}

#define BYTES(object) ((struct text){(const char *)&(object), sizeof(object)})

static void scene_add_member(struct scene *scene, const struct member *member)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    const struct row_ends ends = {.listener = member->listener, .role = (uint8_t)member->role};
    const struct tcp_info_known info = {.rtt = member->rtt, .total_retrans = member->retransmits};
    const uint32_t memory[SK_MEMINFO_VARS] = {[SK_MEMINFO_DROPS] = member->drops};

    scene_add(&scene->table, member->line);
    detail_put(&detail, DETAIL_ENDS, BYTES(ends));
    if (!member->bare) {
        detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)&info, TCP_INFO_FIRST});
        detail_put(&detail, DETAIL_MEMORY, BYTES(memory));
    }
    sock_table_add_detail(&scene->table, strbuf_contents(&detail));
}

/** Appends the lines of series that begin with PREFIX and are not 0 sockets. */
static void measure_text(struct scene *scene, const char *prefix, struct strbuf *lines)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};
    const struct measure_plan plan = {.request = &scene->request,
                                      .tables_read = scene->facts.complete,
                                      .places = scene->places,
                                      .limit = scene->limit,
                                      .microseconds = 1500};
    FILE *file = tmpfile();
    char line[512];

    measure(&scene->table, &scene->facts, &plan, &metrics);
    assert_int_equal(show_metrics(&metrics, METRICS_PROMETHEUS, fileno(file)), 0);
    rewind(file);
    while (fgets(line, sizeof(line), file)) {
        const char *name = line + strlen("sockstat_");
        if (*line != '#' && strncmp(name, prefix, strlen(prefix)) == 0)
            strbuf_text(lines, name);
    }
    fclose(file);
}

static void assert_lines(struct scene *scene, const char *prefix, const char *const *expected)
{
    CLEANUP(strbuf_free) struct strbuf lines = {0};
    CLEANUP(strbuf_free) struct strbuf wanted = {0};

    measure_text(scene, prefix, &lines);
    for (; *expected; expected++) {
        strbuf_text(&wanted, *expected);
        strbuf_byte(&wanted, '\n');
    }
    assert_text(&lines, wanted.data ? wanted.data : "");
}

/** A list that ends with NULL, as the last argument of assert_lines. */
#define LINES(...) ((const char *const[20]){__VA_ARGS__})

#define LISTEN(metric, port, value)                                                                \
    metric "{proto=\"tcp\",address=\"10.0.0.1\",port=\"" port "\",device=\"\",unit=\"\"} " value
#define RTT(role, number, value)                                                                   \
    "rtt_seconds{proto=\"tcp\",role=\"" role "\",percentile=\"" number "\"} " value

static const struct measure_row rows[] = {
    {"an accept queue",
     {LISTENER("tcp listen 10.0.0.1:80 * accept=3/5 inode=1", 1)},
     "listener_accept",
     {LISTEN("listener_accept_queue", "80", "3"), LISTEN("listener_accept_limit", "80", "5"),
      LISTEN("listener_accept_used_ratio", "80", "0.5")}},
    {"a full accept queue",
     {LISTENER("tcp listen 10.0.0.1:80 * accept=6/5 inode=1", 1)},
     "listener_accept_used",
     {LISTEN("listener_accept_used_ratio", "80", "1")}},
    {"two sockets of one listener: sums, and the fullest; connections once",
     {LISTENER("tcp listen 10.0.0.1:80 * accept=6/5 inode=1", 1),
      LISTENER("tcp listen 10.0.0.1:80 * accept=0/5 inode=2", 1)},
     "listener_",
     {LISTEN("listener_sockets", "80", "2"), LISTEN("listener_accept_queue", "80", "6"),
      LISTEN("listener_accept_limit", "80", "10"), LISTEN("listener_accept_used_ratio", "80", "1"),
      LISTEN("listener_connections", "80", "5"), LISTEN("listener_drops", "80", "0")}},
    {"ports in the order of numbers",
     {LISTENER("tcp listen 10.0.0.1:443 * accept=0/5 inode=2", 2),
      LISTENER("tcp listen 10.0.0.1:80 * accept=0/5 inode=1", 1),
      LISTENER("tcp listen 10.0.0.1:8080 * accept=0/5 inode=3", 3)},
     "listener_connections",
     {LISTEN("listener_connections", "80", "5"), LISTEN("listener_connections", "443", "6"),
      LISTEN("listener_connections", "8080", "7")}},
    {"ports that the kernel chose are not labels, and their listeners are added",
     {LISTENER("tcp listen 10.0.0.1:40001 * accept=1/5 autobound=yes", 1),
      LISTENER("tcp listen 10.0.0.1:40002 * accept=2/5 autobound=yes", 2),
      LISTENER("tcp listen 10.0.0.1:40003 * accept=0/5 autobound=bound", 3)},
     "listener_connections",
     {LISTEN("listener_connections", "40003", "7"),
      LISTEN("listener_connections", "ephemeral", "11")}},
    {"a name of an interface is escaped",
     {LISTENER("tcp listen 10.0.0.1:80 * accept=1/5 device=2", 1),
      LISTENER("tcp listen 10.0.0.1:80 * accept=2/5 device=3", 2)},
     "listener_accept_queue",
     {"listener_accept_queue{proto=\"tcp\",address=\"10.0.0.1\",port=\"80\",device=\"3\",unit=\"\"}"
      " "
      "2",
      "listener_accept_queue{proto=\"tcp\",address=\"10.0.0.1\",port=\"80\",device=\"eth\\\"0\","
      "unit=\"\"} 1"}},
    {"drops of UDP, and not of a client",
     {{.line = "udp unconnected 10.0.0.1:53 *", .drops = 4, .role = ROLE_LISTENING},
      {.line = "udp unconnected [::]:53 *", .drops = 5, .role = ROLE_LISTENING},
      {.line = "udp established 10.0.0.1:54 10.0.0.2:53", .drops = 8, .role = ROLE_OUTBOUND}},
     "listener_drops",
     {"listener_drops{proto=\"udp\",address=\"10.0.0.1\",port=\"53\",device=\"\",unit=\"\"} 4",
      "listener_drops{proto=\"udp\",address=\"::\",port=\"53\",device=\"\",unit=\"\"} 5"}},
    {"drops of all",
     {{.line = "udp unconnected 10.0.0.1:53 *", .drops = 4, .role = ROLE_LISTENING},
      {.line = "udp established 10.0.0.1:54 10.0.0.2:53", .drops = 8, .role = ROLE_OUTBOUND}},
     "drops",
     {"drops{proto=\"tcp\"} 0", "drops{proto=\"udp\"} 12"}},
    {"a UDP socket without a port does not listen",
     {LISTENER("udp unconnected", 0)},
     "listener_sockets",
     {}},
    {"no limit, no ratio",
     {LISTENER("tcp listen 10.0.0.1:80 * accept=3 inode=1", 1)},
     "listener_accept",
     {LISTEN("listener_accept_queue", "80", "3")}},
    {"TIME-WAIT and orphans",
     {CONNECTION("tcp time-wait 10.0.0.1:80 10.0.0.2:1", ROLE_ABSENT),
      CONNECTION("tcp fin-wait-1 10.0.0.1:80 10.0.0.2:2", ROLE_ABSENT),
      CONNECTION("tcp last-ack 10.0.0.1:80 10.0.0.2:3", ROLE_ABSENT),
      CONNECTION("tcp last-ack 10.0.0.1:80 10.0.0.2:4 inode=5", ROLE_ABSENT),
      CONNECTION("tcp established 10.0.0.1:80 10.0.0.2:5", ROLE_INBOUND)},
     "orphaned",
     {"orphaned_sockets 2"}},
    {"in TIME-WAIT",
     {CONNECTION("tcp time-wait 10.0.0.1:80 10.0.0.2:1", ROLE_ABSENT)},
     "time_wait",
     {"time_wait_sockets 1"}},
    {"no socket at all", {{0}}, "time_wait", {"time_wait_sockets 0"}},
    {"roles",
     {CONNECTION("tcp established 10.0.0.1:80 10.0.0.2:1", ROLE_INBOUND),
      CONNECTION("tcp close-wait 10.0.0.1:80 10.0.0.2:2", ROLE_INBOUND),
      CONNECTION("tcp established 10.0.0.1:3 10.0.0.2:3", ROLE_OUTBOUND),
      CONNECTION("tcp time-wait 10.0.0.1:4 10.0.0.2:4", ROLE_OUTBOUND),
      CONNECTION("udp established 10.0.0.1:4 10.0.0.2:4", ROLE_OUTBOUND),
      CONNECTION("tcp established 10.0.0.1:5 10.0.0.2:5", ROLE_UNKNOWN)},
     "connections",
     {"connections{proto=\"tcp\",role=\"inbound\"} 2",
      "connections{proto=\"tcp\",role=\"outbound\"} 1",
      "connections{proto=\"tcp\",role=\"unknown\"} 1",
      "connections{proto=\"udp\",role=\"outbound\"} 1"}},
    {"percentiles by nearest rank",
     {{.line = "tcp established 10.0.0.1:1 10.0.0.2:1", .role = ROLE_OUTBOUND, .rtt = 900},
      {.line = "tcp established 10.0.0.1:2 10.0.0.2:1", .role = ROLE_OUTBOUND, .rtt = 1000},
      {.line = "tcp established 10.0.0.1:3 10.0.0.2:1", .role = ROLE_OUTBOUND, .rtt = 20},
      {.line = "tcp established 10.0.0.1:4 10.0.0.2:1", .role = ROLE_OUTBOUND, .rtt = 4000000},
      {.line = "tcp established 10.0.0.1:5 10.0.0.2:1", .role = ROLE_OUTBOUND, .rtt = 0},
      {.line = "tcp established 10.0.0.1:6 10.0.0.2:1", .role = ROLE_INBOUND, .rtt = 7}},
     "rtt",
     {RTT("inbound", "50", "0.000007"), RTT("inbound", "95", "0.000007"),
      RTT("inbound", "99", "0.000007"), RTT("outbound", "50", "0.0009"), RTT("outbound", "95", "4"),
      RTT("outbound", "99", "4")}},
    {"retransmissions",
     {{.line = "tcp established 10.0.0.1:1 10.0.0.2:1", .role = ROLE_OUTBOUND, .retransmits = 2},
      {.line = "tcp established 10.0.0.1:2 10.0.0.2:1", .role = ROLE_OUTBOUND, .retransmits = 3},
      {.line = "udp established 10.0.0.1:2 10.0.0.2:1", .role = ROLE_OUTBOUND, .bare = true}},
     "retransmits",
     {"retransmits{proto=\"tcp\",role=\"outbound\"} 5"}},
    {"distinct ports, and ports to one destination",
     {CONNECTION("tcp established 10.0.0.1:40001 10.0.0.2:443", ROLE_OUTBOUND),
      CONNECTION("tcp time-wait 10.0.0.1:40002 10.0.0.2:443", ROLE_ABSENT),
      CONNECTION("tcp established 10.0.0.1:40001 10.0.0.2:444", ROLE_OUTBOUND),
      CONNECTION("tcp established 10.0.0.1:40003 8.8.8.8:443", ROLE_OUTBOUND),
      CONNECTION("tcp established 10.0.0.1:40004 10.0.0.2:443", ROLE_INBOUND),
      CONNECTION("tcp established 10.0.0.1:500 10.0.0.2:443", ROLE_OUTBOUND)},
     "ephemeral_",
     {"ephemeral_ports 100", "ephemeral_used_ports{proto=\"tcp\",destination=\"private\"} 2",
      "ephemeral_used_ports{proto=\"tcp\",destination=\"global\"} 1",
      "ephemeral_busiest_ports{proto=\"tcp\",destination=\"private\"} 2",
      "ephemeral_busiest_ports{proto=\"tcp\",destination=\"global\"} 1"}},
    {"a mapped address is the same destination, another local address is not",
     {CONNECTION("tcp established 127.0.0.1:40001 127.0.0.2:443", ROLE_OUTBOUND),
      CONNECTION("tcp established [::ffff:127.0.0.1]:40002 [::ffff:127.0.0.2]:443", ROLE_OUTBOUND),
      CONNECTION("tcp established 127.0.0.9:40003 127.0.0.2:443", ROLE_OUTBOUND),
      CONNECTION("udp established 127.0.0.1:40003 127.0.0.2:443", ROLE_OUTBOUND)},
     "ephemeral_busiest",
     {"ephemeral_busiest_ports{proto=\"tcp\",destination=\"loopback\"} 2",
      "ephemeral_busiest_ports{proto=\"udp\",destination=\"loopback\"} 1"}},
    {"what is known of owners",
     {LISTENER("tcp listen 10.0.0.1:80 * accept=0/5 inode=7", 1),
      CONNECTION("tcp time-wait 10.0.0.1:80 10.0.0.2:1", ROLE_ABSENT)},
     "owner",
     {"owner_sockets{proto=\"tcp\",owner=\"none\"} 1",
      "owner_sockets{proto=\"tcp\",owner=\"kernel\"} 1"}},
};

static void test_measure(void **state)
{
    const struct measure_row *row = *state;
    CLEANUP(scene_free) struct scene scene;

    scene_init(&scene);
    owners_want(&scene.facts.owners, 7);
    for (size_t i = 0; i < COUNT(row->members) && row->members[i].line; i++)
        scene_add_member(&scene, &row->members[i]);
    assert_lines(&scene, row->prefix, row->expected);
}

#define STATES "sockets{proto=\"tcp\",family=\"ipv4\",state=\""

/** States that were read have a number, also if it is 0; others have none. */
static void test_states(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    scene.facts.requested[PROTO_UDP] = false;
    scene.request.families[FAMILY_IPV6] = false;
    scene.request.states = STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_ESTABLISHED);
    scene_add_member(&scene, &(struct member)LISTENER("tcp listen 10.0.0.1:80 * accept=3/5", 1));
    scene_add_member(&scene, &(struct member)LISTENER("tcp listen 10.0.0.1:81 * accept=3/5", 2));
    assert_lines(&scene, "sockets", LINES(STATES "established\"} 0", STATES "listen\"} 2"));
    assert_lines(&scene, "time_wait", LINES());
    scene.facts.own.sources[PROTO_TCP] = SOURCE_NONE; // nothing was read
    sock_table_truncate(&scene.table, 0);
    assert_lines(&scene, "sockets", LINES());
    assert_lines(&scene, "orphaned", LINES());
}

#define REFUSED(fact, value) "scan_refused{fact=\"" fact "\"} " value

static void test_nothing_is_refused(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    assert_lines(&scene, "scan_",
                 LINES(REFUSED("sockets", "0"), REFUSED("owners", "0"), REFUSED("units", "0"),
                       REFUSED("accept-limits", "0"), REFUSED("connections", "0"),
                       REFUSED("drops", "0"), REFUSED("tcp-info", "0"),
                       REFUSED("ephemeral-ports", "0"), "scan_complete 1",
                       "scan_duration_seconds 0.0015", "scan_warnings 0"));
    assert_lines(&scene, "series", LINES("series_dropped 0"));
    assert_lines(&scene, "build", LINES("build_info{version=\"" VERSION "\"} 1"));
}

#define UNITS "scan_refused{fact=\"units\""
#define LIMITS "scan_refused{fact=\"accept-limits\""

/** A listener, and what is refused of it. */
static const struct refusal {
    const char *line, *series, *expected;
} refusals[] = {
    // A unit is refused if the kernel reports cgroups of the protocol, and none of this socket.
    {"smc listen 10.0.0.1:80 * accept=0/5", UNITS, REFUSED("units", "0")},
    {"sctp listen 10.0.0.1:80 * accept=0/5 inode=1", UNITS, REFUSED("units", "1")},
    // Likewise the limit of the accept queue.
    {"vsock listen", LIMITS, REFUSED("accept-limits", "0")},
    {"tipc listen", LIMITS, REFUSED("accept-limits", "0")},
    {"smc listen 10.0.0.1:80", LIMITS, REFUSED("accept-limits", "0")},
    {"unix listen", LIMITS, REFUSED("accept-limits", "1")},
    {"tcp listen 10.0.0.1:80", LIMITS, REFUSED("accept-limits", "1")},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        CLEANUP(scene_free) struct scene scene;
        scene_init(&scene);
        scene_add_member(&scene, &(struct member)LISTENER(refusals[i].line, 1));
        assert_lines(&scene, refusals[i].series, LINES(refusals[i].expected));
    }
}

static void test_everything_is_refused(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    known_places(&scene.facts)->own_ephemeral = (struct ephemeral){0};
    scene.facts.own.sources[PROTO_TCP] = SOURCE_PROC;
    scene.facts.owners.partial = true;
    scene.facts.listeners.counted = false;
    facts_incomplete(&scene.facts, "it failed");
    scene_add_member(&scene, &(struct member){.line = "tcp listen 10.0.0.1:80 * accept=3",
                                              .listener = 1,
                                              .role = ROLE_LISTENING,
                                              .bare = true});
    assert_lines(&scene, "scan_",
                 LINES(REFUSED("sockets", "1"), REFUSED("owners", "1"), REFUSED("units", "1"),
                       REFUSED("accept-limits", "1"), REFUSED("connections", "1"),
                       REFUSED("drops", "1"), REFUSED("tcp-info", "1"),
                       REFUSED("ephemeral-ports", "1"), "scan_complete 0",
                       "scan_duration_seconds 0.0015", "scan_warnings 1"));
    assert_lines(&scene, "ephemeral", LINES());
    assert_lines(&scene, "listener_connections", LINES());
    assert_lines(&scene, "drops", LINES("drops{proto=\"udp\"} 0"));
    assert_lines(&scene, "sockets{proto=\"tcp\",family=\"ipv6\",state=\"bound", LINES());
}

static void test_limit(void **state)
{
    CLEANUP(scene_free) struct scene scene;
    static const char *const lines[] = {"tcp listen 10.0.0.1:2 * accept=0/5 inode=1",
                                        "tcp listen 10.0.0.1:1 * accept=0/5 inode=2",
                                        "tcp listen 10.0.0.1:3 * accept=0/5 inode=3"};

    (void)state;
    scene_init(&scene);
    scene.facts.requested[PROTO_UDP] = false;
    scene.request.states = STATE_BIT(STATE_LISTEN);
    for (unsigned i = 0; i < COUNT(lines); i++)
        scene_add_member(&scene, &(struct member)LISTENER(lines[i], i + 1));
    // Before the listeners: 2 families, owners, drops, ports of the range; 6 series a listener.
    scene.limit = 5 + 2 * 6 + 5;
    assert_lines(&scene, "series", LINES("series_dropped 6"));
    assert_lines(&scene, "listener_sockets",
                 LINES(LISTEN("listener_sockets", "1", "1"), LISTEN("listener_sockets", "2", "1")));
}

/** Namespaces of the same name are told apart by their number. */
static void test_places(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    struct places *places = known_places(&scene.facts);
    scene.places = true;
    scene.facts.requested[PROTO_UDP] = false;
    places->own.inode = 11;
    places_find_or_add(places, 22);
    places_find_or_add(places, 33);
    scene.facts.others = alloc_array(2, sizeof(*scene.facts.others));
    scene.facts.other_count = 2;
    for (size_t i = 0; i < 2; i++) {
        places->others[i].unread = false;
        strbuf_bytes(&places->others[i].names, "/run/web", sizeof("/run/web"));
        for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
            scene.facts.others[i].sources[proto] = SOURCE_NETLINK;
    }
    scene_add_member(&scene, &(struct member)LISTENER("tcp listen 10.0.0.1:2 * accept=0/5", 1));
    scene_add_member(&scene,
                     &(struct member)LISTENER("tcp listen 10.0.0.1:2 * accept=0/5 place=2", 2));
    assert_lines(&scene, "sockets",
                 LINES("sockets{netns=\"11\",netns_name=\"\",proto=\"tcp\",family=\"ipv4\","
                       "state=\"listen\"} 1",
                       "sockets{netns=\"33\",netns_name=\"web\",proto=\"tcp\",family=\"ipv4\","
                       "state=\"listen\"} 1"));
    assert_lines(&scene, "time_wait",
                 LINES("time_wait_sockets{netns=\"11\",netns_name=\"\"} 0",
                       "time_wait_sockets{netns=\"22\",netns_name=\"web\"} 0",
                       "time_wait_sockets{netns=\"33\",netns_name=\"web\"} 0"));
    assert_lines(&scene, "listener_connections",
                 LINES("listener_connections{netns=\"11\",netns_name=\"\",proto=\"tcp\","
                       "address=\"10.0.0.1\",port=\"2\",device=\"\",unit=\"\"} 5",
                       "listener_connections{netns=\"33\",netns_name=\"web\",proto=\"tcp\","
                       "address=\"10.0.0.1\",port=\"2\",device=\"\",unit=\"\"} 6"));
}

/** Without /proc, the number of the own namespace is not known. */
static void test_place_without_number(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    known_places(&scene.facts);
    scene.places = true;
    assert_lines(&scene, "time_wait", LINES("time_wait_sockets{netns=\"\",netns_name=\"\"} 0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_nothing_is_refused),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_everything_is_refused),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_place_without_number),
    };

    return RUN_ROWS(test_measure, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
