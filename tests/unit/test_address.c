// SPDX-License-Identifier: MIT
/** sock/address: the text of addresses, compared with that of libc. */
#include "scene.h"

#include "sock/address.h"

#include <netinet/in.h>

struct address_row {
    const char *name; /**< the text */
};

// Both ways: libc reads the text, and we write it again.
static const struct address_row rows[] = {
    {"0.0.0.0"},
    {"127.0.0.1"},
    {"255.255.255.255"},
    {"9.10.99.100"},
    {"::"},
    {"::1"},
    {"1::"},
    {"1:2:3:4:5:6:7:8"},
    {"fe80::1"},
    {"2001:db8::a:0:0:1"},
    {"2001:0:0:1::a"},
    {"1:0:2:0:3:0:4:0"},
    {"0:1::2:0:0"},
    {"::2:3:4:5:6:7:8"},
    {"1:2:3:4:5:6:7::"},
    {"::ffff:192.0.2.1"},
#ifdef __GLIBC__ // musl writes ::c000:201
    {"::192.0.2.1"},
#endif
    {"::ffff:0:192.0.2.1"},
    {"64:ff9b::c000:201"},
    {"abcd:ef01:2345:6789:abcd:ef01:2345:6789"},
    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
};

static void assert_as_libc(enum family family, const struct address *address)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    char expected[INET6_ADDRSTRLEN];

    address_text(&text, family, address);
    assert_non_null(inet_ntop(family == FAMILY_IPV4 ? AF_INET : AF_INET6, scene_bytes(address),
                              expected, sizeof(expected)));
    assert_text(&text, expected);
    assert_int_equal(address_text_length(family, address), strlen(expected));
}

static void test_text(void **state)
{
    const struct address_row *row = *state;
    const struct address address = scene_address(row->name);

    assert_as_libc(scene_family(row->name), &address);
}

/** Every pattern of zero, ffff and other groups. */
static void test_every_pattern_of_groups(void **state)
{
    static const uint8_t groups[][2] = {{0, 0}, {0xff, 0xff}, {0x0a, 0xb0}};
    unsigned patterns = 3 * 3 * 3 * 3 * 3 * 3 * 3 * 3;

    (void)state;
#ifndef __GLIBC__
    skip(); // musl shortens another run of zeros than RFC 5952 does
#endif
    for (unsigned pattern = 0; pattern < patterns; pattern++) {
        uint8_t bytes[16];
        unsigned rest = pattern;
        for (size_t i = 0; i < 8; i++, rest /= 3)
            memcpy(bytes + 2 * i, groups[rest % 3], 2);
        const struct address address = scene_address_of(bytes, sizeof(bytes));
        assert_as_libc(FAMILY_IPV6, &address);
    }
}

static void test_every_byte(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        const uint8_t bytes[16] = {(uint8_t)byte, 1, (uint8_t)(255 - byte),
                                   (uint8_t)byte, [15] = (uint8_t)byte};
        const struct address ipv4 = scene_address_of(bytes, 4);
        const struct address ipv6 = scene_address_of(bytes, 16);
        assert_as_libc(FAMILY_IPV4, &ipv4);
        assert_as_libc(FAMILY_IPV6, &ipv6);
    }
}

/** To a socket address and back, as libc lays it out. */
static void test_socket_addresses(void **state)
{
    const uint8_t bytes[16] = {10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    struct sockaddr_storage name;
    enum family family = FAMILY_COUNT;
    struct address back;

    (void)state;
    const struct address ipv4 = scene_address_of(bytes, 4);
    const struct address ipv6 = scene_address_of(bytes, 16);
    assert_int_equal(address_to_sockaddr(FAMILY_IPV4, &ipv4, &name), sizeof(struct sockaddr_in));
    assert_int_equal(((struct sockaddr_in *)&name)->sin_family, AF_INET);
    assert_memory_equal(&((struct sockaddr_in *)&name)->sin_addr, bytes, 4);
    assert_true(address_from_sockaddr((struct sockaddr *)&name, &family, &back));
    assert_int_equal(family, FAMILY_IPV4);
    assert_memory_equal(&back, &ipv4, sizeof(back));
    assert_int_equal(address_to_sockaddr(FAMILY_IPV6, &ipv6, &name), sizeof(struct sockaddr_in6));
    assert_memory_equal(&((struct sockaddr_in6 *)&name)->sin6_addr, bytes, 16);
    assert_true(address_from_sockaddr((struct sockaddr *)&name, &family, &back));
    assert_int_equal(family, FAMILY_IPV6);
    assert_memory_equal(&back, &ipv6, sizeof(back));
    name.ss_family = AF_PACKET;
    assert_false(address_from_sockaddr((struct sockaddr *)&name, &family, &back));
}

/** What lies behind a short address in a reply is no part of it. */
static void test_the_rest_of_a_short_address_is_not_read(void **state)
{
    uint8_t bytes[16];
    struct address address;

    (void)state;
    memset(bytes, 0xee, sizeof(bytes));
    address_read(FAMILY_IPV4, bytes, &address);
    const struct address expected = scene_address_of(bytes, 4);
    assert_memory_equal(&address, &expected, sizeof(address));
    address_read(FAMILY_IPV6, bytes, &address);
    assert_memory_equal(&address, bytes, sizeof(bytes));
}

static uint64_t name_key(const char *name, unsigned level)
{
    const struct address none = {{0}};
    const struct address_pair pair = {&none, &none, 0, text_of(name)};

    return family_table[FAMILY_UNIX].order_key(&pair, level);
}

/** The first two bytes of a name are in number 0 of the order; the others follow by eight. */
static void test_names_are_ordered_by_eight_bytes(void **state)
{
    (void)state;
    assert_true(name_key("ab12345678", 1) < name_key("ab12345679", 1));
    assert_true(name_key("ab12345678x", 1) == name_key("ab12345678y", 1));
    assert_true(name_key("ab12345678x", 2) < name_key("ab12345678y", 2));
    assert_true(name_key("ab", 1) == 0 && name_key("", 1) == 0 && name_key("abc", 2) == 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pattern_of_groups),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_socket_addresses),
        cmocka_unit_test(test_the_rest_of_a_short_address_is_not_read),
        cmocka_unit_test(test_names_are_ordered_by_eight_bytes),
    };

    return RUN_ROWS(test_text, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
