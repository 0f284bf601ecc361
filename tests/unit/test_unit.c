// SPDX-License-Identifier: MIT
/** unit: numbers for people. */
#include "unit.h"

#include "sock/unit.h"

struct scaled_row {
    const char *name;
    enum unit unit;
    uint64_t number;
    const char *text; /**< NULL: the number itself */
};

static const struct scaled_row scaled[] = {
    {"no unit", UNIT_NONE, 5000000, NULL},
    {"a port", UNIT_PORT, 8080, NULL},
    {"few microseconds", UNIT_MICROSECONDS, 999, NULL},
    {"no microseconds", UNIT_MICROSECONDS, 0, NULL},
    {"a millisecond", UNIT_MICROSECONDS, 1000, "1.0ms"},
    {"microseconds are not rounded", UNIT_MICROSECONDS, 23199, "23.1ms"},
    {"just below a second", UNIT_MICROSECONDS, 999999, "999.9ms"},
    {"a second", UNIT_MICROSECONDS, 1000000, "1.0s"},
    {"an hour", UNIT_MICROSECONDS, 3600000000, "3600.0s"},
    {"few milliseconds", UNIT_MILLISECONDS, 999, NULL},
    {"milliseconds", UNIT_MILLISECONDS, 1500, "1.5s"},
    {"few bytes", UNIT_BYTES, 1023, NULL},
    {"kibibytes", UNIT_BYTES, 1536, "1.5KiB"},
    {"mebibytes", UNIT_BYTES, 1048576, "1.0MiB"},
    {"gibibytes", UNIT_BYTES, 1610612736, "1.5GiB"},
    {"tebibytes", UNIT_BYTES, 1099511627776, "1.0TiB"},
    {"all bits", UNIT_BYTES, UINT64_MAX, "16777215.9TiB"},
    {"a rate of nothing", UNIT_BYTES_PER_SECOND, 0, "0bit/s"},
    {"a slow rate", UNIT_BYTES_PER_SECOND, 1250, "10.0kbit/s"},
    {"a rate", UNIT_BYTES_PER_SECOND, 187500, "1.5Mbit/s"},
    {"a fast rate", UNIT_BYTES_PER_SECOND, 1250000000, "10.0Gbit/s"},
    {"times a second", UNIT_PER_SECOND, 5000000, NULL},
    {"a mark", UNIT_MARK, 255, "0xff"},
    {"no mark", UNIT_MARK, 0, "0x0"},
};

static void test_scaled(void **state)
{
    const struct scaled_row *row = *state;
    struct strbuf text = {0};

    strbuf_text(&text, "=");
    assert_int_equal(unit_put_scaled(&text, row->unit, row->number), row->text != NULL);
    assert_string_equal(text.data + 1, row->text ? row->text : "");
    strbuf_free(&text);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(unit_name(UNIT_NONE), "");
    assert_string_equal(unit_name(UNIT_BYTES), "bytes");
    assert_string_equal(unit_name(UNIT_BYTES_PER_SECOND), "bytes/s");
    assert_string_equal(unit_name(UNIT_MICROSECONDS), "us");
    assert_string_equal(unit_name(UNIT_MILLISECONDS), "ms");
    assert_string_equal(unit_name(UNIT_PORT), "");
    assert_string_equal(unit_name(UNIT_MARK), "");
    assert_string_equal(unit_name(UNIT_PER_SECOND), "/s");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};

    return RUN_ROWS(test_scaled, scaled) + cmocka_run_group_tests(tests, NULL, NULL);
}
