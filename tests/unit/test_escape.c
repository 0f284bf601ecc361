// SPDX-License-Identifier: MIT
/** base/utf8 and base/escape: what reaches a terminal or a parser. */
#include "unit.h"

#include "base/escape.h"
#include "base/utf8.h"

struct read_row {
    const char *name;
    const char *text;
    size_t taken;
    uint32_t character;
};

static const struct read_row reads[] = {
    {"ASCII", "a", 1, 'a'},
    {"two bytes", "\xc3\xa9", 2, 0xe9},
    {"three bytes", "\xe2\x82\xac", 3, 0x20ac},
    {"four bytes", "\xf0\x9f\x98\x80", 4, 0x1f600},
    {"first of two bytes", "\xc2\x80", 2, 0x80},
    {"last of two bytes", "\xdf\xbf", 2, 0x7ff},
    {"first of three bytes", "\xe0\xa0\x80", 3, 0x800},
    {"last of three bytes", "\xef\xbf\xbf", 3, 0xffff},
    {"first of four bytes", "\xf0\x90\x80\x80", 4, 0x10000},
    {"last of all", "\xf4\x8f\xbf\xbf", 4, 0x10ffff},
    {"before the surrogates", "\xed\x9f\xbf", 3, 0xd7ff},
    {"behind the surrogates", "\xee\x80\x80", 3, 0xe000},
    {"first surrogate", "\xed\xa0\x80", 0, 0},
    {"last surrogate", "\xed\xbf\xbf", 0, 0},
    {"beyond the last", "\xf4\x90\x80\x80", 0, 0},
    {"overlong in two", "\xc1\xbf", 0, 0},
    {"overlong in three", "\xe0\x9f\xbf", 0, 0},
    {"overlong in four", "\xf0\x8f\xbf\xbf", 0, 0},
    {"cut after one of two", "\xc3", 0, 0},
    {"cut after two of three", "\xe2\x82", 0, 0},
    {"cut after three of four", "\xf0\x9f\x98", 0, 0},
    {"no continuation", "\xc3(", 0, 0},
    {"bad third byte", "\xe2\x82(", 0, 0},
    {"bad fourth byte", "\xf0\x9f\x98(", 0, 0},
    {"stray continuation", "\x80", 0, 0},
    {"five-byte lead", "\xf8\x88\x80\x80\x80", 0, 0},
    {"0xff", "\xff", 0, 0},
    {"0xff and continuations", "\xff\x80\x80\x80\x80", 0, 0},
};

static void test_read(void **state)
{
    const struct read_row *row = *state;
    size_t size = strlen(row->text);
    char *exact = malloc(size); // no NUL behind it: a sanitizer sees reads beyond the end
    uint32_t character = 1;

    memcpy(exact, row->text, size);
    assert_int_equal(utf8_read(exact, size, &character), row->taken);
    assert_int_equal(character, row->taken ? row->character : 1);
    free(exact);
}

struct escape_row {
    const char *name;
    struct text bytes;
    const char *text;
    const char *json;
};

#define REPLACED "\xef\xbf\xbd"

static const struct escape_row escapes[] = {
    {"plain", TEXT("nginx"), "nginx", "\"nginx\""},
    {"nothing", TEXT(""), "", "\"\""},
    {"blank", TEXT("tmux: server"), "tmux: server", "\"tmux: server\""},
    {"backslash", TEXT("a\\b"), "a\\\\b", "\"a\\\\b\""},
    {"quote", TEXT("a\"b"), "a\"b", "\"a\\\"b\""},
    {"escape sequence", TEXT("\033[31m"), "\\x1b[31m", "\"\\u001b[31m\""},
    {"newline", TEXT("a\nb"), "a\\x0ab", "\"a\\u000ab\""},
    {"NUL", TEXT("a\0b"), "a\\x00b", "\"a\\u0000b\""},
    {"unit separator", TEXT("\x1f"), "\\x1f", "\"\\u001f\""},
    {"delete", TEXT("\x7f"), "\\x7f", "\"\\u007f\""},
    {"tilde", TEXT("~"), "~", "\"~\""},
    {"e acute", TEXT("caf\xc3\xa9"), "caf\xc3\xa9", "\"caf\xc3\xa9\""},
    {"wide", TEXT("\xe6\x97\xa5"), "\xe6\x97\xa5", "\"\xe6\x97\xa5\""},
    {"the first C1 control", TEXT("\xc2\x80"), "\\xc2\\x80", "\"\\u0080\""},
    {"C1 control", TEXT("\xc2\x9b"), "\\xc2\\x9b", "\"\\u009b\""},
    {"no-break space before C1 ends", TEXT("\xc2\x9f"), "\\xc2\\x9f", "\"\\u009f\""},
    {"soft hyphen", TEXT("\xc2\xad"), "\\xc2\\xad", "\"\\u00ad\""},
    {"right-to-left override", TEXT("\xe2\x80\xae"), "\\xe2\\x80\\xae", "\"\\u202e\""},
    {"right-to-left mark", TEXT("\xe2\x80\x8f"), "\\xe2\\x80\\x8f", "\"\\u200f\""},
    {"Arabic letter mark", TEXT("\xd8\x9c"), "\\xd8\\x9c", "\"\\u061c\""},
    {"isolate", TEXT("\xe2\x81\xa6"), "\\xe2\\x81\\xa6", "\"\\u2066\""},
    {"line separator", TEXT("\xe2\x80\xa8"), "\\xe2\\x80\\xa8", "\"\\u2028\""},
    {"combining mark", TEXT("a\xcc\x81"), "a\\xcc\\x81", "\"a\\u0301\""},
    {"tag above U+FFFF", TEXT("\xf3\xa0\x80\x81"), "\\xf3\\xa0\\x80\\x81", "\"\\udb40\\udc01\""},
    {"byte order mark", TEXT("\xef\xbb\xbf"), "\\xef\\xbb\\xbf", "\"\\ufeff\""},
};

