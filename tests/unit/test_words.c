// SPDX-License-Identifier: MIT
/** filter/: single words, of any bytes: shortcuts, quantities, patterns, subjects. */
#include "unit.h"

#include "filter/lex.h"
#include "filter/quantity.h"
#include "filter/shortcut.h"
#include "filter/subject.h"
#include "filter/value.h"

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
    bool good;
    uint64_t number;
};

static const struct quantity_row quantities[] = {
    {"4294967295", UNIT_NONE, true, 4294967295},
    {"4294967296", UNIT_NONE, false, 0},
    {"0x", UNIT_NONE, false, 0},
    {"0Xff", UNIT_BYTES, true, 255},
    {"00", UNIT_BYTES, true, 0},
    {"012", UNIT_BYTES, true, 12},
    {"1.5k", UNIT_BYTES, true, 1536},
    {"1.5K", UNIT_BYTES, true, 1536},
    {"1.k", UNIT_BYTES, false, 0},
    {".5k", UNIT_BYTES, false, 0},
    {"1.5", UNIT_BYTES, false, 0},
    {"1.5b", UNIT_BYTES, false, 0},
    {"0.000000001g", UNIT_BYTES, false, 0},
    {"0.0009765625m", UNIT_BYTES, false, 0}, // 1024, but of more than nine digits
    {"0.001953125k", UNIT_BYTES, true, 2},
    {"1.5x", UNIT_BYTES, false, 0},
    {"1k", UNIT_NONE, false, 0},
    {"1.001s", UNIT_MILLISECONDS, true, 1001},
    {"1.0001s", UNIT_MILLISECONDS, false, 0},
    {"2h", UNIT_MILLISECONDS, true, 7200000},
};

static void test_quantity(void **state)
{
    const struct quantity_row *row = *state;
    uint64_t number = 4711;

    assert_int_equal(quantity_parse(text_of(row->word), row->unit, &number), row->good);
    assert_int_equal(number, row->good ? row->number : 4711);
}

struct time_row {
    const char *word; /**< and the name of the test */
    bool good;
    uint64_t milliseconds;
    const char *seconds; /**< as quantity_seconds writes it */
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
    quantity_seconds(row->milliseconds, &text);
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
    };

    return RUN_ROWS(test_shortcut, shortcuts) + RUN_ROWS(test_quantity, quantities) +
           RUN_ROWS(test_time, times) + RUN_ROWS(test_pattern, patterns) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
