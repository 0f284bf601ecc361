// SPDX-License-Identifier: MIT
/** sock/sock, owners and facts: whose uid it is, who listens, the table when it is cut. */
#include "../known.h"
#include "scene.h"

#include "show/view.h"
#include "sock/facts.h"

#include <time.h>

struct uid_row {
    const char *name;
    const char *sock;
    bool user;
};

static const struct uid_row uids[] = {
    {"root, with a descriptor", "tcp established inode=1", true},
    {"a user, with a descriptor", "tcp listen (uid=7) inode=1", true},
    {"0 without a descriptor", "tcp fin-wait-1", false},
    {"a user without a descriptor", "tcp fin-wait-1 (uid=7)", true},
    {"SYN-RECV", "tcp syn-recv (uid=7)", false},
    {"TIME-WAIT", "tcp time-wait (uid=7)", false},
    {"FIN-WAIT-2 after close", "tcp fin-wait-2 timer=timewait/0/0 (uid=7)", false},
    {"FIN-WAIT-2 before close", "tcp fin-wait-2 (uid=7)", true},
    {"another timer", "tcp fin-wait-2 timer=keepalive/0/0 (uid=7)", true},
    {"a timer that does not run", "tcp fin-wait-2 (timer=timewait/0/0) (uid=7)", true},
};

static void test_uid(void **state)
{
    const struct uid_row *row = *state;
    const struct sock sock = scene_sock(row->sock);

    assert_int_equal(sock_uid_is_user(&sock), row->user);
}

struct listening_row {
    const char *name;
    const char *sock;
    bool listening;
};

static const struct listening_row listenings[] = {
    {"TCP listener", "tcp listen", true},          {"TCP established", "tcp established", false},
    {"TCP bound", "tcp bound-inactive", false},    {"UDP without a peer", "udp unconnected", true},
    {"UDP with a peer", "udp established", false},
};

static void test_listening(void **state)
{
    const struct listening_row *row = *state;
    const struct sock sock = scene_sock(row->sock);

    assert_int_equal(sock_is_listening(&sock), row->listening);
}

static void test_dual_stack_is_ipv6(void **state)
{
    const struct sock sock = scene_sock("tcp listen v6only=no");

    (void)state;
    assert_false(sock_is_dual_stack(&sock));
}

static void test_addresses_compare_by_their_first_difference(void **state)
{
    struct address low = scene_address("10.0.0.200");
    struct address high = scene_address("10.0.1.1");
    struct address last = scene_address("a00:c8::1");

    (void)state;
    assert_true(address_compare(&low, &high) < 0);
    assert_true(address_compare(&high, &low) > 0);
    assert_int_equal(address_compare(&low, &low), 0);
    assert_true(address_compare(&low, &last) < 0);
}

static void test_names_of_words(void **state)
{
    (void)state;
    assert_string_equal(timer_names[0], "off");
    assert_string_equal(timer_names[1], "on");
    assert_string_equal(timer_names[2], "keepalive");
    assert_string_equal(timer_names[3], "timewait");
    assert_string_equal(timer_names[4], "persist");
    assert_string_equal(timer_names[5], "delack");
    assert_string_equal(family_table[FAMILY_IPV4].name, "ipv4");
    assert_string_equal(family_table[FAMILY_IPV6].name, "ipv6");
    assert_string_equal(source_table[SOURCE_NONE].name, "none");
    assert_string_equal(source_table[SOURCE_NETLINK].name, "netlink");
    assert_string_equal(source_table[SOURCE_PROC].name, "proc");
    assert_int_equal(proto_table[PROTO_TCP].number, 6);
    assert_int_equal(proto_table[PROTO_UDP].number, 17);
}

static void test_a_new_row_is_zero(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    static const struct sock zero;

    (void)state;
    sock_table_add(&table)->inode = 7;
    sock_table_truncate(&table, 0);
    assert_memory_equal(sock_table_add(&table), &zero, sizeof(zero));
    assert_int_equal(table.count, 1);
}

