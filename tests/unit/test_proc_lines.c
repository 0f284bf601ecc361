// SPDX-License-Identifier: MIT
/** collect/proc_net: UDP over IPv6, users, timers at their limits, damaged lines. */
#include "scene.h"

#include "collect/proc_net.h"

#include <errno.h>

// The macros of formats: what the file is, byte order, ticks per second.
#define TCP4(big)                                                                                  \
    {                                                                                              \
        PROTO_TCP, FAMILY_IPV4, big, 100                                                           \
    }
#define TCP6(big)                                                                                  \
    {                                                                                              \
        PROTO_TCP, FAMILY_IPV6, big, 100                                                           \
    }
#define UDP6(big)                                                                                  \
    {                                                                                              \
        PROTO_UDP, FAMILY_IPV6, big, 100                                                           \
    }

struct line_row {
    const char *name;
    const char *line;
    struct proc_net_format format;
    const char *sock;
};

// Recorded on Linux 6.18; the big-endian ones are the same sockets on such a host.
static const struct line_row lines[] = {
    {"UDP, IPv6 wildcard",
     "15364: 00000000000000000000000000000000:1B62 00000000000000000000000000000000:0000 07 "
     "00000000:00000000 00:00000000 00000000     0        0 555067 2 00000000d1d1aca9 0",
     UDP6(false), "udp unconnected [::]:7010 queues=0/0 uid=0 inode=555067"},
    {"UDP, IPv6 link-local, connected",
     "15366: 000080FE000000000000000001000000:1B64 000080FE000000000000000001000000:1B65 01 "
     "00000000:00000000 00:00000000 00000000     0        0 555069 2 00000000403161ad 0",
     UDP6(false), "udp established [fe80::1]:7012 [fe80::1]:7013 queues=0/0 uid=0 inode=555069"},
    {"the same, big-endian",
     "15366: FE800000000000000000000000000001:1B64 FE800000000000000000000000000001:1B65 01 "
     "00000000:00000000 00:00000000 00000000     0        0 555069 2 00000000403161ad 0",
     UDP6(true), "udp established [fe80::1]:7012 [fe80::1]:7013 queues=0/0 uid=0 inode=555069"},
    {"TCP, IPv4 in IPv6, big-endian",
     "   6: 00000000000000000000FFFF7F000001:0050 00000000000000000000FFFF7F000001:03ED 01 "
     "00000000:00000000 00:00000000 00000000     0        0 242663 1 0000000095eb76ce 20 0 0 10 -1",
     TCP6(true),
     "tcp established [::ffff:127.0.0.1]:80 [::ffff:127.0.0.1]:1005 queues=0/0 uid=0 inode=242663"},
    {"a listener of a user",
     "   1: 0100007F:1B5A 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 "
     "555060 1 0000000071da2b47 100 0 0 10 0                    ",
     TCP4(false), "tcp listen 127.0.0.1:7002 accept=0 uid=1000 inode=555060"},
    {"keepalive",
     "   3: 0500007F:1B59 0100007F:1B58 01 00000000:00000000 02:000AFC70 00000000     0        0 "
     "555058 3 000000000d5164ff 20 0 0 11 -1                    ",
     TCP4(false),
     "tcp established 127.0.0.5:7001 127.0.0.1:7000 queues=0/0 timer=keepalive/7199840/0 uid=0 "
     "inode=555058"},
    {"FIN-WAIT-2 after close has no user",
     "   4: 0100007F:1B5D 0100007F:1B5E 05 00000000:00000000 03:00001766 00000000     0        0 "
     "0 3 0000000037a99249                                      ",
     TCP4(false), "tcp fin-wait-2 127.0.0.1:7005 127.0.0.1:7006 queues=0/0 timer=timewait/59900/0"},
    {"CLOSE-WAIT",
     "   6: 0100007F:1B5E 0100007F:1B5D 08 00000000:00000001 00:00000000 00000000     0        0 "
     "555065 2 000000003049d981 20 4 0 10 -1                    ",
     TCP4(false), "tcp close-wait 127.0.0.1:7006 127.0.0.1:7005 queues=1/0 uid=0 inode=555065"},
    {"every number at its largest",
     "9: FFFFFFFF:FFFF FFFFFFFF:FFFF 01 FFFFFFFE:FFFFFFFF 04:00000001 000000FE 4294967295 255 "
     "4294967295",
     TCP4(false),
     "tcp established 255.255.255.255:65535 255.255.255.255:65535 queues=4294967295/4294967294 "
     "timer=persist/10/255 uid=4294967295 inode=4294967295"},
};

