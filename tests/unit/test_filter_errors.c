// SPDX-License-Identifier: MIT
/** select/parse: what is said of a wrong filter, and the place that it points at. */
#include "naming.h"
#include "unit.h"

#include "select/parse.h"

struct error_row {
    const char *filter; /**< and the name of the test */
    const char *place;
    size_t offset; /**< of the place in the filter */
    const char *message;
};

// Of a long word, 80 bytes are shown.
#define D20 "11111111111111111111"
#define D80 D20 D20 D20 D20
#define A20 "abcdefghijklmnopqrst"
#define A80 A20 A20 A20 A20

static const struct error_row rows[] = {
    {"src unix:/run/*", "unix:/run/*", 4,
     "unix: is a family of ss; this version lists TCP and UDP only"},
    {"dst vsock:2:22", "vsock:2:22", 4,
     "vsock: is a family of ss; this version lists TCP and UDP only"},
    {"dst 22", "22", 4, "22 is not an address; for the port, write \"dport 22\""},
    {"sport = ", "", 8, "a value is missing behind ="},
    {"sport", "sport", 0,
     "sport: compared with what? \"has sport\" asks if there is one; for a process of this name, "
     "write \"process = sport\""},
    {"sport = 70000", "70000", 8, "\"70000\": a port is at most 65535"},
    {"sport = foo", "foo", 8, "there is no service \"foo\""},
    {"= 80", "=", 0, "a key is missing before \"=\""},
    {"(sport = 80", "(", 0, "the closing parenthesis is missing"},
    {"sport = 80)", ")", 10, "\")\" closes nothing"},
    {"sport = 80 and", "", 14, "a condition is missing at the end"},
    {"and sport = 80", "and", 0, "a condition is missing before \"and\""},
    {"or", "or", 0, "a condition is missing before \"or\""},
    {"not", "", 3, "a condition is missing at the end"},
    {"()", ")", 1, "a condition is missing before \")\""},
    {"foo = 1", "foo", 0, "there is no key \"foo\"; sockstat --list-columns lists them"},
    {"prot = tcp", "prot", 0, "there is no key \"prot\"; did you mean proto?"},
    {"state foo", "foo", 6,
     "there is no state \"foo\"; there are established, syn-sent, syn-recv, fin-wait-1, "
     "fin-wait-2, time-wait, closed, close-wait, last-ack, listen, closing, bound-inactive, "
     "unconnected"},
    {"state", "state", 0,
     "state: compared with what? \"has state\" asks if there is one; for a process of this name, "
     "write \"process = state\""},
    {"exclude", "exclude", 0, "exclude: which state?"},
    {"has", "", 3, "a key is missing behind has"},
    {"has foo", "foo", 4, "there is no key \"foo\"; sockstat --list-columns lists them"},
    {"listen", "listen", 0,
     "listen is a word for state: write \"state = listen\"; for a process of this name, \"process "
     "= listen\""},
    {"tcp", "tcp", 0,
     "tcp is a word for proto: write \"proto = tcp\"; for a process of this name, \"process = "
     "tcp\""},
    {"dst 300.1.1.1", "300.1.1.1", 4, "\"300.1.1.1\" is not an address"},
    {"dst 10.0.0.0/33", "10.0.0.0/33", 4, "\"10.0.0.0/33\" is no ADDRESS/BITS"},
    {"dst 10.1", "10.1", 4, "\"10.1\" is not an address"},
    {"dst [::1", "[::1", 4, "\"[::1\" is not an address"},
    {"dst fe80::1%nosuch", "fe80::1%nosuch", 4, "there is no interface \"nosuch\""},
    {"dst fe80::1%", "fe80::1%", 4, "there is no interface \"\""},
    {"*%nosuch:80", "*%nosuch:80", 0, "there is no interface \"nosuch\""},
    {"dst 300.1.1.1%eth0", "300.1.1.1%eth0", 4, "\"300.1.1.1%eth0\" is not an address"},
    {"dst 10.0.0.1:70000", "10.0.0.1:70000", 4, "\"70000\": a port is at most 65535"},
    {"src = 10.0.0.1:foo", "10.0.0.1:foo", 6, "there is no service \"foo\""},
    {"user = nosuchuser", "nosuchuser", 7, "there is no user \"nosuchuser\""},
    {"dev = nosuch", "nosuch", 6, "there is no interface \"nosuch\""},
    {"cgroup = /nosuch", "/nosuch", 9, "there is no cgroup \"/nosuch\""},
    {"recv_q > 64x", "64x", 9,
     "\"64x\" is no value of recv_q, which is bytes, with k, m or g behind it if need be"},
    {"recv_q > many", "many", 9,
     "\"many\" is no value of recv_q, which is bytes, with k, m or g behind it if need be"},
    {"recv_q > 64ms", "64ms", 9,
     "\"64ms\" is no value of recv_q, which is bytes, with k, m or g behind it if need be"},
    {"timer_expires_ms < 5k", "5k", 19,
     "\"5k\" is no value of timer_expires_ms, which is milliseconds, or with s, m or h behind it"},
    {"state > listen", "state", 0, "state is compared with = and != only"},
    {"local > 10.0.0.1", "local", 0, "local is compared with = and != only"},
    {"uid ~ x", "uid", 0, "uid is no name: ~ has nothing to search"},
    {"process ~ [", "[", 10, "\"[\" is no regular expression: Invalid regular expression"},
    {"process = 'a", "'a", 10, "the closing quote is missing"},
    {"process = \"a", "\"a", 10, "the closing quote is missing"},
    {"/run/x.sock", "/run/x.sock", 0,
     "/run/x.sock is the path of a unix socket; this version lists TCP and UDP only"},
    {"v6only = maybe", "maybe", 9, "\"maybe\" is neither yes nor no"},
    {"cookie = xyz", "xyz", 9, "\"xyz\" is no cookie: up to 16 hexadecimal digits"},
    {"sport = 100-50", "100-50", 8, "\"100-50\": the range is empty; the lower end comes first"},
    {"sport 80 :", ":", 9, "\"\" is no port"},
    {"sport = 80,", "", 11, "a value is missing behind the comma"},
    {"80,", "", 3, "a value is missing behind the comma"},
    {"port = 80,,90", ",", 10, "a value is missing behind the comma"},
    {"mark = 1/x", "1/x", 7, "\"1/x\" is no VALUE/MASK of 32 bits"},
    {"sport = 1k", "1k", 8, "\"1k\" is no port"},
    {"proto = icmp", "icmp", 8, "there is no proto \"icmp\"; did you mean tcp?"},
    {"dst nohost", "nohost", 4, "there is no host \"nohost\""},
    {"timer_expires_ms < 1.0005s", "1.0005s", 19,
     "\"1.0005s\" is no value of timer_expires_ms, which is milliseconds, or with s, m or h behind "
     "it"},
    {"timer_expires_ms < 1.5000000000s", "1.5000000000s", 19,
     "\"1.5000000000s\" is no value of timer_expires_ms, which is milliseconds, or with s, m or h "
     "behind it"},
    {"timer_expires_ms < 1.s", "1.s", 19,
     "\"1.s\" is no value of timer_expires_ms, which is milliseconds, or with s, m or h behind it"},
    {"uid = 1-x", "1-x", 6, "\"1-x\" is no range of numbers"},
    {"uid = 5-3", "5-3", 6, "\"5-3\": the range is empty; the lower end comes first"},
    {"sport = 1x0", "1x0", 8, "\"1x0\" is no port"},
    {"mark = x", "x", 7, "\"x\" is no value of mark, which is a number"},
    {"mark = 0x100000000", "0x100000000", 7, "\"0x100000000\": a mark has 32 bits"},
    {"proto = udpp", "udpp", 8, "there is no proto \"udpp\"; did you mean udp?"},
    {"state = listn", "listn", 8, "there is no state \"listn\"; did you mean listen?"},
    {"state = bukket", "bukket", 8, "there is no state \"bukket\"; did you mean bucket?"},
    {"dst [::1/64]/32", "[::1/64]/32", 4, "\"[::1/64]/32\" is not an address"},
    {"dst [::1]x", "[::1]x", 4, "\"[::1]x\" is not an address"},
    {"dst [10.0.0.1]", "[10.0.0.1]", 4, "\"[10.0.0.1]\" is not an address"},
    {"dst inet:[::1]", "inet:[::1]", 4, "\"inet:[::1]\" is not an address"},
    {"dst inet6:10.0.0.1", "inet6:10.0.0.1", 4, "\"inet6:10.0.0.1\" is not an address"},
    {"dst inet6:web1", "inet6:web1", 4, "the host has no address of this family"},
    {"dst 10.0.0.0001", "10.0.0.0001", 4, "\"10.0.0.0001\" is not an address"},
    {"dst 1.2.3.4.5", "1.2.3.4.5", 4, "\"1.2.3.4.5\" is not an address"},
    {"dst 1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19",
     "1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19", 4,
     "\"1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19\" is not an address"},
    {"addr 22", "22", 5, "22 is not an address; for the port, write \"port 22\""},
    {"src 22", "22", 4, "22 is not an address; for the port, write \"sport 22\""},
    {"dst unix:", "unix:", 4, "unix: is a family of ss; this version lists TCP and UDP only"},
    {"peer_address = 10.0.0.1:22", "10.0.0.1:22", 15,
     "peer_address is an address alone; for one with a port, write dst = 10.0.0.1:22"},
    {"local_address = 10.0.0.1:22", "10.0.0.1:22", 16,
     "local_address is an address alone; for one with a port, write src = 10.0.0.1:22"},
    {"sport = " A80 "u", A80 "u", 8, "there is no service \"" A80 "\""},
    {"src 10.0.0.1 foo = 2", "foo", 13,
     "there is no key \"foo\"; sockstat --list-columns lists them"},
    {"", "", 0, "the filter is empty"},
    {"dst inet:", "inet:", 4, "\"inet:\" is not an address"},
    {"dst inet6:", "inet6:", 4, "\"inet6:\" is not an address"},
    {"sport = :", ":", 8, "there is no service \":\""},
    {"dst 1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:1",
     "1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:1", 4,
     "\"1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:1\" is not an address"},
    {"dst 1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:",
     "1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:", 4,
     "\"1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:\" is not an address"},
    {"dst ''", "''", 4, "\"\" is not an address"},
    {"dst [::1/128]/64", "[::1/128]/64", 4, "\"[::1/128]/64\" is not an address"},
    {"dst [x]", "[x]", 4, "\"[x]\" is not an address"},
    {"dst 10.1.2.3.4", "10.1.2.3.4", 4, "\"10.1.2.3.4\" is not an address"},
    {"dst 1:2:3:4:5:6:7:8888:9999:aaaa:bbbb:cccc:dddd:eeee",
     "1:2:3:4:5:6:7:8888:9999:aaaa:bbbb:cccc:dddd:eeee", 4,
     "\"1:2:3:4:5:6:7:8888:9999:aaaa:bbbb:cccc:dddd:eeee\" is not an address"},
    {"dst inet:web6", "inet:web6", 4, "the host has no address of this family"},
    {"dst slow", "slow", 4, "host \"slow\" cannot be looked up: Resource temporarily unavailable"},
    {"peer_address = [::1]:22", "[::1]:22", 15,
     "peer_address is an address alone; for one with a port, write dst = [::1]:22"},
    {"process ~ ", "", 10, "a value is missing behind ~"},
    {"uid = x", "x", 6, "\"x\" is no value of uid, which is a number"},
    {"uid = 5-1", "5-1", 6, "\"5-1\": the range is empty; the lower end comes first"},
    {"sport = 0x", "0x", 8, "\"0x\" is no port"},
    {"sport = 1x-2", "1x-2", 8, "\"1x-2\" is no port"},
    {"sport = 1-x", "1-x", 8, "\"1-x\" is no port"},
    {"sport = *x", "*x", 8, "there is no service \"*x\""},
    {"mark = x/1", "x/1", 7, "\"x/1\" is no VALUE/MASK of 32 bits"},
    {"mark = 0x100000000/1", "0x100000000/1", 7, "\"0x100000000/1\" is no VALUE/MASK of 32 bits"},
    {"mark = 1/0x100000000", "1/0x100000000", 7, "\"1/0x100000000\" is no VALUE/MASK of 32 bits"},
    {"80,not", "not", 3, "a value is missing behind the comma"},
    {"80,or", "or", 3, "a value is missing behind the comma"},
    {"uid > 1-2", "1-2", 6, "> takes one value"},
    {"mark > 1/3", "1/3", 7, "> takes one value"},
    {"sport > 22,23", "23", 11, "> takes one value"},
    {"process ~ 'a','b'", ",", 13, "a condition is missing before \",\""},
    {"sport 'x", "'x", 6, "the closing quote is missing"},
    {"exclude 'x", "'x", 8, "the closing quote is missing"},
    {"exclude listn", "listn", 8, "there is no state \"listn\"; did you mean listen?"},
    {"prot tcp", "prot", 0,
     "there is no key \"prot\"; did you mean proto? For a process of this name, write \"process = "
     "prot\""},
    {"dst " D80 "1", D80 "1", 4, "\"" D80 "\" is not an address"},
    {"sport = " D80 "1", D80 "1", 8, "\"" D80 "\": a port is at most 65535"},
    {D80 "x = 1", D80 "x", 0, "there is no key \"" D80 "\"; sockstat --list-columns lists them"},
};

