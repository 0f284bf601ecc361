// SPDX-License-Identifier: MIT
/** arrange/group: which sockets are of one group, and what is counted of it. */
#include "../known.h"
#include "scene.h"

#include "arrange/group.h"

/** What sockets are grouped by, and what comes of it. */
struct scene {
    struct sock_table table;
    struct facts facts;
    struct grouping grouping;
};

static void scene_init(struct scene *scene, const char *keys)
{
    *scene = (struct scene){0};
    known_init(&scene->facts);
    assert_true(grouping_parse(&scene->grouping, keys, &(struct user_error){0}));
}

static void scene_free(struct scene *scene)
{
    sock_table_free(&scene->table);
    known_free(&scene->facts);
    grouping_free(&scene->grouping);
}

/** How many sockets there are in each group, such as "21", in the order of their first. */
static void assert_counts(const struct facts *facts, const char *expected)
{
    char counts[8] = "";

    assert_int_equal(facts->groups.count, strlen(expected));
    for (size_t i = 0; i < facts->groups.count; i++)
        counts[i] = (char)('0' + facts->groups.list[i].count);
    assert_string_equal(counts, expected);
}

struct key_row {
    const char *name; /**< the keys, then why */
    const char *socks[3];
    const char *counts;
};

static const struct key_row key_rows[] = {
    {"state:words", {"tcp established", "tcp listen", "tcp established"}, "21"},
    {"recv_q:numbers",
     {"tcp established queues=1/0", "tcp established queues=2/0", "tcp established queues=1/0"},
     "21"},
    {"cookie:64 bits",
     {"tcp established cookie=0x100000000", "tcp established cookie=0x200000000",
      "tcp established cookie=0x200000000"},
     "12"},
    {"v6only:booleans",
     {"tcp established [::] v6only=yes", "tcp established [::] v6only=no",
      "tcp established [::] v6only=no"},
     "12"},
    {"recv_q:absent is not zero",
     {"tcp established queues=0/0", "tcp established", "tcp established"},
     "12"},
    {"recv_q,uid:absent, then a number",
     {"tcp established queues=5/0", "tcp established uid=5", "tcp established"},
     "111"},
    {"local_service:names",
     {"tcp established 0.0.0.0:1", "tcp established 0.0.0.0:2", "tcp established"},
     "111"},
    {"local_address:addresses",
     {"tcp established 0.0.0.1", "tcp established 0.0.0.2", "tcp established 0.0.0.1"},
     "21"},
    {"local_address:the last byte",
     {"tcp established [::]", "tcp established [::1]", "tcp established [::]"},
     "21"},
    {"local_address:a mapped address is its IPv4 address",
     {"tcp established 10.1.2.3", "tcp established [::ffff:10.1.2.3]",
      "tcp established [::a01:203]"},
     "21"},
    {"peer:a mapped address and its port",
     {"tcp established * 10.1.2.3:1", "tcp established [::] [::ffff:10.1.2.3]:1",
      "tcp established [::] [::ffff:10.1.2.3]:2"},
     "21"},
    {"family,local_address:the family is that of the socket",
     {"tcp established 10.1.2.3", "tcp established [::ffff:10.1.2.3]", "tcp established"},
     "111"},
    {"local_address:IPv4 is not IPv6",
     {"tcp established", "tcp established [::]", "tcp established [::]"},
     "12"},
    {"local_address:whatever port and interface",
     {"tcp established 0.0.0.0:1", "tcp established 0.0.0.0:2 device=3", "tcp established"},
     "3"},
    {"local:ports",
     {"tcp established 0.0.0.0:1", "tcp established 0.0.0.0:2", "tcp established"},
     "111"},
    {"local:interfaces",
     {"tcp established [::] device=1", "tcp established [::] device=2", "tcp established [::]"},
     "111"},
    {"local:an interface that is not known is none",
     {"tcp established [::]", "tcp established [::] (device=1)", "tcp established [::]"},
     "3"},
    {"local:dual-stack or not",
     {"tcp established [::] v6only=no", "tcp established [::] v6only=yes", "tcp established [::]"},
     "12"},
    {"peer:interfaces of link-local addresses",
     {"tcp established [::] [fe80::] device=1", "tcp established [::] [fe80::] device=2",
      "tcp established [::] [fe80::]"},
     "111"},
    {"peer:whatever interface leads to others",
     {"tcp established [::] [2000::] device=1", "tcp established [::] [2000::] device=2",
      "tcp established [::] [2000::]"},
     "3"},
    {"user:without names, and without a user",
     {"tcp established uid=1", "tcp established uid=2", "tcp established"},
     "111"},
    {"user:two of one name",
     {"tcp established uid=8", "tcp established uid=9", "tcp established uid=9"},
     "12"},
    {"device:without names, and without a device",
     {"tcp established device=1", "tcp established device=2", "tcp established"},
     "111"},
    {"local_service:ports without a name are alike",
     {"tcp established 0.0.0.0:3", "tcp established 0.0.0.0:4", "tcp established"},
     "3"},
    {"peer_host:addresses without a name are alike",
     {"tcp established * 1.0.0.0", "tcp established * 2.0.0.0", "tcp established"},
     "3"},
    {"state,local_port:both",
     {"tcp established 0.0.0.0:1", "tcp established 0.0.0.0:2", "tcp established 0.0.0.0:1"},
     "21"},
};

