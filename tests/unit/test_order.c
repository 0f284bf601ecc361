// SPDX-License-Identifier: MIT
/** arrange/order: what decides between two rows. */
#include "../known.h"
#include "scene.h"
#include "sets.h"

#include "arrange/order.h"
#include "sock/detail.h"

struct pair_row {
    const char *name;
    const char *first, *second; /**< sockets, in the order in which they are to be shown */
};

static const struct sorting by_default;
static const struct facts no_facts;

static const struct pair_row pairs[] = {
    {"who waits comes first", "tcp listen 0.0.0.0:9", "tcp established 0.0.0.0:1"},
    {"UDP that waits before TCP that does not", "udp unconnected", "tcp established"},
    {"TCP before UDP", "tcp established 0.0.0.0:9", "udp established 0.0.0.0:1"},
    {"local port before family", "tcp established [::]:1", "tcp established 0.0.0.0:2"},
    {"large ports", "tcp established 0.0.0.0:1", "tcp established 0.0.0.0:65535"},
    {"IPv4 before IPv6", "tcp established 255.0.0.0", "tcp established [::]"},
    {"local address before peer", "tcp established 1.0.0.0 9.0.0.0",
     "tcp established 2.0.0.0 1.0.0.0"},
    {"high bytes are large", "tcp established 127.0.0.0", "tcp established 128.0.0.0"},
    {"the last byte of IPv4", "tcp established 0.0.0.1", "tcp established 0.0.0.2"},
    {"the last byte of IPv6", "tcp established [::1]", "tcp established [::2]"},
    {"the fifth byte before the twelfth", "tcp established [::100:0:0:9:0:0]",
     "tcp established [::200:0:0:8:0:0]"},
    {"the twelfth byte before the thirteenth", "tcp established [::1:900:0]",
     "tcp established [::2:800:0]"},
    {"the last byte before the peer", "tcp established [::1] [900::]",
     "tcp established [::2] [800::]"},
    {"the peer's fourth byte before its fifth", "tcp established [::] [0:1:900::]",
     "tcp established [::] [0:2:800::]"},
    {"the peer's twelfth byte before its thirteenth", "tcp established [::] [::1:900:0]",
     "tcp established [::] [::2:800:0]"},
    {"the peer's last byte before its port", "tcp established [::] [::1]:9",
     "tcp established [::] [::2]:8"},
    {"the peer's port over IPv6", "tcp established [::] [::]:8", "tcp established [::] [::]:9"},
    {"the last byte of an IPv4 peer before its port", "tcp established * 0.0.0.1:9",
     "tcp established * 0.0.0.2:1"},
    {"peer before its port", "tcp established * 1.0.0.0:9", "tcp established * 2.0.0.0:1"},
    {"peer port", "tcp established 0.0.0.0:9 0.0.0.0:8", "tcp established 0.0.0.0:9 0.0.0.0:10"},
    {"peer port, below the local one", "tcp established 0.0.0.0:9 0.0.0.0:1",
     "tcp established 0.0.0.0:9 0.0.0.0:2"},
    // of the same addresses and ports, each before the next:
    {"state", "tcp established device=2", "tcp syn-sent device=1"},
    {"interface", "tcp established uid=2 device=1", "tcp established uid=1 device=2"},
    {"user", "tcp established [::] uid=1 inode=2", "tcp established [::] uid=2 inode=1"},
    {"inode", "tcp established inode=1 cookie=2", "tcp established inode=2 cookie=1"},
    {"cookie", "tcp established [::] queues=2/0 cookie=1",
     "tcp established [::] queues=1/0 cookie=0x100000000"},
    {"bytes received", "tcp established queues=1/2", "tcp established queues=2/1"},
    {"bytes sent", "tcp established [::] accept=0/1", "tcp established [::] queues=0/2"},
    {"what is known", "tcp established queues=0/0 (timer=keepalive/0/0)",
     "tcp established accept=0 (timer=on/0/0)"},
    {"timer", "tcp established [::] timer=on/0/2", "tcp established [::] timer=keepalive/0/1"},
    {"retransmissions", "tcp established timer=on/0/1 v6only=yes",
     "tcp established timer=on/0/2 v6only=no"},
    {"IPv6 only", "tcp established [::] v6only=no autobound=yes",
     "tcp established [::] v6only=yes autobound=no"},
    {"autobound", "tcp established timer=on/1/0 autobound=no",
     "tcp established timer=on/0/0 autobound=yes"},
    {"time", "tcp established [::] timer=on/1/0 mark=2",
     "tcp established [::] timer=on/2/0 mark=1"},
    {"mark", "tcp established mark=1 cgroup=2", "tcp established mark=2 cgroup=1"},
    {"cgroup over IPv4", "tcp established cgroup=1", "tcp established cgroup=2"},
    {"cgroup over IPv6", "tcp established [::] cgroup=1", "tcp established [::] cgroup=2"},
};

