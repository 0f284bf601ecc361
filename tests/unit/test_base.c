// SPDX-License-Identifier: MIT
/** base/: numbers, strings, the hash, the nearest word. */
#include "unit.h"

#include "base/idmap.h"
#include "base/parse.h"

#include <errno.h>

struct number_row {
    const char *name;
    const char *text;
    uint64_t limit;
    int result;
    uint64_t number;
};

static const struct number_row decimals[] = {
    {"zero", "0", 9, 0, 0},
    {"at the limit", "65535", 65535, 0, 65535},
    {"above the limit", "65536", 65535, -ERANGE, 0},
    {"leading zeros", "00080", 65535, 0, 80},
    {"largest", "18446744073709551615", UINT64_MAX, 0, UINT64_MAX},
    {"one more than largest", "18446744073709551616", UINT64_MAX, -ERANGE, 0},
    {"digit above a small limit", "7", 5, -ERANGE, 0},
    {"nothing", "", 9, -EINVAL, 0},
    {"plus", "+1", 9, -EINVAL, 0},
    {"minus", "-1", 9, -EINVAL, 0},
    {"blank before", " 1", 9, -EINVAL, 0},
    {"blank after", "1 ", 9, -EINVAL, 0},
    {"letter", "1a", 99, -EINVAL, 0},
    {"prefix", "0x10", 99, -EINVAL, 0},
    {"no number, however large", "99999999999999999999x", 9, -EINVAL, 0},
};

static const struct number_row hexes[] = {
    {"hex digits", "1fA0", 0xffff, 0, 0x1fa0},
    {"hex at the limit", "ffffffff", UINT32_MAX, 0, UINT32_MAX},
    {"hex above the limit", "100000000", UINT32_MAX, -ERANGE, 0},
    {"hex prefix", "0x1", 99, -EINVAL, 0},
    {"beyond f", "g", 99, -EINVAL, 0},
    {"beyond F", "G", 99, -EINVAL, 0},
    {"before 0", "/", 99, -EINVAL, 0},
    {"behind 9", ":", 99, -EINVAL, 0},
};

static void check_number(const struct number_row *row,
                         int (*parse)(const char *, size_t, uint64_t, uint64_t *))
{
    uint64_t number = 4711;

    assert_int_equal(parse(row->text, strlen(row->text), row->limit, &number), row->result);
    assert_int_equal(number, row->result ? 4711 : row->number);
}

static void test_decimal(void **state)
{
    check_number(*state, parse_decimal);
}

static void test_hex(void **state)
{
    check_number(*state, parse_hex);
}

static void test_strbuf_appends(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    strbuf_text(&text, "a");
    strbuf_byte(&text, 'b');
    strbuf_bytes(&text, "cde", 2);
    strbuf_blanks(&text, 2);
    strbuf_decimal(&text, 0);
    strbuf_decimal(&text, UINT64_MAX);
    strbuf_byte(&text, ' ');
    strbuf_hex(&text, 0xabc, 1);
    strbuf_hex(&text, 0xabc, 6);
    strbuf_hex(&text, 0, 1);
    assert_text(&text, "abcd  018446744073709551615 abc000abc0");
    assert_int_equal(text.length, strlen(text.data));
}

/** Around each power of ten, where the number of digits changes. */
static void test_strbuf_decimal_of_any_length(void **state)
{
    char nines[] = "99999999999999999999";
    char power[] = "100000000000000000000";
    uint64_t number = 10;

    (void)state;
    for (size_t digits = 1; digits < 20; digits++, number *= 10) {
        CLEANUP(strbuf_free) struct strbuf text = {0};
        strbuf_decimal(&text, number - 1);
        strbuf_byte(&text, ' ');
        strbuf_decimal(&text, number);
        assert_int_equal(text.length, 2 * digits + 2);
        assert_memory_equal(text.data, nines, digits);
        assert_memory_equal(text.data + digits + 1, power, digits + 1);
    }
}

static void test_strbuf_blanks(void **state)
{
    const char blanks[] = "                                        "; // 40

    (void)state;
    for (size_t count = 0; count < sizeof(blanks); count++) {
        CLEANUP(strbuf_free) struct strbuf text = {0};
        strbuf_byte(&text, 'a');
        strbuf_blanks(&text, count);
        assert_int_equal(text.length, count + 1);
        assert_memory_equal(text.data + 1, blanks, count);
        assert_int_equal(text.data[count + 1], '\0');
    }
}

