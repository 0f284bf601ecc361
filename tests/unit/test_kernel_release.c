// SPDX-License-Identifier: MIT
/** os/kernel_release: releases as numbers. */
#include "unit.h"

#include "os/kernel_release.h"

#include <stdio.h>
#include <sys/utsname.h>

struct release_row {
    const char *name;
    uint32_t number;
};

static const struct release_row rows[] = {
    {"6.18.44", 0x061200},
    {"7.0.0-rc1", 0x070000},
    {"7.0", 0x070000},
    {"7.0.1-arch1-1", 0x070000},
    {"6.1.0-42-amd64", 0x060100},
    {"6.16.12+bpo", 0x061000},
    {"10.1", 0x0a0100},
    {"70", 0x460000},
    {"0007.0", 0x070000},
    {"6.", 0x060000},
    {"6.-1", 0x060000},
    {"5.4096", 0x05ff00}, // not 21.0: the number has 8 bits
    {"99999999999999999999.1", 0x270f0100},
    {"4294967297.0", 0x270f0000}, // which is 1.0 in 32 bits
    {".7", KERNEL_RELEASE_UNKNOWN},
    {"garbage", KERNEL_RELEASE_UNKNOWN},
    {"", KERNEL_RELEASE_UNKNOWN},
    {"-7.0", KERNEL_RELEASE_UNKNOWN},
    {" 7.0", KERNEL_RELEASE_UNKNOWN},
    {"v7.0", KERNEL_RELEASE_UNKNOWN},
};

static void test_number(void **state)
{
    const struct release_row *row = *state;

    assert_int_equal(kernel_release_number(row->name), row->number);
}

static void test_this_kernel(void **state)
{
    struct utsname names;
    unsigned major = 0, minor = 0;

    (void)state;
    assert_int_equal(uname(&names), 0);
    assert_int_equal(sscanf(names.release, "%u.%u", &major, &minor), 2);
    assert_int_equal(kernel_release(), KERNEL_VERSION(major, minor, 0));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_this_kernel)};

    return RUN_ROWS(test_number, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