static void test_error(void **state)
{
    const struct error_row *row = *state;
    struct parse_error error = {0};
    struct text filter = text_of(row->filter);

    assert_null(parse_filter(filter, &naming, &error));
    assert_text(&error.message, row->message);
    strbuf_free(&error.message);
    // an empty place is marked by one caret
    size_t length = error.place.length > 0 ? error.place.length : strlen(row->place);
    assert_int_equal(error.place.bytes - filter.bytes, row->offset);
    assert_int_equal(length, strlen(row->place));
}

struct nul_row {
    const char *name;
    struct text filter;
    const char *message;
};

static const struct nul_row nuls[] = {
    {"NUL in a service", TEXT("sport = https\0"), "there is no service \"https\""},
    {"NUL in a host", TEXT("dst web1\0"), "\"web1\" is not an address"},
    {"NUL in a pattern", TEXT("process ~ 'a\0'"), "a pattern cannot hold a NUL"},
    {"NUL in a state", TEXT("state = listen\0"),
     "there is no state \"listen\"; did you mean listen?"},
};

static void test_nul(void **state)
{
    const struct nul_row *row = *state;
    struct parse_error error = {0};

    assert_null(parse_filter(row->filter, &naming, &error));
    assert_text(&error.message, row->message);
    strbuf_free(&error.message);
}

