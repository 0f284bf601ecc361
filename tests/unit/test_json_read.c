// SPDX-License-Identifier: MIT
/** track/json_read: JSON, value by value. */
#include "unit.h"

#include "track/json_read.h"

struct string_row {
    const char *name;
    const char *text;
    const char *expected; /**< NULL: refused */
};

static const struct string_row strings[] = {
    {"empty", "\"\"", ""},
    {"plain", " \"a b\" ", "a b"},
    {"escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
    {"two bytes", "\"\\u00e4\"", "\xc3\xa4"},
    {"three bytes", "\"\\u20AC\"", "\xe2\x82\xac"},
    {"a pair", "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80"},
    {"UTF-8", "\"\xc3\xa4\"", "\xc3\xa4"},
    {"no string", "7", NULL},
    {"not ended", "\"a", NULL},
    {"ended by an escape", "\"a\\\"", NULL},
    {"unknown escape", "\"\\x41\"", NULL},
    {"escape at the end", "\"\\", NULL},
    {"three digits", "\"\\u00e\"", NULL},
    {"no digits", "\"\\u00eg\"", NULL},
    {"NUL", "\"\\u0000\"", NULL},
    {"low surrogate alone", "\"\\ude00\"", NULL},
    {"high surrogate alone", "\"\\ud83d\"", NULL},
    {"two high surrogates", "\"\\ud83d\\ud83d\"", NULL},
    {"control byte", "\"a\nb\"", NULL},
    {"not UTF-8", "\"\xff\"", NULL},
    {"overlong", "\"\xc0\x80\"", NULL},
    {"surrogate in UTF-8", "\"\xed\xa0\x80\"", NULL},
};

static void test_string(void **state)
{
    const struct string_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    struct json_reader reader = {.rest = text_of(row->text)};
    bool read = json_read_string(&reader, &text) && json_read_end(&reader);

    assert_int_equal(read, row->expected != NULL);
    assert_int_equal(reader.error == NULL, read);
    if (read)
        assert_text(&text, row->expected);
}

struct number_row {
    const char *name;
    const char *text;
    uint64_t limit;
    bool good;
    uint64_t expected;
};

static const struct number_row numbers[] = {
    {"zero", "0", 0, true, 0},
    {"the limit", "65535", 65535, true, 65535},
    {"above the limit", "65536", 65535, false, 0},
    {"the largest", "18446744073709551615", UINT64_MAX, true, UINT64_MAX},
    {"larger", "18446744073709551616", UINT64_MAX, false, 0},
    {"sign", "-1", 9, false, 0},
    {"leading zero", "01", 9, false, 0},
    {"fraction", "1.0", 9, false, 0},
    {"exponent", "1e0", 9, false, 0},
    {"string", "\"1\"", 9, false, 0},
    {"nothing", "", 9, false, 0},
};

static void test_number(void **state)
{
    const struct number_row *row = *state;
    struct json_reader reader = {.rest = text_of(row->text)};
    uint64_t number = 7777;
    bool read = json_read_number(&reader, row->limit, &number);

    assert_int_equal(read, row->good);
    assert_int_equal(number, row->good ? row->expected : 7777);
}

struct value_row {
    const char *name;
    const char *text;
    bool good;
};

#define OPEN_16 "[[[[[[[[[[[[[[[["
#define SHUT_16 "]]]]]]]]]]]]]]]]"

static const struct value_row values[] = {
    {"words", "[null, true, false]", true},
    {"numbers", "[0, -0, 1.5, -2e+3, 1E-9]", true},
    {"objects", " {\"a\": {}, \"b\": [{\"c\": 1}, []]} ", true},
    {"16 lists", OPEN_16 SHUT_16, true},
    {"17 lists", OPEN_16 "[]" SHUT_16, false},
    {"empty", "", false},
    {"value missing", "{\"a\":}", false},
    {"key missing", "{:1}", false},
    {"key is no string", "{1:1}", false},
    {"colon missing", "{\"a\" 1}", false},
    {"comma missing", "[1 2]", false},
    {"comma at the end", "[1,]", false},
    {"comma alone", "[,]", false},
    {"comma at the end of an object", "{\"a\":1,}", false},
    {"wrong end", "[1}", false},
    {"wrong end of an object", "{\"a\":1]", false},
    {"not ended", "[1", false},
    {"two values", "1 2", false},
    {"word", "nul", false},
    {"another word", "None", false},
    {"two words in one", "truefalse", false},
    {"leading zero", "-01", false},
    {"plus", "+1", false},
    {"point at the end", "1.", false},
    {"no exponent", "1e", false},
    {"minus", "-", false},
};

static void test_skip(void **state)
{
    const struct value_row *row = *state;
    struct json_reader reader = {.rest = text_of(row->text)};

    assert_int_equal(json_read_skip(&reader) && json_read_end(&reader), row->good);
}

/** After an error, nothing is read, and the first error stays. */
static void test_first_error_stays(void **state)
{
    struct json_reader reader = {.rest = text_of("[7]")};
    bool value = false;

    (void)state;
    assert_false(json_read_open(&reader, '{'));
    assert_string_equal(reader.error, "expected an object");
    assert_false(json_read_open(&reader, '['));
    assert_false(json_read_bool(&reader, &value));
    assert_false(json_read_null(&reader));
    assert_false(json_read_skip(&reader));
    assert_string_equal(reader.error, "expected an object");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_first_error_stays)};

    return RUN_ROWS(test_string, strings) + RUN_ROWS(test_number, numbers) +
           RUN_ROWS(test_skip, values) + cmocka_run_group_tests(tests, NULL, NULL);
}
