// SPDX-License-Identifier: MIT
/** join/lookup, hosts and join: names that this host knows, and what is joined for whom. */
#include "../known.h"
#include "scene.h"
#include "scratch.h"

#include "join/host_identity.h"
#include "join/hosts.h"
#include "join/join.h"
#include "join/lookup.h"
#include "os/file.h"

#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <sys/utsname.h>

static void test_users(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    struct text name = {0};

    (void)state;
    known_init(&facts);
    scene_add(&table, "tcp established uid=4000000123");
    scene_add(&table, "tcp established uid=0");
    scene_add(&table, "tcp established (uid=1)");
    lookup_users(&table, NULL, known_names(&facts), &facts);
    assert_true(names_find(&known_names(&facts)->users, 0, &name));
    assert_int_equal(name.length, 4);
    assert_memory_equal(name.bytes, "root", 4);
    assert_true(names_known(&known_names(&facts)->users, 4000000123));
    assert_false(names_find(&known_names(&facts)->users, 4000000123, &name));
    assert_false(names_known(&known_names(&facts)->users, 1)); // nobody asked
    assert_int_equal(facts.warning_count, 0);
}

static void test_a_user_without_a_name_does_not_take_the_last_one(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    struct text name = {0};

    (void)state;
    known_init(&facts);
    scene_add(&table, "tcp established uid=0");
    scene_add(&table, "tcp established uid=4000000123");
    lookup_users(&table, NULL, known_names(&facts), &facts);
    assert_false(names_find(&known_names(&facts)->users, 4000000123, &name));
}

static void test_devices(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    struct text name = {0};
    uint32_t loopback = if_nametoindex("lo");
    CLEANUP(file_close) int interfaces = -ENOTSOCK;

    (void)state;
    if (loopback == 0)
        skip();
    known_init(&facts);
    scene_addf(&table, "tcp established device=%u", loopback);
    scene_add(&table, "tcp established device=2000000000");
    scene_add(&table, "tcp established (device=2000000001)");
    lookup_devices(&table, &interfaces, &facts);
    assert_true(names_find(&facts.own.devices, loopback, &name));
    assert_int_equal(name.length, 2);
    assert_memory_equal(name.bytes, "lo", 2);
    assert_true(names_known(&facts.own.devices, 2000000000));
    assert_false(names_find(&facts.own.devices, 2000000000, &name));
    assert_false(names_known(&facts.own.devices, 2000000001));
    assert_int_equal(facts.warning_count, 0); // an interface that is gone is no failure
}

static void look_up_hosts(const struct sock_table *table, struct facts *facts)
{
    struct host_lookup lookup = {.milliseconds = UINT64_MAX};

    hosts_join(table, &lookup, known_names(facts), facts);
    hosts_close(&lookup);
}

static void test_names_that_are_known_are_not_looked_up(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    struct text name = {0};
    int interfaces = -ENOTSOCK;

    (void)state;
    known_init(&facts);
    scene_add(&table, "tcp established 192.0.2.1 uid=0 device=1");
    known_user(&facts, 0, "toor");
    known_device(&facts, 1, "loop");
    uint64_t id = name_cache_host_id(known_names(&facts), FAMILY_IPV4, scene_local(&table.rows[0]));
    names_add(&known_names(&facts)->hosts.names, id, "example", 7);
    lookup_users(&table, NULL, known_names(&facts), &facts);
    lookup_devices(&table, &interfaces, &facts);
    look_up_hosts(&table, &facts);
    assert_true(names_find(&known_names(&facts)->users, 0, &name));
    assert_memory_equal(name.bytes, "toor", 4);
    assert_true(names_find(&facts.own.devices, 1, &name));
    assert_memory_equal(name.bytes, "loop", 4);
    assert_true(
        name_cache_host(known_names(&facts), FAMILY_IPV4, scene_local(&table.rows[0]), &name));
    assert_memory_equal(name.bytes, "example", 7);
    assert_int_equal(facts.warning_count, 0);
}