/** Two rows as collected, and whether the second is shown first. */
static void check(const char *one, const char *other, bool exchanged)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    scene_add(&table, one);
    scene_add(&table, other);
    order(&table, &no_facts, &by_default);
    assert_ptr_equal(sock_table_at(&table, 0), &table.rows[exchanged]);
    assert_ptr_equal(sock_table_at(&table, 1), &table.rows[!exchanged]);
}

static void test_pair(void **state)
{
    const struct pair_row *row = *state;

    check(row->first, row->second, false);
    check(row->second, row->first, true);
    check(row->first, row->first, false); // equal rows stay as they came
}

static void test_order_can_be_made_again(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    for (uint16_t port = 100; port > 0; port--)
        scene_addf(&table, "tcp established 0.0.0.0:%u", port);
    order(&table, &no_facts, &by_default);
    scene_add(&table, "tcp established");
    order(&table, &no_facts, &by_default);
    for (uint16_t port = 0; port <= 100; port++)
        assert_int_equal(scene_local_port(sock_table_at(&table, port)), port);
}

/** Names of Unix sockets in their order: alike in as many bytes as one number of the order has. */
static const char *const names[] = {
    "/run/user/1000/a",
    "/run/user/1000/a/b",
    "/run/user/1000/b",
    "/run/user/1001",
};

static void test_long_names(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    for (size_t i = COUNT(names); i-- > 0;) {
        CLEANUP(strbuf_free) struct strbuf detail = {0};
        struct sock sock = {.proto = PROTO_UNIX, .family = FAMILY_UNIX, .state = STATE_LISTEN};
        sock.inode = (uint32_t)(COUNT(names) - i); // would be the other order
        memcpy(sock.local.bytes, names[i], 2);
        detail_put(&detail, DETAIL_NAME, text_of(names[i]));
        sock_table_append(&table, &sock);
        sock_table_add_detail(&table, strbuf_contents(&detail));
    }
    order(&table, &no_facts, &by_default);
    for (size_t i = 0; i < COUNT(names); i++)
        assert_int_equal(sock_table_at(&table, i)->inode, COUNT(names) - i);
}

struct holder_row {
    const char *name;     /**< the key */
    const char *holders;  /**< of row 1, then those of row 2: digits of processes */
    const char *expected; /**< rows */
};

