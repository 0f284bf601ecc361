// SPDX-License-Identifier: MIT
/** sock/ephemeral: the range as the kernel writes it, and what is none. */
#include "scratch.h"

#include "sock/ephemeral.h"

#define RANGE "proc/sys/net/ipv4/ip_local_port_range"

struct range_row {
    const char *name;
    struct text file;
    uint16_t first, last; /**< 0, 0: none */
};

static const struct range_row ranges[] = {
    {"a range", TEXT("32768\t60999\n"), 32768, 60999},
    {"blanks between", TEXT("1024  65535\n"), 1024, 65535},
    {"no newline", TEXT("1024\t65535"), 1024, 65535},
    {"one port", TEXT("5000\t5000\n"), 5000, 5000},
    {"one number", TEXT("32768\n"), 0, 0},
    {"three numbers", TEXT("32768\t60999\t1\n"), 0, 0},
    {"no number", TEXT("\n"), 0, 0},
    {"nothing", TEXT(""), 0, 0},
    {"a word", TEXT("32768\tmany\n"), 0, 0},
    {"a first that is none", TEXT("x\t60999\n"), 0, 0},
    {"above 65535", TEXT("32768\t65536\n"), 0, 0},
    {"a longer file", TEXT("32768\t60999\n                                                     "),
     0, 0},
};

static void test_range(void **state)
{
    const struct range_row *row = *state;
    struct scratch scratch;

    scratch_make(&scratch);
    scratch_file(&scratch, RANGE, row->file);
    struct ephemeral ephemeral = ephemeral_read(scratch_path(&scratch, "proc"));
    scratch_remove(&scratch);
    assert_int_equal(ephemeral.first, row->first);
    assert_int_equal(ephemeral.last, row->last);
}

static void test_without_a_file_there_is_none(void **state)
{
    struct scratch scratch;

    (void)state;
    scratch_make(&scratch);
    struct ephemeral ephemeral = ephemeral_read(scratch_path(&scratch, "proc"));
    scratch_remove(&scratch);
    assert_int_equal(ephemeral.first, 0);
    assert_int_equal(ephemeral.last, 0);
}

struct port_row {
    const char *name;
    struct ephemeral range;
    uint16_t port;
    bool has;
};

static const struct port_row ports[] = {
    {"the first", {1024, 2000}, 1024, true},
    {"the last", {1024, 2000}, 2000, true},
    {"before", {1024, 2000}, 1023, false},
    {"behind", {1024, 2000}, 2001, false},
    {"the largest", {1024, 65535}, 65535, true},
    {"the wrong way round", {2000, 1024}, 1500, false},
    {"0 of none", {0, 0}, 0, false},
    {"1 of none", {0, 0}, 1, false},
};

static void test_port(void **state)
{
    const struct port_row *row = *state;

    assert_int_equal(ephemeral_has(&row->range, row->port), row->has);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_file_there_is_none),
    };

    return RUN_ROWS(test_range, ranges) + RUN_ROWS(test_port, ports) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
