// SPDX-License-Identifier: MIT
/** sock/address: the text of addresses, compared with that of libc. */
#include "unit.h"

#include "sock/address.h"

#include <arpa/inet.h>

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
    assert_non_null(inet_ntop(family == FAMILY_IPV4 ? AF_INET : AF_INET6, address->bytes, expected,
                              sizeof(expected)));
    assert_text(&text, expected);
}

static void test_text(void **state)
{
    const struct address_row *row = *state;
    struct address address = {{0}};
    enum family family =
        inet_pton(AF_INET, row->name, address.bytes) == 1 ? FAMILY_IPV4 : FAMILY_IPV6;

    if (family == FAMILY_IPV6)
        assert_int_equal(inet_pton(AF_INET6, row->name, address.bytes), 1);
    assert_as_libc(family, &address);
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
        struct address address;
        unsigned rest = pattern;
        for (size_t i = 0; i < 8; i++, rest /= 3)
            memcpy(address.bytes + 2 * i, groups[rest % 3], 2);
        assert_as_libc(FAMILY_IPV6, &address);
    }
}

static void test_every_byte(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        struct address address = {{(uint8_t)byte, 1, (uint8_t)(255 - byte), (uint8_t)byte}};
        assert_as_libc(FAMILY_IPV4, &address);
        address.bytes[15] = (uint8_t)byte;
        assert_as_libc(FAMILY_IPV6, &address);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pattern_of_groups),
        cmocka_unit_test(test_every_byte),
    };

    return RUN_ROWS(test_text, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
