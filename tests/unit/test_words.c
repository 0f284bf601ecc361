// SPDX-License-Identifier: MIT
/** filter/: single words, of any bytes: shortcuts, quantities, patterns, subjects. */
#include "unit.h"

#include "filter/lex.h"
#include "filter/quantity.h"
#include "filter/shortcut.h"
#include "filter/subject.h"
#include "filter/value.h"

#include <errno.h>

struct shortcut_row {
    const char *name;
    struct text word;
    const char *key;
};

static const struct shortcut_row shortcuts[] = {
    {"nothing", TEXT(""), "process"},
    {"a port", TEXT("443"), "port"},
    {"a range", TEXT("1-2"), "port"},
    {"a port in hexadecimal", TEXT("0x1bb"), "port"},
    {"a dash before", TEXT("-5"), "port"},
    {"a dash behind", TEXT("5-"), "port"},
    {"two dashes", TEXT("1-2-3"), "port"},
    {"dashes alone", TEXT("--"), "process"},
    {"a service", TEXT(":https"), "port"},
    {"a path", TEXT("/run/x"), "path"},
    {"an abstract name", TEXT("@/tmp/x"), "path"},
    {"a state", TEXT("LISTEN"), "state"},
    {"a state of netstat", TEXT("TIME_WAIT"), "state"},
    {"a protocol", TEXT("TCP"), "proto"},
    {"a family", TEXT("inet6"), "family"},
    {"a word of another field", TEXT("keepalive"), "process"},
    {"a glob that fits a state", TEXT("list*"), "process"},
    {"a process with a point", TEXT("a.out"), "process"},
    {"a process with a version", TEXT("python3.11"), "process"},
    {"a process that begins with a digit", TEXT("7z"), "process"},
    {"a glob", TEXT("*.conf"), "process"},
    {"any address", TEXT("*"), "addr"},
    {"an address", TEXT("10.1.2.3"), "addr"},
    {"too large an octet", TEXT("300.1.1.1"), "addr"},
    {"an octet too many", TEXT("1.2.3.4.5"), "addr"},
    {"a service behind a point", TEXT("127.0.0.1.http"), "addr"},
    {"a port behind a point", TEXT("*.22"), "addr"},
    {"a port and a protocol", TEXT("22/tcp"), "addr"},
    {"a scope", TEXT("fe80::1%lo"), "addr"},
    {"an interface", TEXT("eth0%"), "addr"},
    {"brackets that do not close", TEXT("[::1"), "addr"},
    {"brackets around no address", TEXT("[x]"), "process"},
    {"brackets around IPv4", TEXT("[10.0.0.1]"), "addr"},
    {"a glob that begins with brackets", TEXT("[0-9]x.y"), "process"},
    {"points alone", TEXT("..."), "addr"},
    {"IPv4 said to be so", TEXT("inet:x"), "addr"},
    {"IPv6 said to be so", TEXT("inet6:x"), "addr"},
    {"a host and a port", TEXT("web:80"), "addr"},
    {"a host and a service", TEXT("web:http"), "addr"},
    {"a Community ID", TEXT("1:LQU9qZlK+B5F3KDmev6m5PMibrg="), "community_id"},
    {"a Community ID without its end", TEXT("1:LQU9qZlK+B5F3KDmev6m5PMibrg"), "addr"},
    {"more than a Community ID", TEXT("1:LQU9qZlK+B5F3KDmev6m5PMibrg=x"), "addr"},
    {"a name with a slash and a colon", TEXT("kworker/0:1"), "addr"},
    {"an address with a NUL", TEXT("::1\0:"), "addr"},
    {"a NUL in a number", TEXT("1\0002"), "process"},
};

static void test_shortcut(void **state)
{
    const struct shortcut_row *row = *state;

    assert_string_equal(shortcut_key(row->word), row->key);
}

struct quantity_row {
    const char *word; /**< and the name of the test */
    enum unit unit;
    int result;
    uint64_t number; /**< if the result is 0 */
    uint64_t limit;  /**< 0: UINT64_MAX */
};