static void test_key(void **state)
{
    const struct key_row *row = *state;
    CLEANUP(scene_free) struct scene scene;
    CLEANUP(strbuf_free) struct strbuf keys = {0};

    strbuf_bytes(&keys, row->name, strcspn(row->name, ":"));
    scene_init(&scene, keys.data);
    known_service(&scene.facts, 6, 1, "ab");
    known_service(&scene.facts, 6, 2, "ac");
    known_user(&scene.facts, 8, "twin");
    known_user(&scene.facts, 9, "twin");
    for (size_t i = 0; i < COUNT(row->socks); i++)
        scene_add(&scene.table, row->socks[i]);
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_counts(&scene.facts, row->counts);
    assert_int_equal(scene.table.count, strlen(row->counts));
    assert_ptr_equal(scene.facts.groups.rows, scene.table.rows);
}

static void test_names_do_not_run_into_each_other(void **state)
{
    static const char border[] = {VALUE_NAME, 0};
    CLEANUP(scene_free) struct scene scene;
    char late[] = "bXc";
    char early[] = "aXb";

    (void)state;
    late[1] = early[1] = border[0];
    scene_init(&scene, "local_service,peer_service");
    known_service(&scene.facts, 6, 1, "a");
    known_service(&scene.facts, 6, 2, late);
    known_service(&scene.facts, 6, 3, early);
    known_service(&scene.facts, 6, 4, "c");
    scene_add(&scene.table, "tcp established 0.0.0.0:1 0.0.0.0:2");
    scene_add(&scene.table, "tcp established 0.0.0.0:3 0.0.0.0:4");
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_counts(&scene.facts, "11");
}

struct process_row {
    const char *name; /**< the keys */
    const char *counts;
    uint32_t processes[4]; /**< of the groups */
};

static const struct process_row process_rows[] = {
    {"comm", "321", {1, 3, 0}},
    {"pid", "2221", {1, 2, 3, 0}},
    {"process,pid", "2221", {1, 2, 3, 0}},
    {"pid,comm", "2221", {1, 2, 3, 0}},
    {"processes", "321", {1, 3, 0}},
    {"contexts", "33", {1, 2}},
    {"contexts,pid", "2221", {1, 2, 3, 0}},
    {"state", "4", {0}},
};

