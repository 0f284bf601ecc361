// SPDX-License-Identifier: MIT
/** sock/field and sock/cell: what each key says of a record, as a value, a cell and plain text. */
#include "../known.h"
#include "scene.h"
#include "sets.h"

#include "base/escape.h"
#include "sock/detail_cell.h"
#include "sock/field.h"
#include "sock/field_list.h"
#include "sock/group_field.h"
#include "sock/tcp_info.h"

#include <linux/packet_diag.h>

/** A record and what is known besides, made by hand. */
struct scene {
    struct sock sock;
    struct facts facts;
    struct style style;
};

static void scene_init(struct scene *scene)
{
    *scene = (struct scene){.sock = scene_sock("tcp established")};
    known_init(&scene->facts);
    known_service(&scene->facts, 6, 443, "https");
    known_user(&scene->facts, 33, "www-data");
    known_device(&scene->facts, 2, "eth0");
}

static void scene_free(struct scene *scene)
{
    known_free(&scene->facts);
}

static const struct field *field_of(const char *key)
{
    const struct field *field = field_find(key, strlen(key));

    assert_non_null(field);
    return field;
}

static void assert_cell(const struct scene *scene, const char *key, const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    field_cell(&text, field_of(key), &scene->sock, &scene->facts, &scene->style);
    assert_text(&text, expected);
    size_t width = field_width(field_of(key), &scene->sock, &scene->facts, &scene->style);
    assert_true(width == 0 || width == escape_width(expected, strlen(expected)));
    assert_true(!field_is_bare(field_of(key)) ||
                escape_width(expected, strlen(expected)) == strlen(expected));
}

static void assert_plain(const struct scene *scene, const char *key, const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    struct style exact = scene->style;
    exact.exact = true;
    field_text(&text, field_of(key), &scene->sock, &scene->facts, &exact);
    assert_text(&text, expected);
}

static void test_keys_are_unique_words(void **state)
{
    (void)state;
    for (const struct field *field = field_table; field->key; field++) {
        assert_ptr_equal(field_of(field->key), field);
        assert_int_equal(strspn(field->key, "abcdefghijklmnopqrstuvwxyz0123456789_"),
                         strlen(field->key));
        assert_non_null(field->value);
        assert_non_null(field->heading);
        assert_non_null(field->help);
    }
    assert_ptr_equal(field_of("process"), field_of("processes"));
    assert_ptr_equal(field_of("Recv-Q"), field_of("recv_q"));
    assert_ptr_equal(field_of("LOCAL_port"), field_of("local_port"));
    assert_ptr_equal(field_of("ACCEPT%"), field_of("accept_percent"));
    assert_ptr_equal(field_of("expires"), field_of("timer_expires_ms"));
    assert_null(field_find("proces", 6));
    assert_null(field_find("", 0));
    assert_null(field_find("proto,state", 11));
    assert_ptr_equal(field_find("proto,state", 5), field_of("proto"));
}

/** A field is found by its key, alias and heading; none of these may find another one. */
static void check_words(const struct field *table)
{
    for (const struct field *field = table; field->key; field++) {
        const char *words[] = {field->key, field->heading, field->alias};
        for (const struct field *other = table; other->key; other++) {
            for (size_t i = 0; i < COUNT(words) && words[i]; i++)
                assert_int_equal(field_is(other, words[i], strlen(words[i])), other == field);
        }
    }
}

static void test_no_word_finds_two_fields(void **state)
{
    (void)state;
    check_words(field_table);
    check_words(group_table);
}

struct absent_row {
    const char *name; /**< the key */
};

// Nothing is known: nothing is shown, least of all 0.
static const struct absent_row absent_keys[] = {
    {"recv_q"},        {"send_q"},     {"accept_queue"},     {"accept_limit"}, {"local_port"},
    {"local_service"}, {"local_host"}, {"peer_address"},     {"peer_port"},    {"peer_service"},
    {"peer_host"},     {"timer"},      {"timer_expires_ms"}, {"retransmits"},  {"user"},
    {"uid"},           {"inode"},      {"cookie"},           {"device"},       {"device_index"},
    {"mark"},          {"v6only"},     {"cgroup_id"},        {"netns"},        {"netns_id"},
    {"netns_name"},    {"netns_pid"},
};