static const struct escape_row invalid[] = {
    {"stray byte", TEXT("a\xff"), "a\\xff", "\"a" REPLACED "\""},
    {"two stray bytes", TEXT("\xfe\xff"), "\\xfe\\xff", "\"" REPLACED REPLACED "\""},
    {"cut character", TEXT("\xe2\x82"), "\\xe2\\x82", "\"" REPLACED REPLACED "\""},
    {"overlong slash", TEXT("\xc0\xaf"), "\\xc0\\xaf", "\"" REPLACED REPLACED "\""},
    {"surrogate", TEXT("\xed\xa0\x80"), "\\xed\\xa0\\x80", "\"" REPLACED REPLACED REPLACED "\""},
};

static void check_escape(const struct escape_row *row, bool valid)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(strbuf_free) struct strbuf json = {0};

    escape_text(&text, row->bytes.bytes, row->bytes.length, "");
    assert_text(&text, row->text);
    assert_int_equal(escape_json(&json, row->bytes.bytes, row->bytes.length), valid);
    assert_text(&json, row->json);
}

static void test_escape(void **state)
{
    check_escape(*state, true);
}

static void test_escape_invalid(void **state)
{
    check_escape(*state, false);
}

static void test_escape_also(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    escape_text(&text, "a[1],\xc3\xa9\"", 8, "[],");
    assert_text(&text, "a\\x5b1\\x5d\\x2c\xc3\xa9\"");
}

struct label_row {
    const char *name;
    struct text bytes;
    const char *label;
};

static const struct label_row labels[] = {
    {"plain", TEXT("nginx.service"), "nginx.service"},
    {"nothing", TEXT(""), ""},
    {"backslash of a unit", TEXT("a\\x2db.service"), "a\\\\x2db.service"},
    {"quote", TEXT("a\"b"), "a\\\"b"},
    {"newline", TEXT("a\nb\n"), "a\\nb\\n"},
    {"a label that ends early", TEXT("x\"} 1\ny{z=\""), "x\\\"} 1\\ny{z=\\\""},
    {"escape sequence", TEXT("\033[31m"), "\\\\x1b[31m"},
    {"NUL", TEXT("a\0b"), "a\\\\x00b"},
    {"carriage return", TEXT("a\rb"), "a\\\\x0db"},
    {"e acute", TEXT("caf\xc3\xa9"), "caf\xc3\xa9"},
    {"right-to-left override", TEXT("\xe2\x80\xae"), "\\\\xe2\\\\x80\\\\xae"},
    {"not UTF-8", TEXT("a\xff\xe2\x82"), "a\\\\xff\\\\xe2\\\\x82"},
};

static void test_escape_label(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const struct label_row *row = *state;

    escape_label(&text, row->bytes.bytes, row->bytes.length);
    assert_text(&text, row->label);
}

static void test_escape_message_keeps_backslashes(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    escape_message(&text, "C:\\dir\n", 7);
    assert_text(&text, "C:\\dir\\x0a");
}

struct base64_row {
    const char *name;
    struct text bytes;
    const char *base64;
};

// RFC 4648, section 10, and what uses all of the alphabet's ends
static const struct base64_row base64s[] = {
    {"base64 of nothing", TEXT(""), ""},
    {"base64 of f", TEXT("f"), "Zg=="},
    {"base64 of fo", TEXT("fo"), "Zm8="},
    {"base64 of foo", TEXT("foo"), "Zm9v"},
    {"base64 of foob", TEXT("foob"), "Zm9vYg=="},
    {"base64 of fooba", TEXT("fooba"), "Zm9vYmE="},
    {"base64 of foobar", TEXT("foobar"), "Zm9vYmFy"},
    {"base64 of high bytes", TEXT("\xff\xfe\xfb\xef"), "//777w=="},
};

static void test_base64(void **state)
{
    const struct base64_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};

    escape_base64(&text, row->bytes.bytes, row->bytes.length);
    assert_text(&text, row->base64);
}

