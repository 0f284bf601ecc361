// SPDX-License-Identifier: MIT
/** base/utf8, escape, strbuf, nearest and parse, at their limits. */
#include "unit.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "base/parse.h"
#include "base/utf8.h"

#include <errno.h>
#include <locale.h>
#include <wchar.h>
#include <wctype.h>

struct width_row {
    const char *name;
    uint32_t character;
    size_t width;
};

static const struct width_row widths[] = {
    {"NUL", 0, 0},
    {"unit separator", 0x1f, 0},
    {"blank", 0x20, 1},
    {"tilde", 0x7e, 1},
    {"delete", 0x7f, 0},
    {"first of C1", 0x80, 0},
    {"last of C1", 0x9f, 0},
    {"no-break space", 0xa0, 1},
    {"not sign", 0xac, 1},
    {"soft hyphen", 0xad, 0},
    {"registered sign", 0xae, 1},
    {"combining acute", 0x301, 0},
    {"Arabic semicolon", 0x61b, 1},
    {"Arabic letter mark", 0x61c, 0},
    {"hair space", 0x200a, 1},
    {"zero width space", 0x200b, 0},
    {"right-to-left mark", 0x200f, 0},
    {"hyphen", 0x2010, 1},
    {"hyphenation point", 0x2027, 1},
    {"line separator", 0x2028, 0},
    {"paragraph separator", 0x2029, 0},
    {"right-to-left override", 0x202e, 0},
    {"narrow no-break space", 0x202f, 1},
    {"mathematical space", 0x205f, 1},
    {"word joiner", 0x2060, 0},
    {"pop isolate", 0x2069, 0},
    {"nominal digit shapes", 0x206f, 0},
    {"superscript zero", 0x2070, 1},
    {"ideograph", 0x65e5, 2},
    {"Hangul syllable", 0xac00, 2},
    {"variation selector", 0xfe0f, 0},
    {"byte order mark", 0xfeff, 0},
    {"full-width A", 0xff21, 2},
    {"interlinear anchor", 0xfff9, 0},
    {"interlinear terminator", 0xfffb, 0},
    {"hieroglyph", 0x1342e, 1},
    {"hieroglyph joiner", 0x13430, 0},
    {"last hieroglyph format control", 0x1343f, 0},
    {"face", 0x1f600, 2},
    {"unassigned", 0x378, 0},
    {"reserved as invisible", 0xfff0, 0},
    {"reserved as a tag", 0xe0000, 0},
    {"tag", 0xe0041, 0},
    {"last tag", 0xe007f, 0},
    {"noncharacter", 0x10ffff, 0},
};

static void test_width(void **state)
{
    const struct width_row *row = *state;

    assert_int_equal(utf8_width(row->character), row->width);
}

/** True if libc has the data of Unicode 14: the som sign, but no Kawi letter yet. */
static bool has_unicode_14(void)
{
    return iswprint(0x20c0) && !iswprint(0x11f12);
}

/** What is shown has the width that libc reports; libc may report one for invisible characters. */
static void test_widths_are_those_of_libc(void **state)
{
    locale_t before = uselocale((locale_t)0);
    locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    size_t wrong = 0, hidden = 0;

    (void)state;
    if (!unicode)
        skip();
    uselocale(unicode);
    bool same = has_unicode_14();
    for (uint32_t character = 0; same && character <= 0x10ffff; character++) {
        int width = iswprint((wint_t)character) ? wcwidth((wchar_t)character) : 0;
        size_t shown = utf8_width(character);
        wrong += shown > 0 && (int)shown != width;
        hidden += shown == 0 && width > 0;
    }
    uselocale(before);
    freelocale(unicode);
    if (!same)
        skip();
    assert_int_equal(wrong, 0);
    assert_int_equal(hidden, 1); // the soft hyphen, U+00AD
}

FORMAT_PRINTF(2, 3) static void format(struct strbuf *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(text, format, arguments);
    va_end(arguments);
}

static void test_formatted_text_is_appended(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    strbuf_text(&text, "a");
    format(&text, "%d%s", 12, "b");
    assert_text(&text, "a12b");
    assert_int_equal(text.length, 4);
}

static void test_room_is_for_what_was_asked(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    memset(strbuf_room(&text, 100), 'x', 100);
    assert_int_equal(text.length, 0);
    strbuf_added(&text, 3);
    assert_text(&text, "xxx");
}

static void test_hexadecimal_has_no_more_digits_than_64_bits(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    strbuf_hex(&text, UINT64_MAX, 16);
    strbuf_hex(&text, 0x10, 2);
    strbuf_hex(&text, 0x10, 0);
    strbuf_hex(&text, 1, 16);
    assert_text(&text, "ffffffffffffffff10100000000000000001");
}

static void test_freed_text_can_be_used_again(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    strbuf_text(&text, "abc");
    strbuf_free(&text);
    assert_null(text.data);
    assert_int_equal(text.length, 0);
    assert_int_equal(text.capacity, 0);
    strbuf_text(&text, "de");
    assert_text(&text, "de");
}

static void test_nothing_appended_allocates_nothing(void **state)
{
    struct strbuf text = {0};

    (void)state;
    strbuf_bytes(&text, NULL, 0);
    strbuf_blanks(&text, 0);
    strbuf_text(&text, "");
    assert_null(text.data);
}

struct nearest_row {
    const char *name;
    const char *word;
    const char *candidates[5];
    const char *text; /**< of nearest_text; "": no suggestion */
};