static void test_strbuf_insert_blanks(void **state)
{
    const char blanks[] = "                  "; // 18
    const char word[] = "abcdefghijklmnopqr";

    (void)state;
    for (size_t count = 0; count < sizeof(blanks); count++) {
        for (size_t length = 0; length < sizeof(word); length++) {
            CLEANUP(strbuf_free) struct strbuf text = {0};
            strbuf_text(&text, "x");
            strbuf_bytes(&text, word, length);
            strbuf_insert_blanks(&text, 1, count);
            assert_int_equal(text.length, 1 + count + length);
            assert_int_equal(text.data[0], 'x');
            assert_memory_equal(text.data + 1, blanks, count);
            assert_memory_equal(text.data + 1 + count, word, length);
            assert_int_equal(text.data[text.length], '\0');
        }
    }
}

static void test_strbuf_span(void **state)
{
    const char bytes[2 * STRBUF_SPAN] = "0123456789012345678901234567890123456789";

    (void)state;
    for (size_t length = 0; length < 40; length++) {
        CLEANUP(strbuf_free) struct strbuf text = {0};
        strbuf_span(&text, bytes, length);
        assert_int_equal(text.length, length);
        assert_memory_equal(text.data, bytes, length);
        assert_int_equal(text.data[length], '\0');
    }
}

static void test_strbuf_grows(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    for (int i = 0; i < 100000; i++)
        strbuf_byte(&text, (char)('a' + i % 26));
    assert_int_equal(text.length, 100000);
    assert_int_equal(text.data[99999], 'a' + 99999 % 26);
    assert_int_equal(text.data[100000], '\0');
}

static void test_strbuf_truncates(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    strbuf_truncate(&text, 0);
    strbuf_text(&text, "abc");
    strbuf_truncate(&text, 5);
    assert_text(&text, "abc");
    strbuf_truncate(&text, 1);
    assert_text(&text, "a");
}

static void test_idmap_holds_what_was_added(void **state)
{
    CLEANUP(idmap_free) struct idmap map = {0};
    uint32_t value = 7;

    (void)state;
    assert_false(idmap_find(&map, 0, &value));
    for (uint64_t key = 0; key < 100000; key++)
        assert_true(idmap_add(&map, key * key, (uint32_t)key));
    assert_int_equal(map.count, 100000);
    for (uint64_t key = 0; key < 100000; key++) {
        assert_true(idmap_find(&map, key * key, &value));
        assert_int_equal(value, key);
    }
    assert_false(idmap_find(&map, 3, &value));
    assert_int_equal(value, 99999);
}

static void test_idmap_counts(void **state)
{
    CLEANUP(idmap_free) struct idmap map = {0};
    uint32_t value = 7;

    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        idmap_count(&map, i % 300);
    assert_int_equal(map.count, 300);
    assert_true(idmap_find(&map, 99, &value));
    assert_int_equal(value, 4);
    assert_true(idmap_find(&map, 100, &value));
    assert_int_equal(value, 3);
    assert_false(idmap_find(&map, 300, &value));
}

static void test_idmap_is_empty_once_cleared(void **state)
{
    CLEANUP(idmap_free) struct idmap map = {0};
    uint32_t value = 7;

    (void)state;
    idmap_clear(&map);
    for (uint32_t key = 0; key < 1000; key++)
        idmap_add(&map, key, key);
    size_t slots = map.slot_count;
    idmap_clear(&map);
    assert_int_equal(map.count, 0);
    for (uint32_t key = 0; key < 1000; key++)
        assert_false(idmap_find(&map, key, &value));
    assert_true(idmap_add(&map, 5, 9));
    assert_true(idmap_find(&map, 5, &value));
    assert_int_equal(value, 9);
    assert_int_equal(map.slot_count, slots);
}

static void test_idmap_keeps_the_first(void **state)
{
    CLEANUP(idmap_free) struct idmap map = {0};
    uint32_t value = 0;

    (void)state;
    assert_true(idmap_add(&map, UINT64_MAX, 1));
    assert_false(idmap_add(&map, UINT64_MAX, 2));
    assert_true(idmap_find(&map, UINT64_MAX, &value));
    assert_int_equal(value, 1);
    assert_int_equal(map.count, 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strbuf_decimal_of_any_length),
        cmocka_unit_test(test_strbuf_appends),
        cmocka_unit_test(test_strbuf_blanks),
        cmocka_unit_test(test_strbuf_insert_blanks),
        cmocka_unit_test(test_strbuf_span),
        cmocka_unit_test(test_strbuf_grows),
        cmocka_unit_test(test_strbuf_truncates),
        cmocka_unit_test(test_idmap_holds_what_was_added),
        cmocka_unit_test(test_idmap_counts),
        cmocka_unit_test(test_idmap_is_empty_once_cleared),
        cmocka_unit_test(test_idmap_keeps_the_first),
    };

    return RUN_ROWS(test_decimal, decimals) + RUN_ROWS(test_hex, hexes) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