static void test_absent(void **state)
{
    const struct absent_row *row = *state;
    struct scene scene;

    scene_init(&scene);
    assert_int_equal(field_value(field_of(row->name), &scene.sock, &scene.facts).type, VALUE_NONE);
    assert_cell(&scene, row->name, "");
    assert_plain(&scene, row->name, "");
    scene_free(&scene);
}

struct known_row {
    const char *name; /**< the key */
    const char *cell;
    const char *plain;
    enum value_type type;
};

// Every fact of the record below, each number with a value of its own.
static const struct known_row known_keys[] = {
    {"proto", "tcp", "tcp", VALUE_WORD},
    {"family", "ipv4", "ipv4", VALUE_WORD},
    {"state", "ESTABLISHED", "established", VALUE_WORD},
    {"recv_q", "11", "11", VALUE_NUMBER},
    {"send_q", "12", "12", VALUE_NUMBER},
    {"local_address", "10.1.2.3", "10.1.2.3", VALUE_ADDRESS},
    {"local_port", "443", "443", VALUE_NUMBER},
    {"local_service", "https", "https", VALUE_NAME},
    {"peer_address", "10.9.8.7", "10.9.8.7", VALUE_ADDRESS},
    {"peer_port", "51514", "51514", VALUE_NUMBER},
    {"timer", "keepalive", "keepalive", VALUE_WORD},
    {"timer_expires_ms", "59.9s", "59976", VALUE_NUMBER},
    {"retransmits", "3", "3", VALUE_NUMBER},
    {"user", "www-data", "www-data", VALUE_NAME},
    {"uid", "33", "33", VALUE_NUMBER},
    {"inode", "4294967295", "4294967295", VALUE_NUMBER},
    {"cookie", "89abcdef01234567", "89abcdef01234567", VALUE_ID},
    {"device", "eth0", "eth0", VALUE_NAME},
    {"device_index", "2", "2", VALUE_NUMBER},
    {"mark", "0x2a", "42", VALUE_NUMBER},
    {"v6only", "yes", "yes", VALUE_BOOL},
    {"cgroup_id", "1f", "1f", VALUE_ID},
    {"local", "10.1.2.3%eth0:https", "10.1.2.3%eth0:https", VALUE_ENDPOINT},
    {"peer", "10.9.8.7:51514", "10.9.8.7:51514", VALUE_ENDPOINT},
};

static void know_everything(struct scene *scene)
{
    scene_init(scene);
    scene->sock = scene_sock(
        "tcp established 10.1.2.3:443 10.9.8.7:51514 queues=11/12 timer=keepalive/59976/3 uid=33 "
        "inode=4294967295 cookie=0x89abcdef01234567 device=2 mark=42 cgroup=31 v6only=yes");
}

static void test_known(void **state)
{
    const struct known_row *row = *state;
    struct scene scene;

    know_everything(&scene);
    assert_cell(&scene, row->name, row->cell);
    assert_plain(&scene, row->name, row->plain);
    assert_int_equal(field_value(field_of(row->name), &scene.sock, &scene.facts).type, row->type);
    assert_int_equal(field_of(row->name)->type, row->type);
    scene_free(&scene);
}

struct width_row {
    const char *name; /**< the record */
    const char *key;
    const char *detail; /**< the name of a Unix socket */
    size_t width;       /**< 0: the cell must be formatted */
};