static void test_truncation_never_adds(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    for (uint32_t i = 0; i < 3; i++)
        sock_table_add(&table)->inode = i;
    sock_table_truncate(&table, 5);
    assert_int_equal(table.count, 3);
    sock_table_truncate(&table, 3);
    assert_int_equal(table.count, 3);
    sock_table_truncate(&table, 1);
    assert_int_equal(table.count, 1);
    assert_int_equal(sock_table_at(&table, 0)->inode, 0);
}

static void test_a_freed_table_is_empty(void **state)
{
    struct sock_table table = {0};

    (void)state;
    sock_table_add(&table);
    table.order = calloc(1, sizeof(*table.order));
    sock_table_free(&table);
    assert_null(table.rows);
    assert_null(table.order);
    assert_int_equal(table.count, 0);
    assert_int_equal(table.capacity, 0);
}

static void test_a_million_rows_lose_their_duplicates(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    for (uint64_t i = 0; i < 1000000; i++)
        scene_addf(&table, "tcp established cookie=%" PRIu64, i / 2);
    assert_int_equal(sock_table_drop_duplicates(&table), 500000);
    assert_int_equal(table.count, 500000);
    assert_int_equal(table.rows[499999].cookie, 499999);
}

static void test_an_owner_needs_an_inode(void **state)
{
    CLEANUP(owners_free) struct owners owners = {.scan = SCAN_FULL};
    const struct sock sock = scene_sock("tcp time-wait");

    (void)state;
    owners_want(&owners, 0);
    owners_add_holder(&owners, 0, owners_add_process(&owners, 1, TEXT("a")), 3);
    assert_null(owners_first(&owners, &sock));
    assert_int_equal(owners_state(&owners, &sock), OWNER_NONE);
}

static void test_chains_do_not_mix(void **state)
{
    CLEANUP(owners_free) struct owners owners = {0};

    (void)state;
    owners_want(&owners, 70);
    owners_want(&owners, 71);
    uint32_t process = owners_add_process(&owners, 1, TEXT("a"));
    for (uint32_t fd = 0; fd < 100; fd++)
        owners_add_holder(&owners, fd % 2, process, fd);
    for (uint32_t odd = 0; odd < 2; odd++) {
        const struct sock sock = scene_sockf("tcp established inode=%u", 70 + odd);
        uint32_t expected = odd;
        for (const struct holder *holder = owners_first(&owners, &sock); holder;
             holder = owners_next(&owners, holder), expected += 2)
            assert_int_equal(holder->fd, expected);
        assert_int_equal(expected, 100 + odd);
    }
}

static void test_a_comm_may_hold_anything(void **state)
{
    CLEANUP(owners_free) struct owners owners = {0};

    (void)state;
    uint32_t one = owners_add_process(&owners, 1, TEXT("a\nb\xff"));
    uint32_t none = owners_add_process(&owners, 2, TEXT(""));
    uint32_t two = owners_add_process(&owners, 3, TEXT("two"));
    struct text comm = owners_comm(&owners, &owners.processes[one]);
    assert_int_equal(comm.length, 4);
    assert_memory_equal(comm.bytes, "a\nb\xff", 4);
    assert_int_equal(owners_comm(&owners, &owners.processes[none]).length, 0);
    comm = owners_comm(&owners, &owners.processes[two]);
    assert_int_equal(comm.length, 3);
    assert_memory_equal(comm.bytes, "two", 3);
    assert_int_equal(owners.processes[two].pid, 3);
}

static void test_facts_begin_with_nothing_missing(void **state)
{
    CLEANUP(known_free) struct facts facts;
    time_t before = time(NULL);

    (void)state;
    known_init(&facts);
    assert_true(facts.complete);
    assert_int_equal(facts.warning_count, 0);
    assert_int_equal(facts.duplicates, 0);
    assert_true(facts.time.tv_sec >= before && facts.time.tv_sec <= before + 60);
    assert_false(ephemeral_has(facts_ephemeral(&facts, 0), 0));
}

