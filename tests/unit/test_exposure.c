// SPDX-License-Identifier: MIT
/** sock/exposure: the kinds of addresses, and of which sockets they are told. */
#include "scene.h"

#include "sock/exposure.h"

/** A range, and the addresses next to it; NULL: there is none. */
struct range_row {
    const char *name;
    const char *kind;
    const char *first, *last;
    const char *before, *before_kind;
    const char *after, *after_kind;
};

#define ONES ":ffff:ffff:ffff:ffff:ffff:ffff"

// clang-format off
static const struct range_row ranges[] = {
    {"0.0.0.0/32", "any", "0.0.0.0", "0.0.0.0", NULL, NULL, "0.0.0.1", "special"},
    {"0.0.0.0/8", "special", "0.0.0.1", "0.255.255.255", "0.0.0.0", "any", "1.0.0.0", "global"},
    {"10.0.0.0/8", "private", "10.0.0.0", "10.255.255.255",
     "9.255.255.255", "global", "11.0.0.0", "global"},
    {"100.64.0.0/10", "shared", "100.64.0.0", "100.127.255.255",
     "100.63.255.255", "global", "100.128.0.0", "global"},
    {"127.0.0.0/8", "loopback", "127.0.0.0", "127.255.255.255",
     "126.255.255.255", "global", "128.0.0.0", "global"},
    {"169.254.0.0/16", "link-local", "169.254.0.0", "169.254.255.255",
     "169.253.255.255", "global", "169.255.0.0", "global"},
    {"172.16.0.0/12", "private", "172.16.0.0", "172.31.255.255",
     "172.15.255.255", "global", "172.32.0.0", "global"},
    {"192.0.0.0/29", "special", "192.0.0.0", "192.0.0.7",
     "191.255.255.255", "global", "192.0.0.8", "special"},
    {"192.0.0.9/32", "global", "192.0.0.9", "192.0.0.9",
     "192.0.0.8", "special", "192.0.0.10", "global"},
    {"192.0.0.10/32", "global", "192.0.0.10", "192.0.0.10",
     "192.0.0.9", "global", "192.0.0.11", "special"},
    {"192.0.0.170/31", "special", "192.0.0.170", "192.0.0.171",
     "192.0.0.169", "special", "192.0.0.172", "special"},
    {"192.0.0.0/24", "special", "192.0.0.11", "192.0.0.255",
     "192.0.0.10", "global", "192.0.1.0", "global"},
    {"192.0.2.0/24", "special", "192.0.2.0", "192.0.2.255",
     "192.0.1.255", "global", "192.0.3.0", "global"},
    {"192.31.196.0/24", "global", "192.31.196.0", "192.31.196.255",
     "192.31.195.255", "global", "192.31.197.0", "global"},
    {"192.52.193.0/24", "global", "192.52.193.0", "192.52.193.255",
     "192.52.192.255", "global", "192.52.194.0", "global"},
    {"192.88.99.0/24", "special", "192.88.99.0", "192.88.99.255",
     "192.88.98.255", "global", "192.88.100.0", "global"},
    {"192.168.0.0/16", "private", "192.168.0.0", "192.168.255.255",
     "192.167.255.255", "global", "192.169.0.0", "global"},
    {"192.175.48.0/24", "global", "192.175.48.0", "192.175.48.255",
     "192.175.47.255", "global", "192.175.49.0", "global"},
    {"198.18.0.0/15", "special", "198.18.0.0", "198.19.255.255",
     "198.17.255.255", "global", "198.20.0.0", "global"},
    {"198.51.100.0/24", "special", "198.51.100.0", "198.51.100.255",
     "198.51.99.255", "global", "198.51.101.0", "global"},
    {"203.0.113.0/24", "special", "203.0.113.0", "203.0.113.255",
     "203.0.112.255", "global", "203.0.114.0", "global"},
    {"224.0.0.0/4", "multicast", "224.0.0.0", "239.255.255.255",
     "223.255.255.255", "global", "240.0.0.0", "special"},
    {"240.0.0.0/4", "special", "240.0.0.0", "255.255.255.255",
     "239.255.255.255", "multicast", NULL, NULL},

    {"::/128", "any", "::", "::", NULL, NULL, "::1", "loopback"},
    {"::1/128", "loopback", "::1", "::1", "::", "any", "::2", "special"},
    {"::/96", "special", "::2", "::255.255.255.255", "::1", "loopback", "::1:0:0", "global"},
    {"the prefix of mapped addresses", "global", "::fffe:ffff:ffff", "::1:0:0:0",
     "::fffe:ffff:fffe", "global", "::1:0:0:1", "global"},
    {"64:ff9b::/96", "global", "64:ff9b::", "64:ff9b::ffff:ffff",
     "64:ff9a" ONES, "global", "64:ff9b::1:0:0", "global"},
    {"64:ff9b:1::/48", "private", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
     "64:ff9b:0:ffff:ffff:ffff:ffff:ffff", "global", "64:ff9b:2::", "global"},
    {"100::/64", "special", "100::", "100::ffff:ffff:ffff:ffff",
     "ff:ffff" ONES, "global", "100:0:0:1::", "special"},
    {"100:0:0:1::/64", "special", "100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff",
     "100::ffff:ffff:ffff:ffff", "special", "100:0:0:2::", "global"},
    {"2001::/32", "special", "2001::", "2001:0" ONES,
     "2000:ffff" ONES, "global", "2001:1::", "special"},
    {"2001:1::1/128", "global", "2001:1::1", "2001:1::1",
     "2001:1::", "special", "2001:1::2", "global"},
    {"2001:1::2/128", "global", "2001:1::2", "2001:1::2",
     "2001:1::1", "global", "2001:1::3", "global"},
    {"2001:1::3/128", "global", "2001:1::3", "2001:1::3",
     "2001:1::2", "global", "2001:1::4", "special"},
    {"2001:2::/48", "special", "2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff",
     "2001:1" ONES, "special", "2001:2:1::", "special"},
    {"2001:3::/32", "global", "2001:3::", "2001:3" ONES,
     "2001:2" ONES, "special", "2001:4::", "special"},
    {"2001:4:112::/48", "global", "2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff",
     "2001:4:111:ffff:ffff:ffff:ffff:ffff", "special", "2001:4:113::", "special"},
    {"2001:10::/28", "special", "2001:10::", "2001:1f" ONES,
     "2001:f" ONES, "special", "2001:20::", "global"},
    {"2001:20::/28", "global", "2001:20::", "2001:2f" ONES,
     "2001:1f" ONES, "special", "2001:30::", "global"},
    {"2001:30::/28", "global", "2001:30::", "2001:3f" ONES,
     "2001:2f" ONES, "global", "2001:40::", "special"},
    {"2001::/23", "special", "2001:40::", "2001:1ff" ONES,
     "2001:3f" ONES, "global", "2001:200::", "global"},
    {"2001:db8::/32", "special", "2001:db8::", "2001:db8" ONES,
     "2001:db7" ONES, "global", "2001:db9::", "global"},
    {"2002::/16", "special", "2002::", "2002:ffff" ONES,
     "2001:ffff" ONES, "global", "2003::", "global"},
    {"2620:4f:8000::/48", "global", "2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff",
     "2620:4f:7fff:ffff:ffff:ffff:ffff:ffff", "global", "2620:4f:8001::", "global"},
    {"3fff::/20", "special", "3fff::", "3fff:fff" ONES,
     "3ffe:ffff" ONES, "global", "3fff:1000::", "global"},
    {"5f00::/16", "special", "5f00::", "5f00:ffff" ONES,
     "5eff:ffff" ONES, "global", "5f01::", "global"},
    {"fc00::/7", "private", "fc00::", "fdff:ffff" ONES,
     "fbff:ffff" ONES, "global", "fe00::", "global"},
    {"fe80::/10", "link-local", "fe80::", "febf:ffff" ONES,
     "fe7f:ffff" ONES, "global", "fec0::", "private"},
    {"fec0::/10", "private", "fec0::", "feff:ffff" ONES,
     "febf:ffff" ONES, "link-local", "ff00::", "multicast"},
    {"ff00::/8", "multicast", "ff00::", "ffff:ffff" ONES,
     "feff:ffff" ONES, "private", NULL, NULL},
};
// clang-format on