// 1: pid 9 "a", 2: pid 5 "a", 3: pid 7 "b", 4: pid 3 "ab", 5: pid 8 without a name. Those of a
// socket are in the order of pids, whatever was found first.
static const struct holder_row holder_rows[] = {
    {"comm", "11 2", "12"},      {"pid", "11 2", "21"},        {"processes", "11 2", "21"},
    {"comm", "3 1", "21"},       {"pid", "3 1", "12"},         {"processes", "3 1", "21"},
    {"comm", "4 1", "21"},       {"comm", "4 3", "12"},        {"-comm", "4 3", "21"},
    {"comm", "5 1", "12"},       {"comm", "1 5", "21"},        {"comm", "31 32", "21"},
    {"pid", "31 32", "21"},      {"processes", "31 32", "21"}, {"processes", "13 1", "21"},
    {"processes", "1 13", "12"}, {"pid", "31 3", "21"},        {"-pid", "31 3", "12"},
    {"pid", "3 31", "12"},       {"-pid", "3 31", "21"},       {"comm", "- 1", "21"},
    {"-comm", "- 1", "21"},      {"pid", "43 41", "12"},
};

static void test_holders(void **state)
{
    const struct holder_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    CLEANUP(sorting_free) struct sorting sorting = {0};
    uint32_t chain = 0;
    char ports[] = "..";

    known_init(&facts);
    owners_add_process(&facts.owners, 9, TEXT("a"));
    owners_add_process(&facts.owners, 5, TEXT("a"));
    owners_add_process(&facts.owners, 7, TEXT("b"));
    owners_add_process(&facts.owners, 3, TEXT("ab"));
    owners_add_process(&facts.owners, 8, TEXT(""));
    for (uint16_t port = 1; port <= 2; port++) {
        scene_addf(&table, "tcp established 0.0.0.0:%u inode=%u", port, port);
        owners_want(&facts.owners, port);
    }
    for (const char *holder = row->holders; *holder; holder++) {
        chain += *holder == ' ';
        if (*holder > '0')
            owners_add_holder(&facts.owners, chain, (uint32_t)(*holder - '1'), 3);
    }
    assert_true(sorting_parse(&sorting, NULL, row->name, &(struct user_error){0}));
    order(&table, &facts, &sorting);
    for (size_t i = 0; i < 2; i++)
        ports[i] = (char)('0' + scene_local_port(sock_table_at(&table, i)));
    assert_string_equal(ports, row->expected);
}

static void test_processes_without_names(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    CLEANUP(sorting_free) struct sorting sorting = {0};

    (void)state;
    known_init(&facts);
    for (uint16_t port = 1; port <= 2; port++) {
        scene_addf(&table, "tcp established 0.0.0.0:%u inode=%u", port, port);
        owners_want(&facts.owners, port);
        uint32_t process = owners_add_process(&facts.owners, 9U - port, TEXT(""));
        owners_add_holder(&facts.owners, port - 1U, process, 3);
    }
    assert_true(sorting_parse(&sorting, NULL, "comm", &(struct user_error){0}));
    order(&table, &facts, &sorting);
    assert_int_equal(scene_local_port(sock_table_at(&table, 0)), 1);
}

struct keys_row {
    const char *name;     /**< the keys, and of the test; - in front of one that descends */
    const char *expected; /**< local ports */
};

// In the default order: 2, 1, 3, 4. What is absent comes last, whichever way.
static const char *const keyed[] = {
    "tcp established 0.0.0.0:1 10.0.0.2:9 queues=5/0",
    "tcp listen 0.0.0.0:2",
    "tcp close-wait 0.0.0.0:3 10.0.0.1:9 queues=5/0",
    "tcp established 0.0.0.0:4 10.0.0.1:8 queues=0/0",
};

static const struct keys_row keys_rows[] = {
    {"recv_q", "4132"},        {"-recv_q", "1342"},        {"state", "3142"},
    {"-state", "2143"},        {"peer", "4312"},           {"-peer", "1342"},
    {"peer_address", "3412"},  {"-peer_address", "1342"},  {"peer_port", "4132"},
    {"local_service", "4132"}, {"-local_service", "3142"}, {"state recv_q", "3412"},
    {"recv_q state", "4312"},  {"-recv_q peer", "3142"},   {"state -local_port", "3412"},
    {"-local_port", "4321"},   {"family", "2134"},         {"-family", "2134"},
};