/** Decodes a line that ends where its memory ends. */
static int decode(const char *line, size_t length, const struct proc_net_format *format,
                  struct sock *sock)
{
    char *exact = malloc(length ? length : 1);

    memcpy(exact, line, length);
    int result = proc_net_decode(exact, length, format, sock);
    free(exact);
    return result;
}

static void test_line(void **state)
{
    const struct line_row *row = *state;
    struct sock sock = {0};

    assert_int_equal(decode(row->line, strlen(row->line), &row->format, &sock), 0);
    assert_sock(&sock, row->sock);
}

struct timer_row {
    const char *name;
    const char *timer; /**< the columns tr:tm->when, retrnsmt, uid and timeout */
    const char *known; /**< the timer as a fact; "": none runs */
};

static const struct timer_row timers[] = {
    {"off", "00:00000000 00000000 0 0", ""},
    {"off, whatever stands there", "00:00000005 00000007 0 0", ""},
    {"retransmission", "01:00000014 00000002 0 0", "timer=on/200/2 "},
    {"delayed acknowledgement", "05:00000004 00000000 0 0", "timer=delack/40/0 "},
    {"unknown", "06:00000004 00000001 0 0", ""},
    {"due now", "01:00000000 00000000 0 0", "timer=on/0/0 "},
    {"the longest in 32 bits", "02:19999999 00000000 0 0", "timer=keepalive/4294967290/0 "},
    {"longer", "02:1999999A 00000000 0 0", "timer=keepalive/4294967295/0 "},
    {"as long as can be", "02:FFFFFFFF 00000000 0 0", "timer=keepalive/4294967295/0 "},
    {"255 retransmissions", "01:00000001 000000FF 0 0", "timer=on/10/255 "},
    {"keepalive probes", "02:00000001 00000000 0 6", "timer=keepalive/10/6 "},
    {"window probes", "04:00000001 00000003 0 4", "timer=persist/10/4 "},
    {"more probes", "04:00000001 00000000 0 256", "timer=persist/10/255 "},
    {"retransmission and probes", "01:00000001 00000003 0 4", "timer=on/10/3 "},
    {"TIME-WAIT and probes", "03:00000001 00000000 0 4", "timer=timewait/10/0 "},
    {"more retransmissions", "01:00000001 00000100 0 0", "timer=on/10/255 "},
};

static void test_timer(void **state)
{
    static const struct proc_net_format format = TCP4(false);
    const struct timer_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf line = {0};
    CLEANUP(strbuf_free) struct strbuf expected = {0};
    struct sock sock = {0};

    strbuf_text(&expected, "tcp established 127.0.0.1:1007 127.0.0.2:8082 queues=0/0 ");
    strbuf_text(&expected, row->known);
    strbuf_text(&expected, "uid=0 inode=7");
    strbuf_text(&line, "0: 0100007F:03EF 0200007F:1F92 01 00000000:00000000 ");
    strbuf_text(&line, row->timer);
    strbuf_text(&line, " 7");
    assert_int_equal(decode(line.data, line.length, &format, &sock), 0);
    assert_sock(&sock, expected.data);
}

struct bad_row {
    const char *name;
    const char *line;
    enum family family;
};

#define ZERO6 "00000000000000000000000000000000"

static const struct bad_row bad_lines[] = {
    {"IPv4 address in an IPv6 file", "0: 0100007F:03EF 0200007F:1F92 01 0:0 00:0 0 0 0 7",
     FAMILY_IPV6},
    {"IPv6 word cut short",
     "0: 0000000000000000000000000000000:0016 " ZERO6 ":0000 0A 00000000:00000000 00:0 0 0 0 7",
     FAMILY_IPV6},
    {"last IPv6 word not hexadecimal",
     "0: 0000000000000000000000000000000x:0016 " ZERO6 ":0000 0A 00000000:00000000 00:0 0 0 0 7",
     FAMILY_IPV6},
    {"IPv6 peer not hexadecimal",
     "0: " ZERO6 ":0016 x0000000000000000000000000000000:0000 0A 00000000:00000000 00:0 0 0 0 7",
     FAMILY_IPV6},
    {"sign in an address", "0: +100007F:03EF 0200007F:1F92 01 00000001:00000000 02:0 0 0 0 7",
     FAMILY_IPV4},
    {"peer port not hexadecimal",
     "0: 0100007F:03EF 0200007F:1F9x 01 00000001:00000000 02:0 0 0 0 7", FAMILY_IPV4},
    {"state not hexadecimal", "0: 0100007F:03EF 0200007F:1F92 0x 00000001:00000000 02:0 0 0 0 7",
     FAMILY_IPV4},
    {"state of three digits", "0: 0100007F:03EF 0200007F:1F92 001 00000001:00000000 02:0 0 0 0 7",
     FAMILY_IPV4},
    {"queue above 32 bits", "0: 0100007F:03EF 0200007F:1F92 01 00000001:100000000 02:0 0 0 0 7",
     FAMILY_IPV4},
    {"timer of one digit", "0: 0100007F:03EF 0200007F:1F92 01 00000001:00000000 2:0 0 0 0 7",
     FAMILY_IPV4},
    {"timer above 32 bits",
     "0: 0100007F:03EF 0200007F:1F92 01 00000001:00000000 02:100000000 0 0 0 7", FAMILY_IPV4},
    {"uid above 32 bits",
     "0: 0100007F:03EF 0200007F:1F92 01 00000001:00000000 02:0 0 4294967296 0 7", FAMILY_IPV4},
    {"probes not decimal", "0: 0100007F:03EF 0200007F:1F92 01 00000001:00000000 02:0 0 0 a 7",
     FAMILY_IPV4},
    {"tabs", "0:\t0100007F:03EF\t0200007F:1F92\t01\t00000001:00000000\t02:0\t0\t0\t0\t7",
     FAMILY_IPV4},
};

