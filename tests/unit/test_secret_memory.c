// SPDX-License-Identifier: MIT
/** os/secret_memory: core files leave it out. */
#include "unit.h"

#include "os/secret_memory.h"

#include <inttypes.h>
#include <stdio.h>

#define SIZE 65536

/** Returns the line VmFlags of the mapping that has ADDRESS (proc_pid_smaps(5)), or "". */
static const char *flags_of(const void *address, char *line, size_t size)
{
    FILE *file = fopen("/proc/self/smaps", "re");
    bool within = false;

    while (file && fgets(line, (int)size, file)) {
        char *end = NULL;
        uintptr_t from = strtoumax(line, &end, 16);
        if (*end == '-')
            within =
                from <= (uintptr_t)address && (uintptr_t)address < strtoumax(end + 1, NULL, 16);
        if (!within || strncmp(line, "VmFlags:", 8) != 0)
            continue;
        fclose(file);
        return line;
    }
    if (file)
        fclose(file);
    return "";
}

static void test_core_files_leave_it_out(void **state)
{
    char line[256];
    char *memory = secret_memory_new(SIZE);
    const char *flags = flags_of(memory, line, sizeof(line));

    (void)state;
    if (!*flags) {
        secret_memory_free(memory, SIZE);
        skip(); // no smaps
    }
    assert_non_null(strstr(flags, " dd"));
    secret_memory_free(memory, SIZE);
}

static void test_it_is_wiped(void **state)
{
    char *memory = secret_memory_new(SIZE);

    (void)state;
    assert_int_equal(memory[SIZE - 1], 0);
    memset(memory, 'k', SIZE);
    secret_memory_wipe(memory, SIZE - 1);
    assert_int_equal(memory[0], 0);
    assert_int_equal(memory[SIZE - 2], 0);
    assert_int_equal(memory[SIZE - 1], 'k');
    secret_memory_free(memory, SIZE);
    secret_memory_free(NULL, SIZE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_core_files_leave_it_out),
        cmocka_unit_test(test_it_is_wiped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