static void assert_kind(const char *text, const char *expected)
{
    const struct address address = scene_address(text);
    const char *kind = exposure_names[exposure_of_address(scene_family(text), &address)];

    if (strcmp(kind, expected) != 0)
        fail_msg("%s is %s, not %s", text, kind, expected);
}

/** Asserts the kind of an address and, of IPv4, that of the address that is mapped. */
static void assert_kinds(const char *text, const char *expected)
{
    char mapped[INET6_ADDRSTRLEN + 8] = "::ffff:";

    if (!text)
        return;
    assert_kind(text, expected);
    if (scene_family(text) == FAMILY_IPV4)
        assert_kind(strcat(mapped, text), expected);
}

static void test_range(void **state)
{
    const struct range_row *row = *state;

    assert_kinds(row->first, row->kind);
    assert_kinds(row->last, row->kind);
    assert_kinds(row->before, row->before_kind);
    assert_kinds(row->after, row->after_kind);
}

struct sock_row {
    const char *name;
    const char *sock;
    const char *kind;     /**< NULL: none */
    const char *families; /**< likewise */
};

static const struct sock_row socks[] = {
    {"IPv4 listener", "tcp listen 10.0.0.1:80", "private", "ipv4"},
    {"IPv4 wildcard", "tcp listen 0.0.0.0:80", "any", "ipv4"},
    {"IPv6 listener", "tcp listen [fd00::1]:80 v6only=no", "private", "ipv6"},
    {"IPv6 listener from /proc", "tcp listen [::1]:80", "loopback", "ipv6"},
    {"dual-stack wildcard", "tcp listen [::]:80 v6only=no", "any", "both"},
    {"IPv6-only wildcard", "tcp listen [::]:80 v6only=yes", "any", "ipv6"},
    {"wildcard, v6only unknown", "tcp listen [::]:80 (v6only=no)", "any", NULL},
    {"mapped address", "tcp listen [::ffff:127.0.0.1]:80 v6only=no", "loopback", "ipv4"},
    {"mapped wildcard", "tcp listen [::ffff:0.0.0.0]:80 v6only=no", "any", "ipv4"},
    {"bound to lo", "tcp listen [::]:80 v6only=no device=1", "loopback", "both"},
    {"bound to another interface", "tcp listen 0.0.0.0:80 device=2", "any", "ipv4"},
    {"interface unknown", "tcp listen 0.0.0.0:80 (device=1)", "any", "ipv4"},
    {"link-local", "tcp listen [fe80::1]:80 device=2", "link-local", "ipv6"},
    {"link-local of lo", "tcp listen [fe80::1]:80 device=1", "loopback", "ipv6"},
    {"connection", "tcp established 10.0.0.1:80 10.0.0.2:9", NULL, NULL},
    {"bound-inactive", "tcp bound-inactive 10.0.0.1:80", NULL, NULL},
    {"closed", "tcp closed 10.0.0.1:80", NULL, NULL},
    {"UDP", "udp unconnected 224.0.0.251:5353", "multicast", "ipv4"},
    {"UDP of IPv6", "udp unconnected [ff02::fb]:5353 v6only=no device=2", "multicast", "ipv6"},
    {"UDP with a peer", "udp established 10.0.0.1:80 10.0.0.2:9", NULL, NULL},
    {"UDP-Lite", "udplite unconnected [::]:80 v6only=no", "any", "both"},
    {"raw", "raw unconnected 192.0.2.1:1", "special", "ipv4"},
    {"a raw IPv6 socket takes no IPv4", "raw unconnected [::]:58", "any", "ipv6"},
    {"raw with a peer", "raw established 192.0.2.1:1 192.0.2.2", NULL, NULL},
    {"ping", "icmp unconnected 0.0.0.0:7", NULL, NULL},
    {"MPTCP", "mptcp listen 100.64.0.1:80", "shared", "ipv4"},
    {"MPTCP connection", "mptcp established 10.0.0.1:80 10.0.0.2:9", NULL, NULL},
    {"SCTP", "sctp listen [2a00::1]:80 v6only=no", "global", "ipv6"},
    {"SCTP before listen(2)", "sctp unconnected 0.0.0.0:80", NULL, NULL},
    {"SMC", "smc listen 127.0.0.1:80", "loopback", "ipv4"},
};