static void test_bad_line(void **state)
{
    const struct bad_row *row = *state;
    const struct proc_net_format format = {PROTO_TCP, row->family, false, 100};
    struct sock sock = {.inode = 4711};

    assert_int_equal(decode(row->line, strlen(row->line), &format, &sock), -EBADMSG);
    assert_int_equal(sock.inode, 4711);
}

static void test_listening_is_no_state_of_udp(void **state)
{
    static const struct proc_net_format format = {PROTO_UDP, FAMILY_IPV4, false, 100};
    static const char line[] = "0: 0100007F:03EF 00000000:0000 0A 00000001:00000000 00:0 0 0 0 7";
    struct sock sock = {0};

    (void)state;
    assert_int_equal(decode(line, sizeof(line) - 1, &format, &sock), -EBADMSG);
}

static void test_a_raw_socket_has_no_port_of_its_peer(void **state)
{
    static const struct proc_net_format format = {PROTO_RAW, FAMILY_IPV4, false, 100};
    static const char line[] = "0: 0100007F:00FD 0200007F:0006 01 00000000:00000000 00:0 0 0 0 7";
    struct sock sock = {0};

    (void)state;
    assert_int_equal(decode(line, sizeof(line) - 1, &format, &sock), 0);
    // the local port is the protocol
    assert_sock(&sock, "raw established 127.0.0.1:253 127.0.0.2 queues=0/0 uid=0 inode=7");
}

static void test_a_closed_socket_is_bound_when_it_has_a_port(void **state)
{
    static const struct proc_net_format format = TCP4(false);
    static const char bound[] = "0: 0100007F:03EF 00000000:0000 07 0000000A:0000000B 00:0 0 0 0 7";
    static const char closed[] = "0: 00000000:0000 0100007F:0050 07 0000000A:0000000B 00:0 0 0 0 7";
    struct sock sock = {0};

    (void)state;
    assert_int_equal(decode(bound, sizeof(bound) - 1, &format, &sock), 0);
    assert_int_equal(sock.state, STATE_BOUND_INACTIVE);
    assert_int_equal(sock.send_q, 10);
    assert_int_equal(sock.recv_q, 11);
    assert_int_equal(decode(closed, sizeof(closed) - 1, &format, &sock), 0);
    assert_int_equal(sock.state, STATE_CLOSED);
}

static void test_every_damage_is_survived(void **state)
{
    static const char damages[] = {'\0', ' ', ':', '-', '0', 'F', 'g', '\n', '\377'};
    const struct line_row *row = *state;
    size_t length = strlen(row->line);
    char *line = strdup(row->line);

    for (size_t place = 0; place < length; place++) {
        for (size_t i = 0; i < sizeof(damages); i++) {
            struct sock sock = {.cookie = 4711};
            line[place] = damages[i];
            int result = decode(line, length, &row->format, &sock);
            assert_true(result == 0 || result == -EBADMSG);
            assert_int_equal(sock.cookie == 4711, result != 0); // untouched on failure
        }
        line[place] = row->line[place];
    }
    free(line);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listening_is_no_state_of_udp),
        cmocka_unit_test(test_a_raw_socket_has_no_port_of_its_peer),
        cmocka_unit_test(test_a_closed_socket_is_bound_when_it_has_a_port),
    };

    return RUN_ROWS(test_line, lines) + RUN_ROWS(test_timer, timers) +
           RUN_ROWS(test_bad_line, bad_lines) + RUN_ROWS(test_every_damage_is_survived, lines) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