// Most cells of a long table are not formatted to be measured.
static const struct width_row widths[] = {
    {"tcp listen [::]:80 v6only=no", "proto", "", 5},
    {"tcp established", "state", "", 11},
    {"tcp established queues=1/12345", "send_q", "", 5},
    {"tcp established", "send_q", "", 0},
    {"tcp established 10.1.20.100:443 10.9.8.7:9", "local", "", 15},
    {"tcp established 10.1.20.100:443 10.9.8.7:9", "peer", "", 10},
    {"tcp established [::ffff:10.1.2.3]:80", "local", "", 11},
    {"tcp listen [::1]:8080", "local", "", 10},
    {"tcp listen [::]:80 v6only=no", "local", "", 4},
    {"tcp listen 0.0.0.0:80", "peer", "", 0},
    {"udp unconnected 10.1.2.3:0", "local", "", 10},
    {"tcp listen 10.1.2.3:80 device=2", "local", "", 0},
    {"unix listen", "local", "/run/a/socket", 13},
    {"unix listen", "local", "/run/a socket", 0},
    {"unix listen", "local", "/run/caf\xc3\xa9", 0},
    {"unix listen", "local", "-", 0},
};

static void test_width_without_text(void **state)
{
    const struct width_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf details = {0};
    CLEANUP(strbuf_free) struct strbuf blocks = {0};
    struct scene scene;

    scene_init(&scene);
    scene.sock = scene_sock(row->name);
    scene.style.numeric = true;
    scene.facts.details = &details;
    if (*row->detail) {
        detail_put(&blocks, DETAIL_NAME, text_of(row->detail));
        uint32_t length = (uint32_t)blocks.length;
        strbuf_bytes(&details, (const char *)&length, sizeof(length));
        strbuf_bytes(&details, blocks.data, blocks.length);
        scene.sock.detail = sizeof(length);
        scene.sock.family = FAMILY_UNIX;
    }
    assert_int_equal(field_width(field_of(row->key), &scene.sock, &scene.facts, &scene.style),
                     row->width);
    scene_free(&scene);
}

static void test_width_with_names(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene.sock = scene_sock("tcp established 10.1.2.3:443 10.9.8.7:9");
    assert_int_equal(field_width(field_of("local"), &scene.sock, &scene.facts, &scene.style), 0);
    scene.style = (struct style){.numeric = true, .resolve = true};
    assert_int_equal(field_width(field_of("local"), &scene.sock, &scene.facts, &scene.style), 0);
    scene_free(&scene);
}

static void test_zero_is_not_absent(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene.sock = scene_sock("tcp established queues=0/0 uid=0 mark=0 v6only=no");
    assert_cell(&scene, "recv_q", "0");
    assert_cell(&scene, "send_q", "0");
    assert_cell(&scene, "uid", "0");
    assert_cell(&scene, "user", "0");
    assert_cell(&scene, "mark", "0x0");
    assert_cell(&scene, "v6only", "no");
    scene_free(&scene);
}

static void test_accept_queue(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene.sock = scene_sock("tcp listen accept=3/511");
    assert_cell(&scene, "recv_q", "3/511");
    assert_cell(&scene, "send_q", "");
    assert_plain(&scene, "recv_q", "");
    assert_plain(&scene, "accept_queue", "3");
    assert_plain(&scene, "accept_limit", "511");
    scene.sock = scene_sock("tcp listen accept=3");
    assert_cell(&scene, "recv_q", "3/-");
    scene_free(&scene);
}

struct end_row {
    const char *name;
    const char *sock; /**< what follows its protocol and state */
    const char *local;
};