static const struct quantity_row quantities[] = {
    {"4294967295", UNIT_NONE, 0, 4294967295, UINT32_MAX},
    {"4294967296", UNIT_NONE, -ERANGE, 0, UINT32_MAX},
    {"5000000000k", UNIT_BYTES, -ERANGE, 0, UINT32_MAX},
    {"4g", UNIT_BYTES, 0, 4294967296, UINT32_MAX}, // the limit is for the number alone
    {"4294967297", UNIT_NONE, 0, 4294967297, 0},
    {"18446744073709551615", UNIT_BYTES, 0, UINT64_MAX, 0},
    {"18446744073709551616", UNIT_BYTES, -ERANGE, 0, 0},
    {"17179869183g", UNIT_BYTES, 0, 18446744072635809792U, 0},
    {"17179869184g", UNIT_BYTES, -ERANGE, 0, 0},
    {"18446744073709551615.5k", UNIT_BYTES, -ERANGE, 0, 0},
    {"17179869183.999999999g", UNIT_BYTES, 0, 18446744073709551614U, 0}, // 1.07 bytes below
    {"1.1G", UNIT_BYTES, 0, 1181116006, 0},                              // 1181116006.4
    {"0.19M", UNIT_BYTES, 0, 199229, 0},                                 // 199229.44
    {"0.1k", UNIT_BYTES, 0, 102, 0},                                     // 102.4
    {"0.0009k", UNIT_BYTES, 0, 0, 0},
    {"1.3m", UNIT_BYTES_PER_SECOND, 0, 1363148, 0}, // 1363148.8
    {"1.1kbit/s", UNIT_BYTES_PER_SECOND, -EDOM, 0, 0},
    {"0.008kbit/s", UNIT_BYTES_PER_SECOND, 0, 1, 0},
    {"17179869183.5g", UNIT_BYTES, 0, 18446744073172680704U, 0},
    {"5124095576.5h", UNIT_MICROSECONDS, -ERANGE, 0, 0}, // only with the fraction
    {"0x", UNIT_NONE, -EINVAL, 0, 0},
    {"0Xff", UNIT_BYTES, 0, 255, 0},
    {"0x1ffffffff", UNIT_BYTES_PER_SECOND, 0, 8589934591, 0},
    {"00", UNIT_BYTES, 0, 0, 0},
    {"012", UNIT_BYTES, 0, 12, 0},
    {"1.5k", UNIT_BYTES, 0, 1536, 0},
    {"1.5K", UNIT_BYTES, 0, 1536, 0},
    {"1.k", UNIT_BYTES, -EINVAL, 0, 0},
    {".5k", UNIT_BYTES, -EINVAL, 0, 0},
    {"1.5", UNIT_BYTES, -EDOM, 0, 0},
    {"1.5", UNIT_NONE, -EDOM, 0, 0},
    {"1.5b", UNIT_BYTES, -EDOM, 0, 0},
    {"1.0b", UNIT_BYTES, 0, 1, 0},
    {"1.1234567890k", UNIT_BYTES, -EINVAL, 0, 0}, // ten digits
    {"0.000000001g", UNIT_BYTES, 0, 1, 0},        // 1.07
    {"0.0009765625m", UNIT_BYTES, -EINVAL, 0, 0}, // 1024, but of more than nine digits
    {"0.001953125k", UNIT_BYTES, 0, 2, 0},
    {"1.5x", UNIT_BYTES, -EINVAL, 0, 0},
    {"1k", UNIT_NONE, -EINVAL, 0, 0},
    {"1kbit", UNIT_BYTES, -EINVAL, 0, 0},
    {"-1", UNIT_BYTES, -EINVAL, 0, 0},
    {"10Mbit/s", UNIT_BYTES_PER_SECOND, 0, 1250000, 0},
    {"1.5gbit", UNIT_BYTES_PER_SECOND, 0, 187500000, 0},
    {"9KBIT/S", UNIT_BYTES_PER_SECOND, 0, 1125, 0},
    {"10M", UNIT_BYTES_PER_SECOND, 0, 10485760, 0},
    {"3b", UNIT_BYTES_PER_SECOND, 0, 3, 0},
    {"10Mbps", UNIT_BYTES_PER_SECOND, -EINVAL, 0, 0},
    {"10Mbit/", UNIT_BYTES_PER_SECOND, -EINVAL, 0, 0},
    {"10ms", UNIT_BYTES_PER_SECOND, -EINVAL, 0, 0},
    {"1.001s", UNIT_MILLISECONDS, 0, 1001, 0},
    {"1.0001s", UNIT_MILLISECONDS, -EDOM, 0, 0},
    {"1.5us", UNIT_MICROSECONDS, -EDOM, 0, 0},
    {"1us", UNIT_MILLISECONDS, -EINVAL, 0, 0},
    {"2h", UNIT_MILLISECONDS, 0, 7200000, 0},
    {"17us", UNIT_MICROSECONDS, 0, 17, 0},
    {"200ms", UNIT_MICROSECONDS, 0, 200000, 0},
    {"1.5s", UNIT_MICROSECONDS, 0, 1500000, 0},
    {"2m", UNIT_MICROSECONDS, 0, 120000000, 0},
    {"2H", UNIT_MICROSECONDS, 0, 7200000000, 0},
    {"1.0000001s", UNIT_MICROSECONDS, -EDOM, 0, 0},
    {"3", UNIT_PER_SECOND, 0, 3000, 0},
    {"0.25", UNIT_PER_SECOND, 0, 250, 0},
    {"0.0005", UNIT_PER_SECOND, -EDOM, 0, 0},
    {"0x10", UNIT_PER_SECOND, -EINVAL, 0, 0},
    {"3s", UNIT_PER_SECOND, -EINVAL, 0, 0},
    {"18446744073709552", UNIT_PER_SECOND, -ERANGE, 0, 0},
};

