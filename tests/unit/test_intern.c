// SPDX-License-Identifier: MIT
/** base/intern: bytes to numbers and back. */
#include "unit.h"

#include "base/intern.h"

static void test_equal_bytes_have_one_number(void **state)
{
    CLEANUP(intern_free) struct intern intern = {0};
    uint32_t number = 99;

    (void)state;
    assert_true(intern_add(&intern, TEXT("one"), &number));
    assert_int_equal(number, 0);
    assert_true(intern_add(&intern, TEXT("other"), &number));
    assert_int_equal(number, 1);
    assert_false(intern_add(&intern, TEXT("one"), &number));
    assert_int_equal(number, 0);
    assert_int_equal(intern.count, 2);
}

static void test_what_was_not_added_is_not_found(void **state)
{
    CLEANUP(intern_free) struct intern intern = {0};
    uint32_t number = 99;

    (void)state;
    assert_false(intern_find(&intern, TEXT("one"), &number));
    intern_add(&intern, TEXT("one"), &number);
    number = 99;
    assert_false(intern_find(&intern, TEXT("on"), &number));
    assert_false(intern_find(&intern, TEXT("one\0"), &number));
    assert_false(intern_find(&intern, TEXT(""), &number));
    assert_int_equal(number, 99);
    assert_true(intern_find(&intern, TEXT("one"), &number));
    assert_int_equal(number, 0);
}

/** The first three have equal hashes; so have the fifth and the seventh. */
static void test_any_bytes_are_a_key(void **state)
{
    static const struct text keys[] = {
        TEXT(""),         TEXT("\0"),        TEXT("\0\0"),       TEXT("1234567"),
        TEXT("12345678"), TEXT("123456789"), TEXT("12345678\0"), TEXT("1234567812345678"),
    };
    CLEANUP(intern_free) struct intern intern = {0};
    uint32_t number = 99;

    (void)state;
    for (uint32_t i = 0; i < COUNT(keys); i++)
        assert_true(intern_add(&intern, keys[i], &number));
    for (uint32_t i = 0; i < COUNT(keys); i++) {
        struct text bytes = intern_bytes(&intern, i);
        assert_int_equal(bytes.length, keys[i].length);
        assert_memory_equal(bytes.bytes, keys[i].bytes, bytes.length);
        assert_true(intern_find(&intern, keys[i], &number));
        assert_int_equal(number, i);
    }
}

/** So many that some have the same hash of 32 bits, and that the slots grow many times. */
static void test_many_keys(void **state)
{
    const uint32_t count = 400000;
    CLEANUP(intern_free) struct intern intern = {0};
    uint32_t number = 0;

    (void)state;
    for (uint32_t i = 0; i < count; i++) {
        assert_true(intern_add(&intern, (struct text){(char *)&i, sizeof(i)}, &number));
        assert_int_equal(number, i);
    }
    for (uint32_t i = 0; i < count; i++) {
        assert_false(intern_add(&intern, (struct text){(char *)&i, sizeof(i)}, &number));
        assert_int_equal(number, i);
    }
    assert_false(intern_find(&intern, (struct text){(const char *)&count, 4}, &number));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_bytes_have_one_number),
        cmocka_unit_test(test_what_was_not_added_is_not_found),
        cmocka_unit_test(test_any_bytes_are_a_key),
        cmocka_unit_test(test_many_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