static const struct end_row ends[] = {
    {"IPv4", "10.1.2.3:80", "10.1.2.3:80"},
    {"IPv4 wildcard", "0.0.0.0:80", "0.0.0.0:80"},
    {"IPv4 on a device", "127.0.0.53:53 device=2", "127.0.0.53%eth0:53"},
    {"IPv6", "[2001:db8::1]:80", "[2001:db8::1]:80"},
    {"dual-stack", "[::]:80 v6only=no", "*:80"},
    {"IPv6 only", "[::]:80 v6only=yes", "[::]:80"},
    {"IPv6 wildcard, v6only unknown", "[::]:80", "[::]:80"},
    {"dual-stack on a device", "[::]:80 v6only=no device=2", "*%eth0:80"},
    {"link-local", "[fe80::1]:22 device=2", "[fe80::1%eth0]:22"},
    {"device without a name", "[fe80::1]:22 device=7", "[fe80::1%if7]:22"},
    {"IPv4 in IPv6", "[::ffff:127.0.0.1]:80 v6only=no", "127.0.0.1:80"},
    {"service", "10.1.2.3:443", "10.1.2.3:https"},
    {"no port", "10.1.2.3", "10.1.2.3:*"},
};

static void test_local_end(void **state)
{
    const struct end_row *row = *state;
    struct scene scene;

    scene_init(&scene);
    scene.sock = scene_sockf("tcp established %s", row->sock);
    assert_cell(&scene, "local", row->local);
    scene_free(&scene);
}

struct proto_row {
    const char *name; /**< in a table */
    const char *sock;
    const char *plain;
};

static const struct proto_row protos[] = {
    {"tcp", "tcp established", "tcp"},
    {"udp", "udp established", "udp"},
    {"tcp46", "tcp established [::] v6only=no", "tcp"},
    {"udp46", "udp established [::] v6only=no", "udp"},
    {"tcp6", "tcp established [::] v6only=yes", "tcp"},
    {"udp6", "udp established [::]", "udp"},
    {"tcp6", "tcp established [::1] v6only=no", "tcp"},
};

static void test_proto(void **state)
{
    const struct proto_row *row = *state;
    struct scene scene;

    scene_init(&scene);
    scene.sock = scene_sock(row->sock);
    assert_cell(&scene, "proto", row->name);
    assert_plain(&scene, "proto", row->plain);
    scene.facts.groups.rows = &scene.sock; // a group may have sockets of both families
    assert_cell(&scene, "proto", row->plain);
    scene.facts.groups.rows = NULL;
    scene_free(&scene);
}

static void test_mapped_addresses_are_exact_for_programs(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene.sock = scene_sock("tcp established [::ffff:10.1.2.3]:80 [::ffff:10.9.8.7]:999");
    assert_cell(&scene, "local", "10.1.2.3:80");
    assert_cell(&scene, "peer", "10.9.8.7:999");
    assert_cell(&scene, "local_address", "10.1.2.3");
    assert_plain(&scene, "local", "[::ffff:10.1.2.3]:80");
    assert_plain(&scene, "peer_address", "::ffff:10.9.8.7");
    scene.facts.groups.rows = &scene.sock;
    assert_plain(&scene, "local", "10.1.2.3:80");
    assert_plain(&scene, "peer_address", "10.9.8.7");
    scene.facts.groups.rows = NULL;
    scene_free(&scene);
}

static void test_wildcard(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    assert_plain(&scene, "wildcard", "yes");
    scene.sock = scene_sock("tcp established 127.0.0.1");
    assert_plain(&scene, "wildcard", "no");
    scene_free(&scene);
}

static void test_peer_end(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    assert_cell(&scene, "peer", "*");
    scene.sock = scene_sock("tcp established [::] [fe80::2]:443 device=2");
    assert_cell(&scene, "peer", "[fe80::2%eth0]:https");
    scene.sock = scene_sock("tcp established [::] [2001:db8::2]:443 device=2");
    assert_cell(&scene, "peer", "[2001:db8::2]:https");
    scene_free(&scene);
}

static void test_numeric_style(void **state)
{
    struct scene scene;

    (void)state;
    know_everything(&scene);
    scene.style.numeric = true;
    assert_cell(&scene, "local", "10.1.2.3%eth0:443");
    assert_cell(&scene, "user", "33");
    assert_plain(&scene, "user", "www-data");
    assert_cell(&scene, "local_service", "https");
    scene_free(&scene);
}

