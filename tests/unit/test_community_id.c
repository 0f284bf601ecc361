// SPDX-License-Identifier: MIT
/** sock/community_id: the published identifiers, and the flows of sockets. */
#include "scene.h"

#include "sock/community_id.h"

/** A flow of the baseline of the specification (baseline/baseline_deflt.json). */
struct baseline_row {
    const char *name; /**< one end; port -1: none */
    int port;
    const char *other;
    int other_port;
    uint8_t protocol;
    const char *id;
};

static const struct baseline_row baseline[] = {
    {"fe80::200:86ff:fe05:80da", 135, "fe80::260:97ff:fe07:69ea", 136, 58,
     "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="},
    {"fe80::260:97ff:fe07:69ea", 135, "fe80::200:86ff:fe05:80da", 136, 58,
     "1:zavyT/cezQr1fmImYCwYnMXbgck="},
    {"3ffe:501:1800:2345::2", 3, "3ffe:507:0:1:200:86ff:fe05:80da", 0, 58,
     "1:2ObVBgIn28oZvibYZhZMBgh7WdQ="},
    {"3ffe:501:410:0:2c0:dfff:fe47:33e", 1, "3ffe:507:0:1:200:86ff:fe05:80da", 4, 58,
     "1:hLZd0XGWojozrvxqE0dWB1iM6R0="},
    {"3ffe:507:0:1:200:86ff:fe05:80da", 128, "3ffe:501:0:1001::2", 129, 58,
     "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="},
    {"fe80::200:86ff:fe05:80da", 133, "ff02::2", 134, 58, "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0="},
    {"fe80::260:97ff:fe07:69ea", 134, "ff02::1", 133, 58, "1:pkvHqCL88/tg1k4cPigmZXUtL00="},
    {"192.168.0.89", 8, "192.168.0.1", 0, 1, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
    {"10.0.0.1", 11, "10.0.0.2", 0, 1, "1:YHxtAirCG//0OzkcVAukqKQN9xM="},
    {"2001:470:e5bf:dead:4957:2174:e82c:4887", 63943, "2607:f8b0:400c:c03::1a", 25, 6,
     "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="},
    {"192.168.170.8", 7, "192.168.170.56", 7, 132, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="},
    {"128.232.110.120", 34855, "66.35.250.204", 80, 6, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
    {"192.168.1.52", 54585, "8.8.8.8", 53, 17, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
    {"10.1.12.1", -1, "10.1.12.2", -1, 46, "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw="},
};

static void assert_id(const struct flow *flow, const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf id = {0};
    uint8_t digest[SHA1_SIZE];

    community_id_digest(flow, digest);
    community_id_text(&id, digest);
    assert_string_equal(id.data, expected);
    assert_true(community_id_begins(strbuf_contents(&id)));
}

static void test_baseline(void **state)
{
    const struct baseline_row *row = *state;
    struct flow flow = {
        .protocol = row->protocol,
        .size = strchr(row->name, ':') ? 16 : 4,
        .has_ports = row->port >= 0,
        .ends = {{scene_address(row->name), (uint16_t)row->port},
                 {scene_address(row->other), (uint16_t)row->other_port}},
    };
    struct flow reversed = flow;

    reversed.ends[0] = flow.ends[1];
    reversed.ends[1] = flow.ends[0];
    assert_id(&flow, row->id);
    assert_id(&reversed, row->id);
}

struct sock_row {
    const char *name; /**< a socket */
    const char *id;   /**< NULL: none */
};

static const struct sock_row socks[] = {
    {"tcp established 128.232.110.120:34855 66.35.250.204:80", "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
    {"tcp time-wait 66.35.250.204:80 128.232.110.120:34855", "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
    {"tcp established [::ffff:128.232.110.120]:34855 [::ffff:66.35.250.204]:80",
     "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
    {"tcp syn-recv [2001:470:e5bf:dead:4957:2174:e82c:4887]:63943 [2607:f8b0:400c:c03::1a]:25",
     "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="},
    {"udp established 192.168.1.52:54585 8.8.8.8:53", "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
    {"sctp established 192.168.170.8:7 192.168.170.56:7", "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="},
    {"icmp established 192.168.0.89:4711 192.168.0.1", "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
    {"icmp established [3ffe:507:0:1:200:86ff:fe05:80da]:1 [3ffe:501:0:1001::2]",
     "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="},
    // hashlib of Python: the ports decide
    {"tcp established 127.0.0.1:1001 127.0.0.1:8080", "1:v+M5Vy1MfW058K3KMEaiVVtEklI="},
    {"tcp established 127.0.0.1:8080 127.0.0.1:1001", "1:v+M5Vy1MfW058K3KMEaiVVtEklI="},
    {"raw established 10.1.12.2:46 10.1.12.1", "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw="},
    {"raw established 10.1.12.2:6 10.1.12.1", NULL},
    {"raw established 10.1.12.2:17 10.1.12.1", NULL},
    {"raw established 10.1.12.2:132 10.1.12.1", NULL},
    {"raw established 10.1.12.2:1 10.1.12.1", NULL},
    {"raw established [3ffe::1]:58 [3ffe::2]", NULL},
    {"raw established 10.1.12.2:255 10.1.12.1", NULL},
    {"raw established 10.1.12.2:0 10.1.12.1", NULL},
    {"tcp listen 128.232.110.120:34855", NULL},
    {"tcp bound-inactive 128.232.110.120:34855", NULL},
    {"udp unconnected 192.168.1.52:54585", NULL},
    {"udplite established 192.168.1.52:54585 8.8.8.8:53", NULL},
    {"mptcp established 128.232.110.120:34855 66.35.250.204:80", NULL},
    {"smc established 128.232.110.120:34855 66.35.250.204:80", NULL},
};

static void test_sock(void **state)
{
    const struct sock_row *row = *state;
    const struct sock sock = scene_sock(row->name);
    struct flow flow;
    bool has = flow_of(&sock, &flow);

    assert_int_equal(has, row->id != NULL);
    if (has)
        assert_id(&flow, row->id);
}

static void test_unknown_addresses_have_none(void **state)
{
    struct sock sock = scene_sock("tcp established 128.232.110.120:34855 66.35.250.204:80");
    struct flow flow;

    (void)state;
    sock.have |= HAVE_NO_ADDRESSES;
    assert_false(flow_of(&sock, &flow));
}

/** The family of one end is another one after unmapping; no socket is known to have such ends. */
static void test_ends_of_two_families_have_none(void **state)
{
    const struct sock sock = scene_sock("tcp established [::ffff:10.0.0.1]:1 [fe80::1]:2");
    struct flow flow;

    (void)state;
    assert_false(flow_of(&sock, &flow));
}

struct text_row {
    const char *name;
    bool begins;
};

static const struct text_row texts[] = {
    {"1:LQU9qZlK+B5F3KDmev6m5PMibrg=", true},
    {"1:LQU9qZlK+B5F3KDmev6m5PMibrg=,", true},
    {"1:/+az/0123456789ABZYXabzyxAB=", true},
    {"1:LQU9qZlK+B5F3KDmev6m5PMibrg", false},
    {"1:LQU9qZlK+B5F3KDmev6m5PMibrgg", false},
    {"2:LQU9qZlK+B5F3KDmev6m5PMibrg=", false},
    {"1:LQU9qZlK+B5F3KDmev6m5PMibr==", false},
    {"1:LQU9qZlK-B5F3KDmev6m5PMibrg=", false},
    {"1:LQU9qZlK[B5F3KDmev6m5PMibrg=", false},
    {"1:LQU9qZlK`B5F3KDmev6m5PMibrg=", false},
    {"1:LQU9qZlK{B5F3KDmev6m5PMibrg=", false},
    {"1:LQU9qZlK:B5F3KDmev6m5PMibrg=", false},
    {"1:", false},
    {"", false},
};

static void test_begins(void **state)
{
    const struct text_row *row = *state;

    assert_int_equal(community_id_begins(text_of(row->name)), row->begins);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_addresses_have_none),
        cmocka_unit_test(test_ends_of_two_families_have_none),
    };

    return RUN_ROWS(test_baseline, baseline) + RUN_ROWS(test_sock, socks) +
           RUN_ROWS(test_begins, texts) + cmocka_run_group_tests(tests, NULL, NULL);
}
