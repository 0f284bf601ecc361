// SPDX-License-Identifier: MIT
/** track/json_read: JSON, value by value. */
#include "unit.h"

#include "track/json_read.h"

/** Returns a reader of a copy of TEXT without a NUL, so that a sanitizer sees reads beyond it. */
static struct json_reader reader_of(const char *text, char **ret_copy)
{
    size_t length = strlen(text);

    *ret_copy = malloc(length);
    if (length > 0)
        memcpy(*ret_copy, text, length);
    return (struct json_reader){.rest = {*ret_copy, length}};
}

struct string_row {
    const char *name;
    const char *text;
    const char *expected; /**< NULL: refused */
};

static const struct string_row strings[] = {
    {"empty", "\"\"", ""},
    {"plain", " \"a b\" ", "a b"},
    {"escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
    {"blanks around", " \t\r\n\"a\" \t\r\n", "a"},
    {"blanks within", "\" a  b \"", " a  b "},
    {"the last of one byte", "\"\\u007f\"", "\x7f"},
    {"the first of two bytes", "\"\\u0080\"", "\xc2\x80"},
    {"two bytes", "\"\\u00e4\"", "\xc3\xa4"},
    {"the last of two bytes", "\"\\u07ff\"", "\xdf\xbf"},
    {"the first of three bytes", "\"\\u0800\"", "\xe0\xa0\x80"},
    {"before the surrogates", "\"\\ud7ff\"", "\xed\x9f\xbf"},
    {"after the surrogates", "\"\\ue000\"", "\xee\x80\x80"},
    {"the last of three bytes", "\"\\uffff\"", "\xef\xbf\xbf"},
    {"the first pair", "\"\\ud800\\udc00\"", "\xf0\x90\x80\x80"},
    {"the last pair", "\"\\udbff\\udfff\"", "\xf4\x8f\xbf\xbf"},
    {"the lowest byte that is no control byte", "\" \"", " "},
    {"two strings", "\"a\" \"b\"", NULL},
    {"the highest control byte", "\"\x1f\"", NULL},
    {"ends within an escape", "\"\\u00", NULL},
    {"ends within a pair", "\"\\ud83d\\ude0", NULL},
    {"ends between the halves", "\"\\ud83d\\", NULL},
    {"half of a pair and a letter", "\"\\ud83dxx\"", NULL},
    {"half of a pair and another escape", "\"\\ud83d\\n\"", NULL},
    {"the low half is too high", "\"\\ud83d\\ue000\"", NULL},
    {"the low half is too low", "\"\\ud83d\\udbff\"", NULL},
    {"the low half has no digits", "\"\\ud83d\\uxxxx\"", NULL},
    {"the last half alone", "\"\\udfff\"", NULL},
    {"the first low half alone", "\"\\udc00\"", NULL},
    {"the first half alone", "\"\\ud800\"", NULL},
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
    char *copy;
    struct json_reader reader = reader_of(row->text, &copy);
    bool read = json_read_string(&reader, &text) && json_read_end(&reader);

    assert_int_equal(read, row->expected != NULL);
    assert_int_equal(reader.error == NULL, read);
    if (read)
        assert_text(&text, row->expected);
    free(copy);
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
    {"zero and a digit", "00", 9, false, 0},
    {"zero and an exponent", "0E5", 9, false, 0},
    {"string", "\"1\"", 9, false, 0},
    {"nothing", "", 9, false, 0},
};

static void test_number(void **state)
{
    const struct number_row *row = *state;
    char *copy;
    struct json_reader reader = reader_of(row->text, &copy);
    uint64_t number = 7777;
    bool read = json_read_number(&reader, row->limit, &number);

    assert_int_equal(read, row->good);
    assert_int_equal(number, row->good ? row->expected : 7777);
    free(copy);
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
    {"a word that is not finished", "nul", false},
    {"a word in other letters", "nuLL", false},
    {"true that is not finished", "tru", false},
    {"false in other letters", "falsy", false},
    {"a string alone", "\"a\"", true},
    {"blanks", "\t[\r\n1 ,\t2 ]\n ", true},
    {"an empty array in an array", "[[], []]", true},
    {"an object in an object", "{\"a\":{\"b\":{}},\"c\":1}", true},
    {"zero", "0", true},
    {"a number of two digits", "10", true},
    {"a fraction of two digits", "0.05", true},
    {"an exponent of two digits", "1e05", true},
    {"ends after the exponent", "1e", false},
    {"ends after the sign of the exponent", "1e-", false},
    {"ends after the point", "[1.", false},
    {"no digit after the point", "[1.]", false},
    {"no whole number", ".5", false},
    {"point after the exponent", "1e1.0", false},
    {"a string that is not right", "[\"\\x\"]", false},
    {"two objects without a comma", "[{} {}]", false},
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
    {"another word", "None", false},
    {"two words in one", "truefalse", false},
    {"leading zero", "-01", false},
    {"plus", "+1", false},
    {"point at the end", "1.", false},
    {"minus", "-", false},
};

static void test_skip(void **state)
{
    const struct value_row *row = *state;
    char *copy;
    struct json_reader reader = reader_of(row->text, &copy);

    assert_int_equal(json_read_skip(&reader) && json_read_end(&reader), row->good);
    free(copy);
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

struct list_row {
    const char *name;
    const char *text;
    const char *read;    /**< the numbers, with blanks */
    const char *message; /**< NULL: none */
};

static const struct list_row lists[] = {
    {"no elements", "[]", "", NULL},
    {"one element", " [ 1 ] ", "1 ", NULL},
    {"three elements", "[1,2 , 3]", "1 2 3 ", NULL},
    {"no array", "{}", "", "expected an array"},
    {"a comma first", "[,1]", "", "expected a whole number"},
    {"a comma last", "[1,]", "1 ", "expected a whole number"},
    {"no comma", "[1 2]", "1 ", "expected \",\" or \"]\""},
    {"no end", "[1", "1 ", "expected \",\" or \"]\""},
    {"the end of an object", "[1}", "1 ", "expected \",\" or \"]\""},
    {"an element that is too large", "[1,100,2]", "1 ", "the number is too large"},
    {"text after the array", "[1]]", "1 ", "text after the value"},
};

static void test_list(void **state)
{
    const struct list_row *row = *state;
    char *copy;
    struct json_reader reader = reader_of(row->text, &copy);
    CLEANUP(strbuf_free) struct strbuf read = {0};
    uint64_t number = 0;
    bool first = true;

    json_read_open(&reader, '[');
    while (json_read_next(&reader, ']', &first) && json_read_number(&reader, 99, &number)) {
        strbuf_decimal(&read, number);
        strbuf_byte(&read, ' ');
    }
    assert_int_equal(json_read_end(&reader), !row->message);
    assert_text(&read, row->read);
    assert_string_equal(reader.error ? reader.error : "", row->message ? row->message : "");
    free(copy);
}

/** Messages say what is wrong. */
static const struct error_row {
    const char *name;
    const char *text; /**< a value that is skipped */
    const char *message;
} errors[] = {
    {"message: no value", "[+]", "expected a value"},
    {"message: a leading zero", "00", "expected a value"},
    {"message: a fraction", "1.x", "expected a digit"},
    {"message: an exponent", "1ex", "expected a digit"},
    {"message: null", "nil", "expected null"},
    {"message: true", "trap", "expected true or false"},
    {"message: a key", "{1", "expected a string"},
    {"message: a colon", "{\"a\",", "expected \":\""},
    {"message: a list", "[1;", "expected \",\" or the end of a list"},
    {"message: nesting", OPEN_16 "[", "nested too deeply"},
    {"message: an escape", "\"\\q\"", "invalid escape in a string"},
    {"message: digits", "\"\\u12\"", "invalid escape in a string"},
    {"message: NUL", "\"\\u0000\"", "U+0000 in a string"},
    {"message: half a pair", "\"\\udc00\"", "half of a surrogate pair in a string"},
    {"message: half a pair and letters", "\"\\ud83dxx\"", "half of a surrogate pair in a string"},
    {"message: half a pair at the end", "\"\\ud83d", "half of a surrogate pair in a string"},
    {"message: a control byte", "\"\n\"", "control character in a string"},
    {"message: UTF-8", "\"\x80\"", "a string is not UTF-8"},
    {"message: an end", "\"a", "a string does not end"},
};

static void test_error(void **state)
{
    const struct error_row *row = *state;
    char *copy;
    struct json_reader reader = reader_of(row->text, &copy);

    assert_false(json_read_skip(&reader));
    assert_string_equal(reader.error, row->message);
    assert_false(json_read_end(&reader));
    free(copy);
}

static void test_words(void **state)
{
    struct json_reader reader = {.rest = text_of(" true false null nullx")};
    bool value = false;

    (void)state;
    assert_false(json_read_null(&reader));
    assert_true(json_read_bool(&reader, &value) && value);
    assert_true(json_read_bool(&reader, &value) && !value);
    assert_true(json_read_null(&reader) && json_read_null(&reader));
    assert_null(reader.error);
    assert_false(json_read_bool(&reader, &value));
    assert_string_equal(reader.error, "expected true or false");
    assert_false(value);
}

/** NUL is no blank. */
static void test_nul_at_the_end(void **state)
{
    struct json_reader reader = {.rest = TEXT("\0")};

    (void)state;
    assert_false(json_read_end(&reader));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_first_error_stays),
                                              cmocka_unit_test(test_words),
                                              cmocka_unit_test(test_nul_at_the_end)};

    return RUN_ROWS(test_string, strings) + RUN_ROWS(test_number, numbers) +
           RUN_ROWS(test_skip, values) + RUN_ROWS(test_list, lists) + RUN_ROWS(test_error, errors) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
