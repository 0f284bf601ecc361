// SPDX-License-Identifier: MIT
/** arrange/order: what decides between two rows. */
#include "../known.h"
#include "unit.h"

#include "arrange/order.h"

struct pair_row {
    const char *name;
    struct sock first, second; /**< in the order in which they are to be shown */
};

static const struct sorting by_default;
static const struct facts no_facts;

#define OPEN .state = STATE_ESTABLISHED
#define V6 OPEN, .family = FAMILY_IPV6

static const struct pair_row pairs[] = {
    {"who waits comes first", {.state = STATE_LISTEN, .local_port = 9}, {OPEN, .local_port = 1}},
    {"UDP that waits before TCP that does not",
     {.proto = PROTO_UDP, .state = STATE_UNCONNECTED},
     {OPEN}},
    {"TCP before UDP", {OPEN, .local_port = 9}, {OPEN, .proto = PROTO_UDP, .local_port = 1}},
    {"local port before family",
     {OPEN, .family = FAMILY_IPV6, .local_port = 1},
     {OPEN, .local_port = 2}},
    {"large ports", {OPEN, .local_port = 1}, {OPEN, .local_port = 65535}},
    {"IPv4 before IPv6", {OPEN, .local = {{255}}}, {OPEN, .family = FAMILY_IPV6}},
    {"local address before peer",
     {OPEN, .local = {{1}}, .peer = {{9}}},
     {OPEN, .local = {{2}}, .peer = {{1}}}},
    {"high bytes are large", {OPEN, .local = {{127}}}, {OPEN, .local = {{128}}}},
    {"the last byte of IPv4", {OPEN, .local = {{[3] = 1}}}, {OPEN, .local = {{[3] = 2}}}},
    {"the last byte of IPv6", {V6, .local = {{[15] = 1}}}, {V6, .local = {{[15] = 2}}}},
    {"the fifth byte before the twelfth",
     {V6, .local = {{[4] = 1, [11] = 9}}},
     {V6, .local = {{[4] = 2, [11] = 8}}}},
    {"the twelfth byte before the thirteenth",
     {V6, .local = {{[11] = 1, [12] = 9}}},
     {V6, .local = {{[11] = 2, [12] = 8}}}},
    {"the last byte before the peer",
     {V6, .local = {{[15] = 1}}, .peer = {{9}}},
     {V6, .local = {{[15] = 2}}, .peer = {{8}}}},
    {"the peer's fourth byte before its fifth",
     {V6, .peer = {{[3] = 1, [4] = 9}}},
     {V6, .peer = {{[3] = 2, [4] = 8}}}},
    {"the peer's twelfth byte before its thirteenth",
     {V6, .peer = {{[11] = 1, [12] = 9}}},
     {V6, .peer = {{[11] = 2, [12] = 8}}}},
    {"the peer's last byte before its port",
     {V6, .peer = {{[15] = 1}}, .peer_port = 9},
     {V6, .peer = {{[15] = 2}}, .peer_port = 8}},
    {"the peer's port over IPv6", {V6, .peer_port = 8}, {V6, .peer_port = 9}},
    {"the last byte of an IPv4 peer before its port",
     {OPEN, .peer = {{[3] = 1}}, .peer_port = 9},
     {OPEN, .peer = {{[3] = 2}}, .peer_port = 1}},
    {"peer before its port",
     {OPEN, .peer = {{1}}, .peer_port = 9},
     {OPEN, .peer = {{2}}, .peer_port = 1}},
    {"peer port",
     {OPEN, .peer_port = 8, .local_port = 9},
     {OPEN, .peer_port = 10, .local_port = 9}},
    {"peer port, below the local one",
     {OPEN, .peer_port = 1, .local_port = 9},
     {OPEN, .peer_port = 2, .local_port = 9}},
    // of the same addresses and ports, each before the next:
    {"state", {OPEN, .device = 2}, {.state = STATE_SYN_SENT, .device = 1}},
    {"interface", {OPEN, .device = 1, .uid = 2}, {OPEN, .device = 2, .uid = 1}},
    {"user", {V6, .uid = 1, .inode = 2}, {V6, .uid = 2, .inode = 1}},
    {"inode", {OPEN, .inode = 1, .cookie = 2}, {OPEN, .inode = 2, .cookie = 1}},
    {"cookie", {V6, .cookie = 1, .recv_q = 2}, {V6, .cookie = 1ULL << 32, .recv_q = 1}},
    {"bytes received", {OPEN, .recv_q = 1, .send_q = 2}, {OPEN, .recv_q = 2, .send_q = 1}},
    {"bytes sent", {V6, .send_q = 1, .have = 2}, {V6, .send_q = 2, .have = 1}},
    {"what is known", {OPEN, .have = 1, .timer = 2}, {OPEN, .have = 2, .timer = 1}},
    {"timer", {V6, .timer = 1, .retransmits = 2}, {V6, .timer = 2, .retransmits = 1}},
    {"retransmissions", {OPEN, .retransmits = 1, .v6only = true}, {OPEN, .retransmits = 2}},
    {"IPv6 only", {V6, .autobound = true}, {V6, .v6only = true}},
    {"autobound", {OPEN, .timer_expires_ms = 1}, {OPEN, .autobound = true}},
    {"time", {V6, .timer_expires_ms = 1, .mark = 2}, {V6, .timer_expires_ms = 2, .mark = 1}},
    {"mark", {OPEN, .mark = 1, .cgroup_id = 2}, {OPEN, .mark = 2, .cgroup_id = 1}},
    {"cgroup over IPv4", {OPEN, .cgroup_id = 1}, {OPEN, .cgroup_id = 2}},
    {"cgroup over IPv6", {V6, .cgroup_id = 1}, {V6, .cgroup_id = 2}},
};