static void test_resolve_style(void **state)
{
    struct scene scene;

    (void)state;
    know_everything(&scene);
    uint64_t id =
        name_cache_host_id(known_names(&scene.facts), FAMILY_IPV4, scene_peer(&scene.sock));
    names_add(&known_names(&scene.facts)->hosts.names, id, "a\033b", 3);
    assert_cell(&scene, "peer", "10.9.8.7:51514");
    scene.style.resolve = true;
    assert_cell(&scene, "peer", "a\\x1bb:51514");
    assert_cell(&scene, "local", "10.1.2.3%eth0:https");
    assert_plain(&scene, "peer_host", "a\\x1bb");
    scene_free(&scene);
}

static void hold(struct scene *scene, uint32_t pid, struct text comm, int fds)
{
    uint32_t process = owners_add_process(&scene->facts.owners, pid, comm);

    for (int fd = 0; fd < fds; fd++)
        owners_add_holder(&scene->facts.owners, 0, process, (uint32_t)fd);
}

static void test_holders(void **state)
{
    struct scene scene;

    (void)state;
    know_everything(&scene);
    owners_want(&scene.facts.owners, scene.sock.inode);
    assert_cell(&scene, "processes", "");
    assert_plain(&scene, "owner", "not-scanned");
    hold(&scene, 7, TEXT("nginx"), 2);
    assert_cell(&scene, "processes", "nginx[7]");
    hold(&scene, 9, TEXT("nginx"), 1);
    hold(&scene, 10, TEXT("a],b[1"), 1);
    hold(&scene, 11, TEXT(""), 1);
    hold(&scene, 12, TEXT(""), 1);
    assert_cell(&scene, "processes", "nginx[7,9] a\\x5d\\x2cb\\x5b1[10] [11,12]");
    assert_plain(&scene, "processes", "nginx[7,9] a\\x5d\\x2cb\\x5b1[10] [11,12]");
    assert_cell(&scene, "pid", "7,9,10,11,12");
    assert_cell(&scene, "comm", "nginx,nginx,a\\x5d\\x2cb\\x5b1,,");
    assert_plain(&scene, "owner", "known");
    scene_free(&scene);
}

static void test_contexts(void **state)
{
    struct scene scene;
    struct owners *owners = &scene.facts.owners;

    (void)state;
    know_everything(&scene);
    owners_want(owners, scene.sock.inode);
    assert_plain(&scene, "contexts", "");
    for (uint32_t pid = 7; pid < 12; pid++)
        hold(&scene, pid, TEXT("nginx"), 2);
    assert_plain(&scene, "contexts", "");
    owners_set_context(owners, 4, TEXT(""));
    assert_plain(&scene, "contexts", "");
    owners_set_context(owners, 0, TEXT("s0:c1,c2"));
    owners_set_context(owners, 2, TEXT("nginx (enforce)"));
    owners_set_context(owners, 3, TEXT("-"));
    owners_set_context(owners, 4, TEXT("a;b\x1b\\"));
    assert_plain(&scene, "contexts", "s0:c1,c2;-;nginx (enforce);\\x2d;a\\x3bb\\x1b\\\\");
    assert_cell(&scene, "contexts", "s0:c1,c2;-;nginx (enforce);\\x2d;a\\x3bb\\x1b\\\\");
    scene_free(&scene);
}

static void test_needs_are_what_the_text_needs(void **state)
{
    static const struct style names = {0};
    static const struct style numbers = {.numeric = true};
    static const struct style hosts = {.resolve = true};

    (void)state;
    assert_needs(field_needs(field_of("local"), &names), "service device");
    assert_needs(field_needs(field_of("local"), &numbers), "device");
    assert_needs(field_needs(field_of("peer"), &hosts), "service device host peer");
    assert_needs(field_needs(field_of("user"), &numbers), "");
    assert_needs(field_needs(field_of("user"), NULL), "user");
    assert_needs(field_needs(field_of("local_service"), &numbers), "service");
    assert_needs(field_needs(field_of("processes"), &names), "owner");
    assert_needs(field_needs(field_of("proto"), &hosts), "");
}