static void test_quantity(void **state)
{
    const struct quantity_row *row = *state;
    uint64_t number = 4711;

    int result = quantity_parse(text_of(row->word), row->unit, row->limit ? row->limit : UINT64_MAX,
                                &number);
    assert_int_equal(result, row->result);
    assert_int_equal(number, row->result == 0 ? row->number : 4711);
}

struct correction_row {
    const char *name; /**< the unit */
    enum unit kind;
    const char *right; /**< as it is written after 8; NULL: no unit */
};

static const struct correction_row corrections[] = {
    {"ms", UNIT_MICROSECONDS, "8ms"},
    {"MSEC", UNIT_MICROSECONDS, "8ms"},
    {"\xc2\xb5s", UNIT_MICROSECONDS, "8us"},
    {"\xc2\xb5s", UNIT_MILLISECONDS, NULL},
    {"seconds", UNIT_MILLISECONDS, "8s"},
    {"Minutes", UNIT_MILLISECONDS, "8m"},
    {"hours", UNIT_MICROSECONDS, "8h"},
    {"seconds", UNIT_BYTES, NULL},
    {"seconds", UNIT_NONE, NULL},
    {"kB", UNIT_BYTES, "8k"},
    {"mib", UNIT_BYTES, "8M"},
    {"bytes", UNIT_BYTES, "8b"},
    {"mbps", UNIT_BYTES, NULL},
    {"Mbps", UNIT_BYTES_PER_SECOND, "8Mbit/s"},
    {"Mb/s", UNIT_BYTES_PER_SECOND, "8Mbit/s"},
    {"MB/s", UNIT_BYTES_PER_SECOND, "8M"},
    {"GiB/s", UNIT_BYTES_PER_SECOND, "8G"},
    {"kbits/s", UNIT_BYTES_PER_SECOND, "8kbit/s"},
    {"Kbit", UNIT_BYTES_PER_SECOND, "8Kbit"},
    {"", UNIT_BYTES, NULL},
    {"x", UNIT_BYTES, NULL},
};

static void test_correction(void **state)
{
    const struct correction_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};

    assert_int_equal(quantity_correct(TEXT("8"), text_of(row->name), row->kind, &text),
                     row->right != NULL);
    assert_text(&text, row->right ? row->right : "");
}