static void assert_exposure(const struct sock *sock, struct text listed, const char *kind,
                            const char *families)
{
    const char *kind_found = exposure_names[exposure_of(sock, listed)];
    const char *families_found = exposure_family_name(exposure_families(sock, listed));

    assert_string_equal(kind_found ? kind_found : "none", kind ? kind : "none");
    assert_string_equal(families_found ? families_found : "none", families ? families : "none");
}

static void test_sock(void **state)
{
    const struct sock_row *row = *state;
    const struct sock sock = scene_sock(row->sock);

    assert_exposure(&sock, (struct text){0}, row->kind, row->families);
}

/** The kernel reports no addresses of these: net/smc/smc_diag.c. */
static void test_addresses_that_are_not_known(void **state)
{
    const struct sock wildcard = {
        .proto = PROTO_SMC, .state = STATE_LISTEN, .have = HAVE_NO_FAMILY};
    const struct sock unknown = {
        .proto = PROTO_SMC, .state = STATE_LISTEN, .have = HAVE_NO_FAMILY | HAVE_NO_ADDRESSES};

    (void)state;
    assert_exposure(&wildcard, (struct text){0}, "any", NULL);
    assert_exposure(&unknown, (struct text){0}, NULL, NULL);
}

static void test_other_families_have_none(void **state)
{
    const struct sock sock = {.proto = PROTO_UNIX, .family = FAMILY_UNIX, .state = STATE_LISTEN};

    (void)state;
    assert_exposure(&sock, (struct text){0}, NULL, NULL);
}