static void assert_listed(const char *key, const char *word)
{
    const struct field *field = field_of(key);
    size_t index = 0;

    while (field->words(index) && strcmp(field->words(index), word) != 0)
        index++;
    assert_non_null(field->words(index));
}

static void test_every_word_of_the_tables_is_listed(void **state)
{
    (void)state;
    for (size_t proto = 0; proto < PROTO_COUNT; proto++)
        assert_listed("proto", proto_table[proto].name);
    for (size_t family = 0; family < FAMILY_COUNT; family++)
        assert_listed("family", family_table[family].name);
    for (size_t one = STATE_ESTABLISHED; one < STATE_COUNT; one++)
        assert_listed("state", state_table[one].name);
    for (size_t timer = TIMER_ON; timer < TIMER_COUNT; timer++)
        assert_listed("timer", timer_names[timer]);
    for (size_t owner = 0; owner < OWNER_COUNT; owner++)
        assert_listed("owner", owner_names[owner]);
}

/** The rings of versions 1 and 2 have no timeout; the kernel reports 0. */
static void test_a_ring_without_a_timeout(void **state)
{
    static const uint32_t timeouts[] = {0, 60};
    CLEANUP(known_free) struct facts facts;
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    known_init(&facts);
    facts.details = &table.details;
    for (size_t i = 0; i < COUNT(timeouts); i++) {
        CLEANUP(strbuf_free) struct strbuf detail = {0};
        const struct packet_diag_ring ring = {.pdr_retire_tmo = timeouts[i]};
        detail_put(&detail, DETAIL_PACKET_RX_RING,
                   (struct text){(const char *)&ring, sizeof(ring)});
        sock_table_add(&table)->proto = PROTO_PACKET;
        sock_table_add_detail(&table, strbuf_contents(&detail));
    }
    const struct field *field = &field_table[FIELD_RX_RING_RETIRE_MS];
    assert_int_equal(field_value(field, &table.rows[0], &facts).type, VALUE_NONE);
    assert_int_equal(field_value(field, &table.rows[1], &facts).number, 60);
}

/** A kernel before Linux 3.15 sends the first part only; no other member may be looked at in it. */
static void test_needs_of_tcp_info(void **state)
{
    size_t count = 0;

    (void)state;
    for (const struct field *field = field_table; field->key; field++) {
        const struct detail_part *part = &field->part;
        if (part->detail != DETAIL_TCP_INFO)
            continue;
        bool first = part->offset + part->size <= 104 && part->given + part->given_size <= 104;
        if (field->needs != (first ? NEED_INFO : NEED_INFO | NEED_INFO_REST))
            fail_msg("%s", field->key);
        count++;
    }
    assert_true(count > 60);
}

struct cell_row {
    const char *name; /**< the cell */
    const char *key;
    struct tcp_info_known info;
};

static const struct cell_row cells[] = {
    {"", "rtt_us", {.rtt = 0}},
    {"1us", "rtt_us", {.rtt = 1}},
    {"999us", "rtt_us", {.rtt = 999}},
    {"1.0ms", "rtt_us", {.rtt = 1000}},
    {"23.9ms", "rtt_us", {.rtt = 23999}},
    {"999.9ms", "rtt_us", {.rtt = 999999}},
    {"1.0s", "rtt_us", {.rtt = 1000000}},
    {"4294.9s", "rtt_us", {.rtt = UINT32_MAX}},
    {"", "last_data_received_ms", {.last_data_recv = 7}}, // none was received
    {"7ms", "last_data_received_ms", {.last_data_recv = 7, .data_segs_in = 1}},
    {"61.2s", "last_data_received_ms", {.last_data_recv = 61234, .data_segs_in = 1}},
    {"", "delivery_rate", {.delivery_rate = 0}},
    {"992bit/s", "delivery_rate", {.delivery_rate = 124}},
    {"1.0kbit/s", "delivery_rate", {.delivery_rate = 125}},
    {"1.2Mbit/s", "delivery_rate", {.delivery_rate = 150000}},
    {"10.0Gbit/s", "delivery_rate", {.delivery_rate = 1250000000}},
    {"100000.0Gbit/s", "delivery_rate", {.delivery_rate = 12500000000000}},
};

