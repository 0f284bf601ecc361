// SPDX-License-Identifier: MIT
/** sock/port_class and the fields port_class and ephemeral: what is said of the local port. */
#include "../known.h"
#include "scene.h"

#include "sock/field.h"
#include "sock/port_class.h"

struct class_row {
    const char *name;
    uint16_t port;
    const char *expected; /**< NULL: none */
};

/** The borders of RFC 6335, section 6. */
static const struct class_row classes[] = {
    {"0", 0, NULL},
    {"1", 1, "well-known"},
    {"1023", 1023, "well-known"},
    {"1024", 1024, "registered"},
    {"49151", 49151, "registered"},
    {"49152", 49152, "dynamic"},
    {"65535", 65535, "dynamic"},
};

static void test_class(void **state)
{
    const struct class_row *row = *state;
    const char *name = port_class_names[port_class_of(row->port)];

    if (row->expected)
        assert_string_equal(name, row->expected);
    else
        assert_null(name);
}

struct sock_row {
    const char *name; /**< the socket */
    uint16_t first, last;
    const char *port_class; /**< "": absent */
    const char *ephemeral;
};

static const struct sock_row socks[] = {
    {"tcp listen 0.0.0.0:80", 32768, 60999, "well-known", "no"},
    {"tcp established [::1]:1023 [::1]:2", 1000, 1023, "well-known", "yes"},
    {"tcp time-wait 10.0.0.1:32767 10.0.0.2:443", 32768, 60999, "registered", "no"},
    {"tcp established 10.0.0.1:32768 10.0.0.2:443", 32768, 60999, "registered", "yes"},
    {"udp unconnected 0.0.0.0:60999", 32768, 60999, "dynamic", "yes"},
    {"udplite unconnected 0.0.0.0:61000", 32768, 60999, "dynamic", "no"},
    {"sctp listen 0.0.0.0:49151", 49152, 65535, "registered", "no"},
    {"smc listen 0.0.0.0:49152", 49152, 65535, "dynamic", "yes"},
    {"tcp established 10.0.0.1:40000 10.0.0.2:443", 0, 0, "registered", ""},
    {"tcp established 10.0.0.1:40000 10.0.0.2:443", 2, 1, "registered", "no"},
    {"sctp unconnected 0.0.0.0", 32768, 60999, "", ""},
    {"raw unconnected 0.0.0.0:1", 1, 60999, "", ""},
    {"icmp unconnected 0.0.0.0:1", 1, 60999, "", ""},
};

static void assert_plain(const struct sock *sock, const struct facts *facts, const char *key,
                         const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const struct style exact = {.exact = true};

    field_text(&text, field_find(key, strlen(key)), sock, facts, &exact);
    assert_text(&text, expected);
}

static void test_sock(void **state)
{
    const struct sock_row *row = *state;
    const struct sock sock = scene_sock(row->name);
    CLEANUP(known_free) struct facts facts;

    known_init(&facts);
    known_ephemeral(&facts, row->first, row->last);
    assert_plain(&sock, &facts, "port_class", row->port_class);
    assert_plain(&sock, &facts, "ephemeral", row->ephemeral);
}

/** Ends of Unix sockets have no ports. */
static void test_other_families_have_none(void **state)
{
    const struct sock sock = {.proto = PROTO_UNIX, .family = FAMILY_UNIX, .state = STATE_LISTEN};
    CLEANUP(known_free) struct facts facts;

    (void)state;
    known_init(&facts);
    known_ephemeral(&facts, 1, 60999);
    assert_plain(&sock, &facts, "port_class", "");
    assert_plain(&sock, &facts, "ephemeral", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_other_families_have_none)};

    return RUN_ROWS(test_class, classes) + RUN_ROWS(test_sock, socks) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