/** Two rows as collected, and whether the second is shown first. */
static void check(const struct sock *one, const struct sock *other, bool exchanged)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    *sock_table_add(&table) = *one;
    *sock_table_add(&table) = *other;
    order(&table, &no_facts, &by_default);
    assert_ptr_equal(sock_table_at(&table, 0), &table.rows[exchanged]);
    assert_ptr_equal(sock_table_at(&table, 1), &table.rows[!exchanged]);
}

static void test_pair(void **state)
{
    const struct pair_row *row = *state;

    check(&row->first, &row->second, false);
    check(&row->second, &row->first, true);
    check(&row->first, &row->first, false); // equal rows stay as they came
}

static void test_order_can_be_made_again(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    for (uint16_t port = 100; port > 0; port--)
        sock_table_add(&table)->local_port = port;
    order(&table, &no_facts, &by_default);
    sock_table_add(&table);
    order(&table, &no_facts, &by_default);
    for (uint16_t port = 0; port <= 100; port++)
        assert_int_equal(sock_table_at(&table, port)->local_port, port);
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
        *sock_table_add(&table) =
            (struct sock){OPEN, .local_port = port, .inode = port, .have = HAVE_INODE};
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
        ports[i] = (char)('0' + sock_table_at(&table, i)->local_port);
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
        *sock_table_add(&table) =
            (struct sock){OPEN, .local_port = port, .inode = port, .have = HAVE_INODE};
        owners_want(&facts.owners, port);
        uint32_t process = owners_add_process(&facts.owners, 9U - port, TEXT(""));
        owners_add_holder(&facts.owners, port - 1U, process, 3);
    }
    assert_true(sorting_parse(&sorting, NULL, "comm", &(struct user_error){0}));
    order(&table, &facts, &sorting);
    assert_int_equal(sock_table_at(&table, 0)->local_port, 1);
}

struct keys_row {
    const char *name;     /**< the keys, and of the test; - in front of one that descends */
    const char *expected; /**< local ports */
};

// In the default order: 2, 1, 3, 4. What is absent comes last, whichever way.
static const struct sock keyed[] = {
    {OPEN, .local_port = 1, .recv_q = 5, .peer = {{10, 0, 0, 2}}, .peer_port = 9,
     .have = HAVE_QUEUES},
    {.state = STATE_LISTEN, .local_port = 2},
    {.state = STATE_CLOSE_WAIT,
     .local_port = 3,
     .recv_q = 5,
     .peer = {{10, 0, 0, 1}},
     .peer_port = 9,
     .have = HAVE_QUEUES},
    {OPEN, .local_port = 4, .peer = {{10, 0, 0, 1}}, .peer_port = 8, .have = HAVE_QUEUES},
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
    {"local",
     {V6, .proto = PROTO_UDP, .device = 1, .have = HAVE_DEVICE},
     {V6, .device = 2, .have = HAVE_DEVICE}},
    {"local",
     {V6, .proto = PROTO_UDP, .v6only = true, .have = HAVE_V6ONLY},
     {V6, .have = HAVE_V6ONLY}},
    {"peer",
     {V6, .proto = PROTO_UDP, .peer = {{0xfe, 0x80}}, .device = 1, .have = HAVE_DEVICE},
     {V6, .peer = {{0xfe, 0x80}}, .device = 2, .have = HAVE_DEVICE}},
    {"peer", // shown without its interface
     {V6, .peer = {{0x20}}, .device = 2, .have = HAVE_DEVICE},
     {V6, .proto = PROTO_UDP, .peer = {{0x20}}, .device = 1, .have = HAVE_DEVICE}},
};