static void put_info(struct sock_table *table, const struct tcp_info_known *info)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};

    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)info, sizeof(*info)});
    sock_table_add(table)->proto = PROTO_TCP;
    sock_table_add_detail(table, strbuf_contents(&detail));
}

static void test_cell_with_a_unit(void **state)
{
    const struct cell_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(strbuf_free) struct strbuf cell = {0};
    const struct facts facts = {.details = &table.details};

    put_info(&table, &row->info);
    field_cell(&cell, field_of(row->key), table.rows, &facts, &(struct style){0});
    assert_text(&cell, row->name);
}

/** Numbers that are 0 and what is absent are left out; a boolean is its key. */
static void test_cell_of_details(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(strbuf_free) struct strbuf cell = {0};
    const struct tcp_info_known info = {
        .rto = 204000, .lost = 0, .min_rtt = UINT32_MAX, .options = 2, .segs_in = 9, .ca_state = 4};
    const struct tcp_info_known usual = {.rto = 1, .ca_state = 0};
    static const struct field *fields[] = {
        &field_table[FIELD_RTO_US],     &field_table[FIELD_LOST],
        &field_table[FIELD_MIN_RTT_US], &field_table[FIELD_PATH_INODE],
        &field_table[FIELD_TCP_SACK],   &field_table[FIELD_TCP_ECN],
        &field_table[FIELD_CA_STATE],
    };
    const struct field_list list = {.fields = fields, .count = sizeof(fields) / sizeof(fields[0])};
    CLEANUP(detail_plan_free_variable) struct detail_plan *plan = detail_plan_new(&list);
    const struct facts facts = {.details = &table.details};

    (void)state;
    put_info(&table, &info);
    detail_field.cell(&cell, table.rows, &facts, &(struct style){.detail = plan});
    assert_text(&cell, "rto_us:204000 tcp_sack ca_state:loss");
    strbuf_truncate(&cell, 0);
    put_info(&table, &usual);
    detail_field.cell(&cell, &table.rows[1], &facts, &(struct style){.detail = plan});
    assert_text(&cell, "rto_us:1");
    strbuf_truncate(&cell, 0);
    detail_field.cell(&cell, table.rows, &facts, &(struct style){0});
    assert_text(&cell, "");
}

struct window_row {
    const char *name; /**< the expected text */
    size_t length;    /**< bytes of tcp_info that the kernel sent */
    struct tcp_info_known info;
};

/** A window of 0 is unusual; 0 is not one where the kernel sent none. */
static const struct window_row windows[] = {
    {"lost:3 snd_wnd_bytes:0 rcv_wnd_bytes:0",
     sizeof(struct tcp_info_known),
     {.lost = 3, .segs_in = 1}},
    {"snd_wnd_bytes:7 rcv_wnd_bytes:0",
     sizeof(struct tcp_info_known),
     {.segs_in = 1, .snd_wnd = 7}},
    {"rcv_wnd_bytes:9", sizeof(struct tcp_info_known), {.rcv_wnd = 9}},
    {"lost:1", offsetof(struct tcp_info_known, snd_wnd), {.lost = 1, .segs_in = 1}},
    {"lost:2", offsetof(struct tcp_info_known, lost) + sizeof(uint32_t), {.lost = 2}},
};