/** Endpoints are compared by all that is shown of them. */
static const struct pair_row ends[] = {
    {"local", "udp established [::] device=1", "tcp established [::] device=2"},
    {"local", "udp established [::] v6only=yes", "tcp established [::] v6only=no"},
    {"peer", "udp established [::] [fe80::] device=1", "tcp established [::] [fe80::] device=2"},
    {"peer", // shown without its interface
     "tcp established [::] [2000::] device=2", "udp established [::] [2000::] device=1"},
};

static void test_ends(void **state)
{
    const struct pair_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(sorting_free) struct sorting sorting = {0};

    assert_true(sorting_parse(&sorting, NULL, row->name, &(struct user_error){0}));
    scene_add(&table, row->second);
    scene_add(&table, row->first);
    order(&table, &no_facts, &sorting);
    assert_ptr_equal(sock_table_at(&table, 0), &table.rows[1]);
}

/** Peers in ascending order, which the numbers of each level must give: see value_class.key. */
static const char *const ascending[] = {
    "tcp established * 0.0.0.1:9",
    "tcp established [::] [::ffff:1.0.0.0]:1", // as IPv4
    "tcp established * 1.0.0.0:255",
    "tcp established * 1.0.0.0:256",
    "tcp established * 1.0.0.0:65535",
    "tcp established * 1.0.0.1:1",
    "tcp established * 128.0.0.0:1",
    "tcp established * 255.0.0.0:1",
    "tcp established [::] [0:0:0:1::]:9",
    "tcp established [::] [0:0:0:100:0:0:0:1]:1",
    "tcp established [::] [0:0:0:100:1:0:0:0]:1",
    "tcp established [::] [0:0:0:100:1:0:0:1]:1",
    "tcp established [::] [0:0:0:100:1:0:0:1]:2",
    "tcp established [::] [fe80::1]:9 device=1",
    "tcp established [::] [fe80::1]:9 device=2",
};

/** Compares the keys of two peers by the first level at which they differ. */
static int compare_keys(const struct sock *one, const struct sock *other)
{
    const struct field *field = &field_table[FIELD_PEER];
    struct value left = field_value(field, one, &no_facts);
    struct value right = field_value(field, other, &no_facts);

    for (unsigned level = 0; level < VALUE_LEVELS; level++) {
        uint64_t low = value_classes[left.type].key(&left, level, &no_facts);
        uint64_t high = value_classes[right.type].key(&right, level, &no_facts);
        if (low != high)
            return low < high ? -1 : 1;
    }
    return 0;
}

static void test_keys_of_ends(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(ascending); i++)
        scene_add(&table, ascending[i]);
    for (size_t i = 0; i < table.count; i++) {
        for (size_t j = 0; j < table.count; j++)
            assert_int_equal(compare_keys(&table.rows[i], &table.rows[j]), (i > j) - (i < j));
    }
}

/** Names alike in more bytes than all levels have, and one with a NUL after the other. */
static void test_sorting_by_long_names(void **state)
{
    char text[8 * VALUE_LEVELS + 4];
    const struct text sorted[] = {
        TEXT("a"), {"a\0", 2}, TEXT("ab"), {text, sizeof(text) - 1}, {text, sizeof(text)}};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    CLEANUP(sorting_free) struct sorting sorting = {0};

    (void)state;
    known_init(&facts);
    memset(text, 'x', sizeof(text));
    for (size_t i = 0; i < COUNT(sorted); i++) {
        CLEANUP(strbuf_free) struct strbuf detail = {0};
        struct sock sock = {.proto = PROTO_UNIX, .family = FAMILY_UNIX, .state = STATE_LISTEN};
        sock.inode = (uint32_t)i;
        detail_put(&detail, DETAIL_NAME, sorted[COUNT(sorted) - 1 - i]);
        sock_table_append(&table, &sock);
        sock_table_add_detail(&table, strbuf_contents(&detail));
    }
    facts.details = &table.details;
    sorting_add(&sorting, &field_table[FIELD_LOCAL_PATH], false);
    order(&table, &facts, &sorting);
    for (size_t i = 0; i < table.count; i++)
        assert_int_equal(sock_table_at(&table, i)->inode, COUNT(sorted) - 1 - i);
}