// Processes 7 "a", 8 "a" and 9 "b"; 7 and 9 have one context, 8 has none.
// Socket 1: 7, twice, and 8. 2: 7, 9. 3: 8, 9. 4: nobody.
static void test_processes(void **state)
{
    const struct process_row *row = *state;
    static const uint8_t holders[][2] = {{0, 0}, {0, 0}, {0, 1}, {1, 0}, {1, 2}, {2, 1}, {2, 2}};
    CLEANUP(scene_free) struct scene scene;

    scene_init(&scene, row->name);
    owners_add_process(&scene.facts.owners, 7, TEXT("a"));
    owners_add_process(&scene.facts.owners, 8, TEXT("a"));
    owners_add_process(&scene.facts.owners, 9, TEXT("b"));
    owners_set_context(&scene.facts.owners, 0, TEXT("x"));
    owners_set_context(&scene.facts.owners, 2, TEXT("x"));
    for (uint32_t inode = 1; inode <= 4; inode++) {
        scene_addf(&scene.table, "tcp established inode=%u", inode);
        owners_want(&scene.facts.owners, inode);
    }
    for (size_t i = 0; i < COUNT(holders); i++)
        owners_add_holder(&scene.facts.owners, holders[i][0], holders[i][1], (uint32_t)i);
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_counts(&scene.facts, row->counts);
    for (size_t i = 0; i < scene.facts.groups.count; i++)
        assert_int_equal(scene.facts.groups.list[i].process, row->processes[i]);
}

static void test_a_process_and_its_sockets_states(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "comm,state");
    owners_add_process(&scene.facts.owners, 7, TEXT("a"));
    for (uint32_t inode = 1; inode <= 3; inode++) {
        scene_addf(&scene.table, "tcp %s inode=%u", inode == 1 ? "listen" : "established", inode);
        owners_want(&scene.facts.owners, inode);
        owners_add_holder(&scene.facts.owners, inode - 1, 0, 3);
    }
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_counts(&scene.facts, "12");
}

/** Nobody and the number 0 are not process 1 and no number. */
static void test_the_first_process_is_somebody(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "pid,uid");
    owners_add_process(&scene.facts.owners, 1, TEXT("init"));
    owners_want(&scene.facts.owners, 1);
    owners_add_holder(&scene.facts.owners, 0, 0, 3);
    scene_add(&scene.table, "tcp established inode=1");
    scene_add(&scene.table, "tcp established uid=0");
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_counts(&scene.facts, "11");
}

/** On little-endian machines the signatures of the last two have the same 64-bit FNV-1a. */
static void test_names_of_the_same_hash(void **state)
{
    static const struct text names[] = {
        TEXT("other"),
        TEXT("\x23\xd7\x43\x08\x8c\x2c\xf1\x52"),
        TEXT("\x69\xf9\x8a\xe0\xa3\x3b\x90\xac"),
    };
    static const uint8_t holders[] = {0, 1, 0, 2, 1, 2, 2};
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "comm");
    for (uint32_t i = 0; i < COUNT(names); i++)
        owners_add_process(&scene.facts.owners, i + 1, names[i]);
    for (uint32_t i = 0; i < COUNT(holders); i++) {
        scene_addf(&scene.table, "tcp established inode=%u", i + 1);
        owners_want(&scene.facts.owners, i + 1);
        owners_add_holder(&scene.facts.owners, i, holders[i], 3);
    }
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_counts(&scene.facts, "223");
}

struct listener_row {
    const char *name;
    const char *one, *other;
    uint32_t queue, limit;
};