/** Filters of any size: those that a table cannot hold. */
static void test_depth(void **state)
{
    CLEANUP(strbuf_free) struct strbuf deep = {0};
    struct parse_error error = {0};

    (void)state;
    for (size_t i = 0; i < 100000; i++)
        strbuf_byte(&deep, '(');
    assert_null(parse_filter((struct text){deep.data, deep.length}, &naming, &error));
    assert_non_null(error.message.data);
    strbuf_free(&error.message);
}

struct size_row {
    const char *name;
    size_t bytes, groups; /**< of the pattern: letters, then pairs of parentheses */
    bool good;
};

static const struct size_row sizes[] = {
    {"the longest pattern", 512, 0, true},
    {"a longer pattern", 513, 0, false},
    {"most groups", 100, 50, true},
    {"more groups", 102, 51, false},
};

static void test_size_of_pattern(void **state)
{
    const struct size_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf filter = {0};
    struct parse_error error = {0};

    strbuf_text(&filter, "process ~ ");
    for (size_t i = 0; i < row->groups; i++)
        strbuf_text(&filter, "()");
    for (size_t i = 2 * row->groups; i < row->bytes; i++)
        strbuf_byte(&filter, 'a');
    struct node *node = parse_filter((struct text){filter.data, filter.length}, &naming, &error);
    assert_int_equal(node != NULL, row->good);
    assert_text(&error.message, row->good ? "" : "a pattern has at most 512 bytes and 50 groups");
    strbuf_free(&error.message);
    node_free(node);
}

/** A hundred in a row are not a hundred deep. */
static void test_width(void **state)
{
    CLEANUP(strbuf_free) struct strbuf wide = {0};
    struct parse_error error = {0};

    (void)state;
    for (size_t i = 0; i < 1000; i++)
        strbuf_text(&wide, "(not 80) ");
    struct node *node = parse_filter((struct text){wide.data, wide.length}, &naming, &error);
    assert_non_null(node);
    node_free(node);
}

static void test_a_pattern_holds_no_nul(void **state)
{
    struct parse_error error = {0};

    (void)state;
    assert_null(parse_filter(TEXT("process ~ 'a\0b'"), &naming, &error));
    assert_text(&error.message, "a pattern cannot hold a NUL");
    strbuf_free(&error.message);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_a_pattern_holds_no_nul),
    };

    return RUN_ROWS(test_error, rows) + RUN_ROWS(test_size_of_pattern, sizes) +
           RUN_ROWS(test_nul, nuls) + cmocka_run_group_tests(tests, NULL, NULL);
}