static void add_keys(struct sorting *sorting, const char *keys)
{
    while (*keys) {
        bool descending = *keys == '-';
        keys += descending;
        size_t length = strcspn(keys, " ");
        sorting_add(sorting, field_find(keys, length), descending);
        keys += length + (keys[length] == ' ');
    }
}

static void test_keys(void **state)
{
    const struct keys_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    CLEANUP(sorting_free) struct sorting sorting = {0};
    char ports[COUNT(keyed) + 1] = "";

    known_init(&facts);
    known_service(&facts, 6, 1, "www");
    known_service(&facts, 6, 3, "www2");
    known_service(&facts, 6, 4, "abc");
    for (size_t i = 0; i < COUNT(keyed); i++)
        scene_add(&table, keyed[i]);
    add_keys(&sorting, row->name);
    order(&table, &facts, &sorting);
    for (size_t i = 0; i < COUNT(keyed); i++)
        ports[i] = (char)('0' + scene_local_port(sock_table_at(&table, i)));
    assert_string_equal(ports, row->expected);
}

static void test_a_mapped_address_is_sorted_as_ipv4(void **state)
{
    static const char *const socks[] = {
        "tcp established [::]:1 [::ffff:10.0.0.2]:9",
        "tcp established 0.0.0.0:2 10.0.0.3:9",
        "tcp established [::]:3 [::1]:9",
        "tcp established 0.0.0.0:4 10.0.0.1:9",
    };
    static const uint16_t expected[] = {4, 1, 2, 3};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(sorting_free) struct sorting sorting = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(socks); i++)
        scene_add(&table, socks[i]);
    assert_true(sorting_parse(&sorting, NULL, "peer_address", &(struct user_error){0}));
    order(&table, &no_facts, &sorting);
    for (size_t i = 0; i < COUNT(socks); i++)
        assert_int_equal(scene_local_port(sock_table_at(&table, i)), expected[i]);
}

/** The largest number is no absent one. */
static void test_large_numbers(void **state)
{
    static const char *const socks[] = {
        "tcp established 0.0.0.0:1",
        "tcp established 0.0.0.0:2 cookie=0xffffffffffffffff",
        "tcp established 0.0.0.0:3 cookie=0xfffffffffffffffd",
        "tcp established 0.0.0.0:4 cookie=0",
    };
    static const char *const keys[] = {"cookie", "-cookie"};
    static const uint16_t expected[][4] = {{4, 3, 2, 1}, {2, 3, 4, 1}};

    (void)state;
    for (size_t k = 0; k < COUNT(keys); k++) {
        CLEANUP(sock_table_free) struct sock_table table = {0};
        CLEANUP(sorting_free) struct sorting sorting = {0};
        for (size_t i = 0; i < COUNT(socks); i++)
            scene_add(&table, socks[i]);
        assert_true(sorting_parse(&sorting, NULL, keys[k], &(struct user_error){0}));
        order(&table, &no_facts, &sorting);
        for (size_t i = 0; i < COUNT(socks); i++)
            assert_int_equal(scene_local_port(sock_table_at(&table, i)), expected[k][i]);
    }
}

/** What is alike by name stays in the default order, whatever that was made from. */
static void test_rows_alike_in_their_key(void **state)
{
    static const char *const socks[] = {
        "tcp established 0.0.0.0:9 0.0.0.2",
        "tcp established 0.0.0.0:9 0.0.0.1",
        "tcp listen 0.0.0.0:10",
        "tcp listen 0.0.0.0:9",
    };
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(sorting_free) struct sorting sorting = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(socks); i++)
        scene_add(&table, socks[i]);
    assert_true(sorting_parse(&sorting, NULL, "proto", &(struct user_error){0}));
    order(&table, &no_facts, &sorting);
    for (size_t i = 0; i < COUNT(socks); i++)
        assert_ptr_equal(sock_table_at(&table, i), &table.rows[3 - i]);
}