static void test_wildcards_are_no_hosts(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;

    (void)state;
    known_init(&facts);
    scene_add(&table, "tcp listen [::]");
    scene_add(&table, "tcp listen");
    look_up_hosts(&table, &facts);
    assert_int_equal(known_names(&facts)->hosts.names.count, 0);
    assert_int_equal(facts.warning_count, 0);
}

static void test_without_time_no_host_is_known(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    struct host_lookup lookup = {.milliseconds = 0};

    (void)state;
    known_init(&facts);
    scene_add(&table, "tcp established 192.0.2.1 192.0.2.2");
    scene_add(&table, "tcp established 192.0.2.1 192.0.2.3");
    hosts_join(&table, &lookup, known_names(&facts), &facts);
    hosts_close(&lookup);
    assert_int_equal(known_names(&facts)->hosts.names.count, 0);
    assert_false(
        name_cache_has_host(known_names(&facts), FAMILY_IPV4, scene_local(&table.rows[0])));
    assert_int_equal(facts.warning_count, 1);
    assert_string_equal(facts.warnings[0],
                        "host names: 3 of 3 addresses were not looked up in time, and are shown as "
                        "numbers: --resolve-timeout=SECONDS allows more time");
    assert_true(facts.complete);
}

/** The name that the resolver has for the loopback address of FAMILY, "" for none. */
static void resolve(int family, const char *address, char *ret_name, size_t size)
{
    const struct addrinfo hints = {.ai_family = family, .ai_flags = AI_NUMERICHOST};
    struct addrinfo *found = NULL;

    assert_int_equal(getaddrinfo(address, NULL, &hints, &found), 0);
    if (getnameinfo(found->ai_addr, found->ai_addrlen, ret_name, (socklen_t)size, NULL, 0,
                    NI_NAMEREQD) != 0)
        *ret_name = '\0';
    freeaddrinfo(found);
}

struct host_row {
    const char *name; /**< the address */
    int family;
    const char *sock;
};

static const struct host_row hosts[] = {
    {"127.0.0.1", AF_INET, "tcp established 127.0.0.1"},
    {"::1", AF_INET6, "tcp established [::] [::1]"},
};

static void test_host(void **state)
{
    const struct host_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    struct text name = {0};
    char expected[256] = "";

    known_init(&facts);
    scene_add(&table, row->sock);
    resolve(row->family, row->name, expected, sizeof(expected));
    look_up_hosts(&table, &facts);
    const struct address address = scene_address(row->name);
    bool found = name_cache_host(known_names(&facts), scene_family(row->name), &address, &name);
    assert_int_equal(found, *expected != '\0');
    assert_int_equal(name.length, strlen(expected));
    if (found)
        assert_memory_equal(name.bytes, expected, name.length);
    assert_int_equal(known_names(&facts)->hosts.names.count, 1); // the other end is a wildcard
}

struct boot_row {
    const char *name;
    struct text file;
    const char *boot_id;
};

#define BOOT_ID "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

static const struct boot_row boots[] = {
    {"a line", TEXT(BOOT_ID "\n"), BOOT_ID},
    {"no newline", TEXT(BOOT_ID), BOOT_ID},
    {"nothing", TEXT(""), ""},
    {"cut short", TEXT("0f1e2d3c-4b5a\n"), ""},
    {"something else", TEXT("0f1e2d3c 4b5a 6978 8796 a5b4c3d2e1f0\n"), ""},
    {"a file that is no boot id", TEXT(BOOT_ID BOOT_ID BOOT_ID), ""},
    {"more than a line", TEXT(BOOT_ID "\n" BOOT_ID "\n"), ""},
};

static void test_boot_id(void **state)
{
    const struct boot_row *row = *state;
    CLEANUP(known_free) struct facts facts;
    struct scratch proc;

    known_init(&facts);
    scratch_make(&proc);
    scratch_file(&proc, "sys/kernel/random/boot_id", row->file);
    host_identity_read(proc.path, known_host(&facts));
    scratch_remove(&proc);
    assert_int_equal(known_host(&facts)->boot_id.length, strlen(row->boot_id));
    if (known_host(&facts)->boot_id.length > 0)
        assert_string_equal(known_host(&facts)->boot_id.data, row->boot_id);
}