static void test_what_can_be_corrected(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    assert_false(quantity_correct(TEXT(""), TEXT("ms"), UNIT_MICROSECONDS, &text));
    assert_false(quantity_correct(TEXT("1s"), TEXT("ms"), UNIT_MICROSECONDS, &text));
    assert_false(quantity_correct(TEXT("x"), TEXT("ms"), UNIT_MICROSECONDS, &text));
    assert_false(quantity_correct(TEXT("1.5"), TEXT("bytes"), UNIT_BYTES, &text));
    assert_true(quantity_correct(TEXT("1.5"), TEXT("kB"), UNIT_BYTES, &text));
    assert_text(&text, "1.5k");
}

struct time_row {
    const char *word; /**< and the name of the test */
    bool good;
    uint64_t milliseconds;
    const char *seconds; /**< as strbuf_thousandths writes it */
};

static const struct time_row times[] = {
    {"30", true, 30000, "30"},     {"0", true, 0, "0"},         {"0.5", true, 500, "0.5"},
    {"1.25s", true, 1250, "1.25"}, {"7ms", true, 7, "0.007"},   {"10ms", true, 10, "0.01"},
    {"101ms", true, 101, "0.101"}, {"2m", true, 120000, "120"}, {"1h", true, 3600000, "3600"},
    {"", false, 0, "0"},           {"soon", false, 0, "0"},     {"0x10", false, 0, "0"},
    {"80,443", false, 0, "0"},     {"1-2", false, 0, "0"},      {"0.0001", false, 0, "0"},
};

static void test_time(void **state)
{
    const struct time_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    uint64_t milliseconds = 4711;

    assert_int_equal(quantity_parse_time(text_of(row->word), &milliseconds), row->good);
    assert_int_equal(milliseconds, row->good ? row->milliseconds : 4711);
    strbuf_thousandths(&text, row->milliseconds);
    assert_text(&text, row->seconds);
}

struct pattern_row {
    const char *name;
    struct text rest;
    enum token_type type;
    size_t length;
};

static const struct pattern_row patterns[] = {
    {"up to a blank", TEXT("a,b c"), TOKEN_WORD, 3},
    {"an escaped blank", TEXT("a\\ b c"), TOKEN_WORD, 4},
    {"a backslash at the end", TEXT("a\\"), TOKEN_WORD, 2},
    {"up to a parenthesis of somebody else", TEXT("(a)) b"), TOKEN_WORD, 3},
    {"a parenthesis of somebody else", TEXT(") b"), TOKEN_CLOSE, 1},
    {"nothing", TEXT(" "), TOKEN_END, 0},
};

static void test_pattern(void **state)
{
    const struct pattern_row *row = *state;
    struct token token = lex_pattern(row->rest);

    assert_int_equal(token.type, row->type);
    assert_int_equal(token.text.length, row->length);
}

static void test_a_nul_is_an_ordinary_byte(void **state)
{
    (void)state;
    assert_int_equal(lex_next(TEXT("a\0b\rc")).text.length, 3);
    assert_false(text_has(TEXT("a\0b"), "*?["));
}

static void test_words_that_are_no_keys(void **state)
{
    const char *help = NULL;

    (void)state;
    assert_string_equal(subject_extra(0, &help), "port");
    assert_string_equal(help, "local or peer port: either end");
    assert_null(subject_extra(4, &help)); // user is a key
    assert_null(subject_extra(6, &help));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_nul_is_an_ordinary_byte),
        cmocka_unit_test(test_words_that_are_no_keys),
        cmocka_unit_test(test_what_can_be_corrected),
    };

    return RUN_ROWS(test_shortcut, shortcuts) + RUN_ROWS(test_quantity, quantities) +
           RUN_ROWS(test_correction, corrections) + RUN_ROWS(test_time, times) +
           RUN_ROWS(test_pattern, patterns) + cmocka_run_group_tests(tests, NULL, NULL);
}