#define A31 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct nearest_row nearests[] = {
    {"the nearer one", "abcdef", {"abcdxx", "abcdex"}, "--abcdex"},
    {"the nearer one came first", "abcdef", {"abcdex", "abcdxx"}, "--abcdex"},
    {"the same first letter", "abcdef", {"xbcdef", "abcdex"}, "--abcdex"},
    {"the same", "abc", {"abd", "abc"}, "--abc"},
    {"one more", "abc", {"xabc"}, "--xabc"},
    {"one less", "abc", {"bc"}, "--bc"},
    {"exchanged", "tpc", {"tcp"}, "--tcp"},
    {"two edits of six", "abcdef", {"abcdxx"}, "--abcdxx"},
    {"three edits of six", "abcdef", {"abcxxx"}, ""},
    {"two edits of five", "abcde", {"abcxx"}, ""},
    {"two edits of four", "kill", {"all"}, ""},
    {"a longer candidate", "abcdef", {"abcdefghijkl"}, "--abcdefghijkl"},
    {"the shortest that begins so", "proces", {"processes", "process"}, "--process"},
    {"begins so, before one wrong letter", "sta", {"stb", "state"}, "--state"},
    {"a part begins so, before one wrong letter", "port", {"sport", "local_port"}, "--local_port"},
    {"parts", "port", {"local_port", "peer_port"}, "--local_port or --peer_port"},
    {"a whole part, before a longer one", "port", {"local_portid", "local_port"}, "--local_port"},
    {"the second part, before the third", "port", {"a_b_port", "peer_port"}, "--peer_port"},
    {"no part", "port", {"sport_x", "transport_x"}, ""},
    {"three of them", "wait", {"a_wait", "b-wait", "c_wait"}, "--a_wait, --b-wait or --c_wait"},
    {"three of four", "abc", {"abd", "abe", "abf", "abg"}, "--abd, --abe or --abf"},
    {"any case, and a dash", "LOCAL-PRT", {"local_port"}, "--local_port"},
    {"one letter", "a", {"ab"}, ""},
    {"nothing typed", "", {"abc"}, ""},
    {"nothing offered", "abc", {NULL}, ""},
    {"a word of 32", "x" A31, {A31 "a"}, "--" A31 "a"},
    {"a word of 33", "xa" A31, {A31 "a"}, ""},
    {"a candidate of 33", A31 "a", {A31 "aa"}, ""},
};

static void test_nearest(void **state)
{
    const struct nearest_row *row = *state;
    struct nearest nearest = nearest_to(row->word, strlen(row->word));
    CLEANUP(strbuf_free) struct strbuf text = {0};

    for (size_t i = 0; i < COUNT(row->candidates) && row->candidates[i]; i++)
        nearest_offer(&nearest, row->candidates[i]);
    nearest_text(&nearest, "--", &text);
    assert_text(&text, row->text);
}

static void test_the_word_ends_where_its_length_says(void **state)
{
    struct nearest nearest = nearest_to("abc=other", 3);

    (void)state;
    nearest_offer(&nearest, "abc");
    assert_string_equal(nearest.best[0], "abc");
    assert_int_equal(nearest.rank, 0);
}

static void test_a_digit_may_be_the_limit(void **state)
{
    uint64_t number = 4711;

    (void)state;
    assert_int_equal(parse_decimal("7", 1, 7, &number), 0);
    assert_int_equal(number, 7);
    assert_int_equal(parse_hex("f", 1, 15, &number), 0);
    assert_int_equal(number, 15);
    assert_int_equal(parse_hex("a0A9F", 5, UINT64_MAX, &number), 0);
    assert_int_equal(number, 0xa0a9f);
    assert_int_equal(parse_decimal("0", 1, 0, &number), 0);
    assert_int_equal(number, 0);
    assert_int_equal(parse_decimal("1", 1, 0, &number), -ERANGE);
    assert_int_equal(parse_decimal("123", 2, 99, &number), 0);
    assert_int_equal(number, 12);
}

struct json_row {
    const char *name;
    const char *text;
    const char *json;
};

static const struct json_row pairs[] = {
    {"U+E0000", "\xf3\xa0\x80\x80", "\"\\udb40\\udc00\""},
    {"U+10FFFF", "\xf4\x8f\xbf\xbf", "\"\\udbff\\udfff\""},
    {"U+FFFF", "\xef\xbf\xbf", "\"\\uffff\""},
};

static void test_json_pair(void **state)
{
    const struct json_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf json = {0};

    assert_true(escape_json(&json, row->text, strlen(row->text)));
    assert_text(&json, row->json);
}

static void test_what_follows_a_key(void **state)
{
    const struct text status = TEXT("Name:\tUid:\nUid:\t0\t1\nGid:\t2");

    (void)state;
    assert_true(text_is(text_after(status, "\nUid:\t"), "0\t1\nGid:\t2"));
    assert_true(text_is(text_after(status, "Gid:\t2"), ""));
    assert_null(text_after(status, "\nUmask:\t").bytes);
    // what is behind the end is not the text's
    assert_null(text_after((struct text){status.bytes, 12}, "\nUid:\t").bytes);
    assert_null(text_after((struct text){0}, "x").bytes);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_follows_a_key),
        cmocka_unit_test(test_widths_are_those_of_libc),
        cmocka_unit_test(test_formatted_text_is_appended),
        cmocka_unit_test(test_room_is_for_what_was_asked),
        cmocka_unit_test(test_hexadecimal_has_no_more_digits_than_64_bits),
        cmocka_unit_test(test_freed_text_can_be_used_again),
        cmocka_unit_test(test_nothing_appended_allocates_nothing),
        cmocka_unit_test(test_the_word_ends_where_its_length_says),
        cmocka_unit_test(test_a_digit_may_be_the_limit),
    };

    return RUN_ROWS(test_width, widths) + RUN_ROWS(test_nearest, nearests) +
           RUN_ROWS(test_json_pair, pairs) + cmocka_run_group_tests(tests, NULL, NULL);
}