/** The list of an IPv6 socket has addresses of both families. */
static void test_the_widest_of_several_addresses(void **state)
{
    const struct listed_address items[] = {{FAMILY_IPV6, scene_address("fd00::1")},
                                           {FAMILY_IPV4, scene_address("8.8.8.8")},
                                           {FAMILY_IPV4, scene_address("127.0.0.1")}};
    const struct text all = {(const char *)items, sizeof(items)};
    const struct text cut = {(const char *)items, sizeof(items[0]) + 1};
    const struct sock sock = scene_sock("sctp listen [fd00::1]:80 v6only=no");

    (void)state;
    assert_exposure(&sock, all, "global", "both");
    assert_exposure(&sock, cut, "private", "ipv6");
    assert_exposure(&sock, (struct text){all.bytes + sizeof(items[0]), sizeof(items[0])}, "global",
                    "both");
}

static void test_a_wildcard_in_a_list_needs_v6only(void **state)
{
    const struct listed_address items[] = {{FAMILY_IPV6, scene_address("::")},
                                           {FAMILY_IPV4, scene_address("8.8.8.8")}};
    const struct text all = {(const char *)items, sizeof(items)};
    const struct sock wildcard = scene_sock("sctp listen [::]:80");
    const struct sock address = scene_sock("sctp listen [fd00::1]:80");

    (void)state;
    assert_exposure(&wildcard, all, "any", NULL);
    assert_exposure(&address, all, "any", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_that_are_not_known),
        cmocka_unit_test(test_other_families_have_none),
        cmocka_unit_test(test_the_widest_of_several_addresses),
        cmocka_unit_test(test_a_wildcard_in_a_list_needs_v6only),
    };

    return RUN_ROWS(test_range, ranges) + RUN_ROWS(test_sock, socks) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