// A queue holds one more than its limit.
static const struct listener_row listener_rows[] = {
    {"the fuller listener", "tcp listen accept=2/9", "tcp listen accept=3/99", 2, 9},
    {"as full: the lower limit", "tcp listen accept=5/9", "tcp listen accept=10/19", 5, 9},
    {"a little fuller", "tcp listen accept=5/10", "tcp listen accept=10/19", 10, 19},
    {"a little less full", "tcp listen accept=5/9", "tcp listen accept=10/20", 5, 9},
    {"without limits the longer", "tcp listen accept=2", "tcp listen accept=3", 3, 0},
    {"without limits, as long", "tcp listen accept=3", "tcp listen accept=3", 3, 0},
    {"an unknown limit counts as the highest", "tcp listen accept=2/200", "tcp listen accept=3", 2,
     200},
    {"an unknown limit beside an empty queue", "tcp listen accept=0/3", "tcp listen accept=1", 1,
     0},
    {"an unknown limit, both empty", "tcp listen accept=0/0xffffffff", "tcp listen accept=0", 0,
     0xffffffff},
    {"both empty: the lower limit", "tcp listen accept=0/7", "tcp listen accept=0/8", 0, 7},
    {"large queues", "tcp listen accept=0xfffffff0/0xffffffff",
     "tcp listen accept=0xffffffff/0xffffffff", 0xffffffff, 0xffffffff},
};

/** Which of two listeners is the fullest, listed in this order. */
static void check_fullest(const struct listener_row *row, const char *first, const char *second)
{
    CLEANUP(scene_free) struct scene scene;

    scene_init(&scene, "proto");
    scene_add(&scene.table, first);
    scene_add(&scene.table, second);
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_counts(&scene.facts, "2");
    assert_true(scene.facts.groups.list[0].listener);
    assert_int_equal(scene.facts.groups.list[0].accept_queue, row->queue);
    assert_int_equal(scene.facts.groups.list[0].accept_limit, row->limit);
    assert_int_equal(scene.facts.groups.list[0].limited, row->limit > 0);
    assert_false(scene.facts.groups.list[0].queues);
    assert_null(scene.facts.groups.tallies);
}

static void test_listener(void **state)
{
    const struct listener_row *row = *state;

    check_fullest(row, row->one, row->other);
    check_fullest(row, row->other, row->one);
}

/** 514 is shell over TCP and syslog over UDP, 53 is domain over both. */
static void test_endpoints_are_apart_when_their_services_are(void **state)
{
    static const struct {
        unsigned needs;
        const char *counts;
    } rows[] = {{NEED_SERVICE, "112"}, {0, "22"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        CLEANUP(scene_free) struct scene scene;
        scene_init(&scene, "local");
        known_service(&scene.facts, 6, 53, "domain");
        known_service(&scene.facts, 17, 53, "domain");
        known_service(&scene.facts, 6, 514, "shell");
        known_service(&scene.facts, 17, 514, "syslog");
        scene_add(&scene.table, "tcp established 0.0.0.0:514");
        scene_add(&scene.table, "udp established 0.0.0.0:514");
        scene_add(&scene.table, "tcp established 0.0.0.0:53");
        scene_add(&scene.table, "udp established 0.0.0.0:53");
        group_sockets(&scene.grouping, rows[i].needs, &scene.table, &scene.facts);
        assert_counts(&scene.facts, rows[i].counts);
    }
}

static void test_the_first_in_order_stands_for_a_group(void **state)
{
    static const uint16_t ports[] = {5, 3, 9};
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "state");
    for (size_t i = 0; i < COUNT(ports); i++)
        scene_addf(&scene.table, "tcp established 0.0.0.0:%u", ports[i]);
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_int_equal(scene_local_port(&scene.table.rows[0]), 3);
}

static void test_queues_are_added_up(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "proto");
    for (uint32_t i = 0; i < 3; i++)
        scene_addf(&scene.table, "tcp established queues=%u/%u", UINT32_MAX - i, i);
    scene_add(&scene.table, "tcp established (queues=5/5)");
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_true(scene.facts.groups.list[0].queues);
    assert_false(scene.facts.groups.list[0].listener);
    assert_int_equal(scene.facts.groups.list[0].recv_q, 12884901882); // 3 * UINT32_MAX - 3
    assert_int_equal(scene.facts.groups.list[0].send_q, 3);
}