static void test_cell_of_windows(void **state)
{
    const struct window_row *row = *state;
    static const struct field *fields[] = {&field_table[FIELD_LOST],
                                           &field_table[FIELD_SND_WND_BYTES],
                                           &field_table[FIELD_RCV_WND_BYTES]};
    const struct field_list list = {.fields = fields, .count = 3};
    CLEANUP(detail_plan_free_variable) struct detail_plan *plan = detail_plan_new(&list);
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    CLEANUP(strbuf_free) struct strbuf cell = {0};
    const struct facts facts = {.details = &table.details};

    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)&row->info, row->length});
    sock_table_add(&table)->proto = PROTO_TCP;
    sock_table_add_detail(&table, strbuf_contents(&detail));
    detail_field.cell(&cell, table.rows, &facts, &(struct style){.detail = plan});
    assert_text(&cell, row->name);
}

/** Fields keep their order, whatever blocks, protocols and kinds of values they change between. */
static void test_cell_of_several_blocks(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    CLEANUP(strbuf_free) struct strbuf cell = {0};
    const struct tcp_info_known info = {.lost = 3, .rto = 5};
    const uint32_t memory[] = {11, 12, 13, 14};
    const char association[400] = {[0] = 1, [296] = 2};
    static const struct field *fields[] = {
        &field_table[FIELD_LOST],
        &field_table[FIELD_RMEM_BYTES],
        &field_table[FIELD_SCTP_PRIMARY_STATE],
        &field_table[FIELD_CONGESTION],
        &field_table[FIELD_UNACKED],
        &field_table[FIELD_SCTP_TAG],
        &field_table[FIELD_RTO_US],
        &field_table[FIELD_SNDBUF_BYTES],
    };
    const struct field_list list = {.fields = fields, .count = sizeof(fields) / sizeof(fields[0])};
    CLEANUP(detail_plan_free_variable) struct detail_plan *plan = detail_plan_new(&list);
    const struct facts facts = {.details = &table.details};

    (void)state;
    detail_put(&detail, DETAIL_MEMORY, (struct text){(const char *)memory, sizeof(memory)});
    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)&info, sizeof(info)});
    detail_put(&detail, DETAIL_SCTP_INFO, (struct text){association, sizeof(association)});
    detail_put(&detail, DETAIL_CONGESTION, text_of("cubic"));
    sock_table_add(&table)->proto = PROTO_TCP;
    sock_table_add_detail(&table, strbuf_contents(&detail));
    strbuf_text(&cell, "before ");
    detail_field.cell(&cell, table.rows, &facts, &(struct style){.detail = plan});
    assert_text(&cell, "before lost:3 rmem_bytes:11 congestion:cubic rto_us:5 sndbuf_bytes:14");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_are_unique_words),
        cmocka_unit_test(test_no_word_finds_two_fields),
        cmocka_unit_test(test_width_with_names),
        cmocka_unit_test(test_zero_is_not_absent),
        cmocka_unit_test(test_a_ring_without_a_timeout),
        cmocka_unit_test(test_needs_of_tcp_info),
        cmocka_unit_test(test_cell_of_details),
        cmocka_unit_test(test_cell_of_several_blocks),
        cmocka_unit_test(test_accept_queue),
        cmocka_unit_test(test_peer_end),
        cmocka_unit_test(test_mapped_addresses_are_exact_for_programs),
        cmocka_unit_test(test_wildcard),
        cmocka_unit_test(test_numeric_style),
        cmocka_unit_test(test_resolve_style),
        cmocka_unit_test(test_holders),
        cmocka_unit_test(test_contexts),
        cmocka_unit_test(test_needs_are_what_the_text_needs),
        cmocka_unit_test(test_every_word_of_the_tables_is_listed),
    };

    return RUN_ROWS(test_proto, protos) + RUN_ROWS(test_absent, absent_keys) +
           RUN_ROWS(test_known, known_keys) + RUN_ROWS(test_width_without_text, widths) +
           RUN_ROWS(test_local_end, ends) + RUN_ROWS(test_cell_with_a_unit, cells) +
           RUN_ROWS(test_cell_of_windows, windows) + cmocka_run_group_tests(tests, NULL, NULL);
}