static void test_a_host_without_procfs_has_a_name(void **state)
{
    CLEANUP(known_free) struct facts facts;
    struct utsname names;

    (void)state;
    known_init(&facts);
    host_identity_read("/nowhere", known_host(&facts));
    assert_int_equal(uname(&names), 0);
    assert_text(&known_host(&facts)->name, names.nodename);
    assert_text(&known_host(&facts)->boot_id, "");
    assert_int_equal(facts.warning_count, 0);
}

struct need_row {
    const char *name;
    unsigned needs;
    bool owners, services, users, devices, hosts, machine;
};

static const struct need_row needs[] = {
    {"nothing", 0, 0, 0, 0, 0, 0, 0},
    {"owners", NEED_OWNER, 1, 0, 0, 0, 0, 0},
    {"services", NEED_SERVICE, 0, 1, 0, 0, 0, 0},
    {"users", NEED_USER, 0, 0, 1, 0, 0, 0},
    {"devices", NEED_DEVICE, 0, 0, 0, 1, 0, 0},
    {"hosts", NEED_HOST, 0, 0, 0, 0, 1, 0},
    {"machine", NEED_MACHINE, 0, 0, 0, 0, 0, 1},
    {"two", NEED_USER | NEED_SERVICE, 0, 1, 1, 0, 0, 0},
};

static void test_need(void **state)
{
    const struct need_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(facts_free) struct facts facts;
    struct scratch scratch;
    char services[128];

    scene_add(&table, "tcp established 127.0.0.1 uid=0 inode=70 device=2000000000");
    scratch_make(&scratch);
    scratch_file(&scratch, "services", TEXT("https 443/tcp\n"));
    scratch_file(&scratch, "proc/sys/kernel/random/boot_id", TEXT(BOOT_ID "\n"));
    scratch_file(&scratch, "proc/sys/net/ipv4/ip_local_port_range", TEXT("32768\t60999\n"));
    scratch_file(&scratch, "proc/sys/net/ipv4/ip_local_reserved_ports", TEXT("\n"));
    scratch_link(&scratch, "proc/100/fd/3", "/dev/null");
    snprintf(services, sizeof(services), "%s", scratch_path(&scratch, "services"));
    struct places places = {0};
    const struct join_sources sources = {.services = services,
                                         .proc = scratch_path(&scratch, "proc"),
                                         .places = &places,
                                         .owners = OWNERS_PROC,
                                         .host_milliseconds = UINT64_MAX};
    struct joiner *joiner = joiner_open(&sources);
    joiner_begin(joiner, &facts);
    join(joiner, row->needs, &table, &facts);
    scratch_remove(&scratch);
    assert_int_equal(facts.owners.scan != SCAN_NOT_DONE, row->owners);
    assert_int_equal(known_names(&facts)->services.count > 0, row->services);
    assert_int_equal(known_names(&facts)->users.count > 0, row->users);
    assert_int_equal(facts.own.devices.count > 0, row->devices);
    assert_int_equal(known_names(&facts)->hosts.names.count > 0, row->hosts);
    assert_int_equal(known_host(&facts)->boot_id.length > 0, row->machine);
    joiner_close(joiner);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_users),
        cmocka_unit_test(test_a_user_without_a_name_does_not_take_the_last_one),
        cmocka_unit_test(test_devices),
        cmocka_unit_test(test_names_that_are_known_are_not_looked_up),
        cmocka_unit_test(test_wildcards_are_no_hosts),
        cmocka_unit_test(test_without_time_no_host_is_known),
        cmocka_unit_test(test_a_host_without_procfs_has_a_name),
    };

    return RUN_ROWS(test_boot_id, boots) + RUN_ROWS(test_host, hosts) + RUN_ROWS(test_need, needs) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