static void test_what_is_tallied(void **state)
{
    static const char *const socks[] = {
        "tcp fin-wait-1 0.0.0.0:9", "tcp fin-wait-2", "tcp closing",       "tcp last-ack [::]",
        "tcp last-ack inode=7",     "tcp time-wait",  "tcp syn-recv [::]",
    };
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "proto");
    known_ephemeral(&scene.facts, 1, 9); // which nobody asks about
    for (size_t i = 0; i < COUNT(socks); i++)
        scene_add(&scene.table, socks[i]);
    group_sockets(&scene.grouping, NEED_TALLY, &scene.table, &scene.facts);
    assert_counts(&scene.facts, "7");
    assert_int_equal(scene.facts.groups.tallies[0].families[FAMILY_IPV4], 5);
    assert_int_equal(scene.facts.groups.tallies[0].families[FAMILY_IPV6], 2);
    assert_int_equal(scene.facts.groups.tallies[0].states[STATE_LAST_ACK], 2);
    assert_int_equal(scene.facts.groups.tallies[0].states[STATE_TIME_WAIT], 1);
    assert_int_equal(scene.facts.groups.tallies[0].states[STATE_LISTEN], 0);
    assert_int_equal(scene.facts.groups.tallies[0].orphaned, 4);
    assert_int_equal(scene.facts.groups.list[0].ephemeral_used, 0);
}

struct room_row {
    const char *name; /**< the keys */
    unsigned needs;
    const char *counts;
};

static const struct room_row room_rows[] = {
    {"proto", NEED_TALLY, "01"},
    {"proto", 0, "1"},
    {"proto,family", NEED_TALLY, "1"},
    {"family", NEED_TALLY, "1"},
};

/** TCP and UDP were asked for; there is one UDP socket. */
static void test_groups_without_sockets(void **state)
{
    const struct room_row *row = *state;
    CLEANUP(scene_free) struct scene scene;

    scene_init(&scene, row->name);
    scene.facts.requested[PROTO_TCP] = scene.facts.requested[PROTO_UDP] = true;
    scene.facts.own.sources[PROTO_TCP] = scene.facts.own.sources[PROTO_UDP] = SOURCE_NETLINK;
    scene_add(&scene.table, "udp established");
    group_sockets(&scene.grouping, row->needs, &scene.table, &scene.facts);
    assert_counts(&scene.facts, row->counts);
    assert_int_equal(scene.table.rows[scene.table.count - 1].proto, PROTO_UDP);
}

static void test_no_group_for_what_was_not_read(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "proto");
    scene.facts.requested[PROTO_TCP] = scene.facts.requested[PROTO_UDP] = true; // TCP was not read
    scene.facts.own.sources[PROTO_UDP] = SOURCE_NETLINK;
    group_sockets(&scene.grouping, NEED_TALLY, &scene.table, &scene.facts);
    assert_counts(&scene.facts, "0");
    assert_int_equal(scene.table.rows[0].proto, PROTO_UDP);
}

static void test_ports_in_use(void **state)
{
    static const uint16_t ports[] = {10, 10, 11, 12, 20, 21, 9};
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "peer_port");
    known_ephemeral(&scene.facts, 10, 20);
    for (uint16_t peer = 1; peer <= 2; peer++) {
        for (size_t i = 0; i < COUNT(ports); i++)
            scene_addf(&scene.table, "tcp established 0.0.0.0:%u 127.0.0.0:%u", ports[i], peer);
    }
    group_sockets(&scene.grouping, NEED_EPHEMERAL, &scene.table, &scene.facts);
    assert_counts(&scene.facts, "77");
    assert_int_equal(scene.facts.groups.list[0].ephemeral_used, 4);
    assert_int_equal(scene.facts.groups.list[1].ephemeral_used, 4);
}