static void test_ends(void **state)
{
    const struct pair_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(sorting_free) struct sorting sorting = {0};

    assert_true(sorting_parse(&sorting, NULL, row->name, &(struct user_error){0}));
    *sock_table_add(&table) = row->second;
    *sock_table_add(&table) = row->first;
    order(&table, &no_facts, &sorting);
    assert_ptr_equal(sock_table_at(&table, 0), &table.rows[1]);
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
    names_add(&known_names(&facts)->services, name_cache_service_id(6, 1), "www", 3);
    names_add(&known_names(&facts)->services, name_cache_service_id(6, 3), "www2", 4);
    names_add(&known_names(&facts)->services, name_cache_service_id(6, 4), "abc", 3);
    for (size_t i = 0; i < COUNT(keyed); i++)
        *sock_table_add(&table) = keyed[i];
    add_keys(&sorting, row->name);
    order(&table, &facts, &sorting);
    for (size_t i = 0; i < COUNT(keyed); i++)
        ports[i] = (char)('0' + sock_table_at(&table, i)->local_port);
    assert_string_equal(ports, row->expected);
}

static void test_a_mapped_address_is_sorted_as_ipv4(void **state)
{
    static const struct sock socks[] = {
        {V6, .local_port = 1, .peer = {{[10] = 0xff, 0xff, 10, 0, 0, 2}}, .peer_port = 9},
        {OPEN, .local_port = 2, .peer = {{10, 0, 0, 3}}, .peer_port = 9},
        {V6, .local_port = 3, .peer = {{[15] = 1}}, .peer_port = 9},
        {OPEN, .local_port = 4, .peer = {{10, 0, 0, 1}}, .peer_port = 9},
    };
    static const uint16_t expected[] = {4, 1, 2, 3};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(sorting_free) struct sorting sorting = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(socks); i++)
        *sock_table_add(&table) = socks[i];
    assert_true(sorting_parse(&sorting, NULL, "peer_address", &(struct user_error){0}));
    order(&table, &no_facts, &sorting);
    for (size_t i = 0; i < COUNT(socks); i++)
        assert_int_equal(sock_table_at(&table, i)->local_port, expected[i]);
}

/** The largest number is no absent one. */
static void test_large_numbers(void **state)
{
    static const struct sock socks[] = {
        {OPEN, .local_port = 1},
        {OPEN, .local_port = 2, .cookie = UINT64_MAX, .have = HAVE_COOKIE},
        {OPEN, .local_port = 3, .cookie = UINT64_MAX - 2, .have = HAVE_COOKIE},
        {OPEN, .local_port = 4, .have = HAVE_COOKIE},
    };
    static const char *const keys[] = {"cookie", "-cookie"};
    static const uint16_t expected[][4] = {{4, 3, 2, 1}, {2, 3, 4, 1}};

    (void)state;
    for (size_t k = 0; k < COUNT(keys); k++) {
        CLEANUP(sock_table_free) struct sock_table table = {0};
        CLEANUP(sorting_free) struct sorting sorting = {0};
        for (size_t i = 0; i < COUNT(socks); i++)
            *sock_table_add(&table) = socks[i];
        assert_true(sorting_parse(&sorting, NULL, keys[k], &(struct user_error){0}));
        order(&table, &no_facts, &sorting);
        for (size_t i = 0; i < COUNT(socks); i++)
            assert_int_equal(sock_table_at(&table, i)->local_port, expected[k][i]);
    }
}

/** What is alike by name stays in the default order, whatever that was made from. */
static void test_rows_alike_in_their_key(void **state)
{
    static const struct sock socks[] = {
        {OPEN, .local_port = 9, .peer = {{[3] = 2}}},
        {OPEN, .local_port = 9, .peer = {{[3] = 1}}},
        {.state = STATE_LISTEN, .local_port = 10},
        {.state = STATE_LISTEN, .local_port = 9},
    };
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(sorting_free) struct sorting sorting = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(socks); i++)
        *sock_table_add(&table) = socks[i];
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
    names_add(&known_names(&facts)->services, name_cache_service_id(6, 1), "www", 3);
    for (uint16_t port = 1; port <= 3; port++)
        *sock_table_add(&table) = (struct sock){OPEN, .local_port = port};
    assert_true(sorting_parse(&sorting, NULL, "local_service", &(struct user_error){0}));
    order(&table, &facts, &sorting);
    for (uint16_t port = 1; port <= 3; port++)
        assert_int_equal(sock_table_at(&table, port - 1U)->local_port, port);
}

struct needs_row {
    const char *name; /**< the keys */
    unsigned needs;
};

static const struct needs_row needs_rows[] = {
    {"none", 0},
    {"state", 0},
    {"local", 0},
    {"-local_service", NEED_SERVICE},
    {"user,state,pid,peer_host", NEED_USER | NEED_OWNER | NEED_HOST},
};

static void test_needs(void **state)
{
    const struct needs_row *row = *state;
    CLEANUP(sorting_free) struct sorting sorting = {0};

    assert_true(sorting_parse(&sorting, NULL, row->name, &(struct user_error){0}));
    assert_int_equal(sorting_needs(&sorting), row->needs);
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
    *sock_table_add(&table) = keyed[0];
    *sock_table_add(&table) = keyed[1];
    order(&table, &no_facts, &as_collected);
    assert_int_equal(sock_table_at(&table, 0)->local_port, 1);
    assert_int_equal(sock_table_at(&table, 1)->local_port, 2);
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