static void test_a_warning_leaves_what_is_incomplete(void **state)
{
    CLEANUP(known_free) struct facts facts;

    (void)state;
    known_init(&facts);
    for (int i = 0; i < 100; i++)
        facts_incomplete(&facts, "%s number %d", "warning", i);
    facts_warn(&facts, "and %c", 'c');
    assert_false(facts.complete);
    assert_int_equal(facts.warning_count, 101);
    assert_string_equal(facts.warnings[0], "warning number 0");
    assert_string_equal(facts.warnings[99], "warning number 99");
    assert_string_equal(facts.warnings[100], "and c");
}

static void test_service_ids_are_one_a_port_and_protocol(void **state)
{
    (void)state;
    assert_true(name_cache_service_id(6, 80) != name_cache_service_id(17, 80));
    assert_true(name_cache_service_id(6, 80) != name_cache_service_id(6, 81));
    assert_true(name_cache_service_id(6, 65535) != name_cache_service_id(7, 0));
    assert_true(name_cache_service_id(255, 65535) != name_cache_service_id(255, 65534));
}

static void test_asking_for_a_host_does_not_note_it(void **state)
{
    CLEANUP(known_free) struct facts facts;
    struct address address = scene_address("10.1.2.3");
    struct text name = {0};

    (void)state;
    known_init(&facts);
    assert_false(name_cache_host(known_names(&facts), FAMILY_IPV4, &address, &name));
    assert_int_equal(known_names(&facts)->hosts.addresses.count, 0);
    uint64_t id = name_cache_host_id(known_names(&facts), FAMILY_IPV4, &address);
    assert_int_equal(name_cache_host_id(known_names(&facts), FAMILY_IPV4, &address), id);
    assert_int_equal(known_names(&facts)->hosts.addresses.count, 1);
    assert_false(name_cache_host(known_names(&facts), FAMILY_IPV4, &address, &name));
}

static void test_what_was_freed_can_be_used_again(void **state)
{
    struct idmap map = {0};
    struct names names = {0};
    struct owners owners = {.scan = SCAN_FULL};
    struct view view = {.width = 80};
    uint32_t value = 0;

    (void)state;
    for (int round = 0; round < 2; round++) {
        assert_true(idmap_add(&map, 5, 6));
        idmap_free(&map);
        assert_int_equal(map.count, 0);
        assert_false(idmap_find(&map, 5, &value));
        names_add(&names, 5, "five", 4);
        names_free(&names);
        assert_int_equal(names.count, 0);
        assert_false(names_known(&names, 5));
        owners_want(&owners, 5);
        owners_add_holder(&owners, 0, owners_add_process(&owners, 1, TEXT("a")), 3);
        owners_free(&owners);
        assert_int_equal(owners.scan, SCAN_NOT_DONE);
        assert_int_equal(owners.holder_count, 0);
        view_add_groups(&view, GROUP_TABLE, 0);
        view_free(&view);
        assert_int_equal(view.format, FORMAT_TABLE);
        assert_int_equal(view.columns.count, 0);
        assert_int_equal(view.width, 0);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dual_stack_is_ipv6),
        cmocka_unit_test(test_addresses_compare_by_their_first_difference),
        cmocka_unit_test(test_names_of_words),
        cmocka_unit_test(test_a_new_row_is_zero),
        cmocka_unit_test(test_truncation_never_adds),
        cmocka_unit_test(test_a_freed_table_is_empty),
        cmocka_unit_test(test_a_million_rows_lose_their_duplicates),
        cmocka_unit_test(test_an_owner_needs_an_inode),
        cmocka_unit_test(test_chains_do_not_mix),
        cmocka_unit_test(test_a_comm_may_hold_anything),
        cmocka_unit_test(test_facts_begin_with_nothing_missing),
        cmocka_unit_test(test_a_warning_leaves_what_is_incomplete),
        cmocka_unit_test(test_service_ids_are_one_a_port_and_protocol),
        cmocka_unit_test(test_asking_for_a_host_does_not_note_it),
        cmocka_unit_test(test_what_was_freed_can_be_used_again),
    };

    return RUN_ROWS(test_uid, uids) + RUN_ROWS(test_listening, listenings) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