/** The port of one socket with a peer is in use, though another socket of the group has none. */
static void test_ports_in_use_where_some_have_no_peer(void **state)
{
    CLEANUP(scene_free) struct scene scene;
    CLEANUP(strbuf_free) struct strbuf cell = {0};

    (void)state;
    scene_init(&scene, "proto");
    known_ephemeral(&scene.facts, 10, 20);
    scene_add(&scene.table, "tcp listen 0.0.0.0:9");
    scene_add(&scene.table, "tcp established 0.0.0.0:10 0.0.0.0:9");
    group_sockets(&scene.grouping, NEED_EPHEMERAL, &scene.table, &scene.facts);
    field_cell(&cell, field_list_find(&scene.grouping.offered, TEXT("ephemeral_used")),
               &scene.table.rows[0], &scene.facts, &(struct style){0});
    assert_text(&cell, "1");
}

/** Listeners have no bytes to read: with that as the key, their accept queues are not shown. */
static void test_listeners_by_bytes_received(void **state)
{
    CLEANUP(scene_free) struct scene scene;
    CLEANUP(strbuf_free) struct strbuf cell = {0};

    (void)state;
    scene_init(&scene, "recv_q");
    scene_add(&scene.table, "tcp listen accept=0/5");
    scene_add(&scene.table, "tcp listen accept=1/7");
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_counts(&scene.facts, "2");
    field_cell(&cell, scene.grouping.keys.fields[0], &scene.table.rows[0], &scene.facts,
               &(struct style){0});
    assert_text(&cell, "");
}

/** Returns the cell of a column of the first group. */
static struct strbuf first_cell(const struct scene *scene, const char *key)
{
    struct strbuf cell = {0};
    const struct field *field =
        field_list_find(&scene->grouping.offered, (struct text){key, strlen(key)});

    assert_non_null(field);
    field_cell(&cell, field, &scene->table.rows[0], &scene->facts, &(struct style){0});
    return cell;
}

struct family_row {
    const char *name; /**< families of the sockets, by AF_* */
    size_t count;
    unsigned families[3];
    const char *ipv4, *ipv6;
};

static const struct family_row family_rows[] = {
    {"IPv4", 1, {AF_INET}, "1", "0"},
    {"IPv6", 2, {AF_INET6, AF_INET6}, "0", "2"},
    {"Unix", 1, {AF_UNIX}, "", ""},
    {"netlink and packet", 2, {AF_NETLINK, AF_PACKET}, "", ""},
    {"Unix and IPv6", 3, {AF_UNIX, AF_INET6, AF_UNIX}, "0", "1"},
};

/** Sockets without addresses are not counted as no IPv4 sockets. */
static void test_families_are_counted_of_sockets_with_addresses(void **state)
{
    const struct family_row *row = *state;
    CLEANUP(scene_free) struct scene scene;

    scene_init(&scene, "state");
    for (size_t i = 0; i < row->count; i++) {
        enum family family;
        scene_add(&scene.table, "tcp listen");
        assert_true(family_from_number(row->families[i], &family));
        scene.table.rows[i].family = (uint8_t)family;
    }
    group_sockets(&scene.grouping, NEED_TALLY, &scene.table, &scene.facts);
    CLEANUP(strbuf_free) struct strbuf ipv4 = first_cell(&scene, "ipv4");
    CLEANUP(strbuf_free) struct strbuf ipv6 = first_cell(&scene, "ipv6");
    assert_text(&ipv4, row->ipv4);
    assert_text(&ipv6, row->ipv6);
}

/** A socket whose family is not known counts for none. */
static void test_an_unknown_family_is_not_counted(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "state");
    scene_add(&scene.table, "smc listen");
    scene_add(&scene.table, "smc listen");
    scene.table.rows[1].have |= HAVE_NO_FAMILY;
    group_sockets(&scene.grouping, NEED_TALLY, &scene.table, &scene.facts);
    CLEANUP(strbuf_free) struct strbuf ipv4 = first_cell(&scene, "ipv4");
    CLEANUP(strbuf_free) struct strbuf ipv6 = first_cell(&scene, "ipv6");
    assert_text(&ipv4, "1");
    assert_text(&ipv6, "0");
}