static void test_a_name_before_none(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    CLEANUP(sorting_free) struct sorting sorting = {0};

    (void)state;
    known_init(&facts);
    known_service(&facts, 6, 1, "www");
    for (uint16_t port = 1; port <= 3; port++)
        scene_addf(&table, "tcp established 0.0.0.0:%u", port);
    assert_true(sorting_parse(&sorting, NULL, "local_service", &(struct user_error){0}));
    order(&table, &facts, &sorting);
    for (uint16_t port = 1; port <= 3; port++)
        assert_int_equal(scene_local_port(sock_table_at(&table, port - 1U)), port);
}

struct needs_row {
    const char *name; /**< the keys */
    const char *needs;
};

static const struct needs_row needs_rows[] = {
    {"none", ""},
    {"state", ""},
    {"local", ""},
    {"-local_service", "service"},
    {"user,state,pid,peer_host", "user owner host"},
};

static void test_needs(void **state)
{
    const struct needs_row *row = *state;
    CLEANUP(sorting_free) struct sorting sorting = {0};

    assert_true(sorting_parse(&sorting, NULL, row->name, &(struct user_error){0}));
    assert_needs(sorting_needs(&sorting), row->needs);
}

static void test_most_keys(void **state)
{
    static const struct field fields[65];
    CLEANUP(sorting_free) struct sorting sorting = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(fields); i++)
        sorting_add(&sorting, &fields[i], true);
    assert_int_equal(sorting.keys.count, 64);
    assert_true(sorting.descending == UINT64_MAX);
}

static void test_a_key_is_missing(void **state)
{
    CLEANUP(sorting_free) struct sorting sorting = {0};
    CLEANUP(user_error_free) struct user_error error = {0};

    (void)state;
    assert_false(sorting_parse(&sorting, NULL, "state,", &error));
    assert_text(&error.message, "--sort: missing key; --list-columns lists them");
}

static void test_as_collected(void **state)
{
    static const struct sorting as_collected = {.as_collected = true};
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    scene_add(&table, keyed[0]);
    scene_add(&table, keyed[1]);
    order(&table, &no_facts, &as_collected);
    assert_int_equal(scene_local_port(sock_table_at(&table, 0)), 1);
    assert_int_equal(scene_local_port(sock_table_at(&table, 1)), 2);
}

static void test_nothing_can_be_ordered(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(sorting_free) struct sorting sorting = {0};

    (void)state;
    assert_true(sorting_parse(&sorting, NULL, "recv_q,peer", &(struct user_error){0}));
    order(&table, &no_facts, &sorting);
    assert_int_equal(table.count, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_of_ends),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_sorting_by_long_names),
        cmocka_unit_test(test_order_can_be_made_again),
        cmocka_unit_test(test_processes_without_names),
        cmocka_unit_test(test_large_numbers),
        cmocka_unit_test(test_a_mapped_address_is_sorted_as_ipv4),
        cmocka_unit_test(test_rows_alike_in_their_key),
        cmocka_unit_test(test_a_name_before_none),
        cmocka_unit_test(test_most_keys),
        cmocka_unit_test(test_a_key_is_missing),
        cmocka_unit_test(test_as_collected),
        cmocka_unit_test(test_nothing_can_be_ordered),
    };

    return RUN_ROWS(test_pair, pairs) + RUN_ROWS(test_holders, holder_rows) +
           RUN_ROWS(test_ends, ends) + RUN_ROWS(test_keys, keys_rows) +
           RUN_ROWS(test_needs, needs_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