struct dot_row {
    const char *name;
    struct text text;
    const char *dot;
};

// The language of Graphviz has one escape in a quoted string: of the quote. Labels have others.
static const struct dot_row dots[] = {
    {"DOT: plain", TEXT("nginx[1]"), "\"nginx[1]\""},
    {"DOT: nothing", TEXT(""), "\"\""},
    {"DOT: quote", TEXT("a\"b"), "\"a\\\"b\""},
    {"DOT: an escape of escape_text", TEXT("\\x0a"), "\"\\\\x0a\""},
    {"DOT: the name of the node", TEXT("\\N"), "\"\\\\N\""},
    {"DOT: backslash at the end", TEXT("a\\"), "\"a\\\\\""},
    {"DOT: backslash and quote", TEXT("\\\""), "\"\\\\\\\"\""},
    {"DOT: entity", TEXT("&lt;&#34;&"), "\"&amp;lt;&amp;#34;&amp;\""},
    {"DOT: HTML", TEXT("<b>"), "\"<b>\""},
    {"DOT: end of the attributes", TEXT("]; x ["), "\"]; x [\""},
    {"DOT: not ASCII", TEXT("caf\xc3\xa9"), "\"caf\xc3\xa9\""},
};

static void test_dot(void **state)
{
    const struct dot_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};

    escape_dot(&text, row->text);
    assert_text(&text, row->dot);
}

static void test_width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(escape_width("abc", 3), 3);
    assert_int_equal(escape_width("caf\xc3\xa9", 5), 4);
    assert_int_equal(escape_width("\xe6\x97\xa5", 3), 2);
    assert_int_equal(escape_width("", 0), 0);
    // one that is not ASCII, among the first eight bytes, the last eight and between them
    assert_int_equal(escape_width("\xe6\x97\xa5 5678 0123", 13), 12);
    assert_int_equal(escape_width("0123 5678 \xe6\x97\xa5", 13), 12);
    assert_int_equal(escape_width("0123 567 9 \xe6\x97\xa5 0123 5678 0", 25), 24);
    // what is cut off is not looked at
    assert_int_equal(escape_width("a\xe6\x97\xa5", 2), 2);
}

/** A sanitizer sees reads beyond the end. */
static void test_width_reads_no_further(void **state)
{
    (void)state;
    for (size_t length = 1; length <= 17; length++) {
        char *text = malloc(length);
        memset(text, 'a', length);
        assert_int_equal(escape_width(text, length), length);
        free(text);
    }
}

/** Two bytes that are one column, at each position. */
static void test_width_sees_each_byte(void **state)
{
    char text[20];

    (void)state;
    for (size_t length = 2; length <= sizeof(text); length++) {
        for (size_t position = 0; position + 2 <= length; position++) {
            memset(text, 'a', sizeof(text));
            memcpy(text + position, "\xc3\xa9", 2);
            assert_int_equal(escape_width(text, length), length - 1);
        }
    }
}

static void test_stray_bytes_take_a_column_each(void **state)
{
    (void)state;
    assert_int_equal(escape_width("a\xff\xfe", 3), 3);
    assert_int_equal(escape_fit("a\xff\xfe", 3, 2), 2);
}

static void test_fit_never_cuts_a_character(void **state)
{
    (void)state;
    assert_int_equal(escape_fit("abc", 3, 2), 2);
    assert_int_equal(escape_fit("abc", 3, 3), 3);
    assert_int_equal(escape_fit("abc", 3, 9), 3);
    assert_int_equal(escape_fit("abc", 3, 0), 0);
    assert_int_equal(escape_fit("\xc3\xa9z", 3, 1), 2);
    assert_int_equal(escape_fit("a\xe6\x97\xa5", 2, 2), 2);
    assert_int_equal(escape_fit("\xe6\x97\xa5z", 4, 1), 0);
    assert_int_equal(escape_fit("\xe6\x97\xa5z", 4, 2), 3);
    assert_int_equal(escape_fit("\xc3\xa9", 2, 9), 2);
    // an accent that is written over the last letter that fits
    assert_int_equal(escape_fit("e\xcc\x81z", 4, 1), 3);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escape_also),
        cmocka_unit_test(test_escape_message_keeps_backslashes),
        cmocka_unit_test(test_width_counts_columns),
        cmocka_unit_test(test_width_reads_no_further),
        cmocka_unit_test(test_width_sees_each_byte),
        cmocka_unit_test(test_stray_bytes_take_a_column_each),
        cmocka_unit_test(test_fit_never_cuts_a_character),
    };

    return RUN_ROWS(test_read, reads) + RUN_ROWS(test_escape, escapes) +
           RUN_ROWS(test_escape_invalid, invalid) + RUN_ROWS(test_base64, base64s) +
           RUN_ROWS(test_dot, dots) + RUN_ROWS(test_escape_label, labels) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