/** The same of a protocol without sockets. */
static void test_families_of_an_empty_group(void **state)
{
    static const struct {
        enum proto proto;
        const char *ipv4;
    } rows[] = {{PROTO_TCP, "0"}, {PROTO_SMC, "0"}, {PROTO_UNIX, ""}, {PROTO_VSOCK, ""}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        CLEANUP(scene_free) struct scene scene;
        scene_init(&scene, "proto");
        scene.facts.requested[rows[i].proto] = true;
        scene.facts.own.sources[rows[i].proto] = SOURCE_NETLINK;
        group_sockets(&scene.grouping, NEED_TALLY, &scene.table, &scene.facts);
        CLEANUP(strbuf_free) struct strbuf ipv4 = first_cell(&scene, "ipv4");
        assert_text(&ipv4, rows[i].ipv4);
    }
}

static const char *const state_keys[] = {
    "established",
    "syn_sent",
    "syn_recv",
    "fin_wait_1",
    "fin_wait_2",
    "time_wait",
    "closed",
    "close_wait",
    "last_ack",
    "listen",
    "closing",
    "bound_inactive",
    "unconnected",
    "cookie_wait",
    "cookie_echoed",
    "shutdown_pending",
    "shutdown_sent",
    "shutdown_received",
    "shutdown_ack_sent",
    "peer_close_wait_1",
    "peer_close_wait_2",
    "app_fin_close_wait",
    "app_close_wait_1",
    "app_close_wait_2",
    "peer_fin_close_wait",
    "peer_abort_wait",
    "process_abort",
};

/** A socket in each state is counted in the column of this state, and in no other. */
static void test_every_state_has_its_own_column(void **state)
{
    (void)state;
    for (enum state one = STATE_ESTABLISHED; one < STATE_COUNT; one++) {
        CLEANUP(scene_free) struct scene scene;
        CLEANUP(strbuf_free) struct strbuf key = {0};
        scene_init(&scene, "proto");
        scene_add(&scene.table, "tcp listen");
        scene.table.rows[0].state = (uint8_t)(one == STATE_NEW_SYN_RECV ? STATE_SYN_RECV : one);
        strbuf_text(&key, state_table[one].name);
        for (char *byte = key.data; (byte = strchr(byte, '-'));)
            *byte = '_';
        scene.facts.requested[PROTO_TCP] = true;
        scene.facts.own.sources[PROTO_TCP] = SOURCE_NETLINK; // which lists all states
        group_sockets(&scene.grouping, NEED_TALLY, &scene.table, &scene.facts);
        for (size_t i = 0; i < COUNT(state_keys); i++) {
            CLEANUP(strbuf_free) struct strbuf cell = first_cell(&scene, state_keys[i]);
            assert_text(&cell, strcmp(state_keys[i], key.data) == 0 ? "1" : "0");
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_unknown_family_is_not_counted),
        cmocka_unit_test(test_families_of_an_empty_group),
        cmocka_unit_test(test_every_state_has_its_own_column),
        cmocka_unit_test(test_names_do_not_run_into_each_other),
        cmocka_unit_test(test_a_process_and_its_sockets_states),
        cmocka_unit_test(test_the_first_process_is_somebody),
        cmocka_unit_test(test_names_of_the_same_hash),
        cmocka_unit_test(test_queues_are_added_up),
        cmocka_unit_test(test_what_is_tallied),
        cmocka_unit_test(test_no_group_for_what_was_not_read),
        cmocka_unit_test(test_ports_in_use),
        cmocka_unit_test(test_ports_in_use_where_some_have_no_peer),
        cmocka_unit_test(test_listeners_by_bytes_received),
        cmocka_unit_test(test_endpoints_are_apart_when_their_services_are),
        cmocka_unit_test(test_the_first_in_order_stands_for_a_group),
    };

    return RUN_ROWS(test_key, key_rows) + RUN_ROWS(test_processes, process_rows) +
           RUN_ROWS(test_listener, listener_rows) +
           RUN_ROWS(test_groups_without_sockets, room_rows) +
           RUN_ROWS(test_families_are_counted_of_sockets_with_addresses, family_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
