// SPDX-License-Identifier: MIT
/** os/file: small files whole, up to a limit. */
#include "scratch.h"

#include "os/file.h"

#include <errno.h>

/** The file in which every test of sizes reads; 40,000 bytes take several reads. */
#define SIZE 40000

struct limit_row {
    const char *name;
    size_t limit;
    int result;
};

static const struct limit_row limits[] = {
    {"room to spare", SIZE + 1, 0},
    {"exactly the limit", SIZE, 0},
    {"one byte above the limit", SIZE - 1, -EFBIG},
    {"far above the limit", 1, -EFBIG},
    {"no limit", SIZE_MAX, 0},
};

static void test_limit(void **state)
{
    const struct limit_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    struct scratch scratch;
    static char bytes[SIZE];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)(i % 251);
    scratch_make(&scratch);
    scratch_file(&scratch, "file", (struct text){bytes, sizeof(bytes)});
    int result = file_read(scratch.fd, "file", row->limit, &contents);
    scratch_remove(&scratch);
    assert_int_equal(result, row->result);
    if (result)
        return;
    assert_int_equal(contents.length, SIZE);
    assert_memory_equal(contents.data, bytes, SIZE);
}

static void test_contents_are_appended(void **state)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    struct scratch scratch;

    (void)state;
    strbuf_text(&contents, "before,");
    scratch_make(&scratch);
    scratch_file(&scratch, "a/b", TEXT("after"));
    // the limit is that of the file, not of what was there before
    assert_int_equal(file_read(scratch.fd, "a/b", 5, &contents), 0);
    scratch_remove(&scratch);
    assert_text(&contents, "before,after");
}

static void test_the_rest_begins_where_reading_stopped(void **state)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    struct scratch scratch;
    char start[3];

    (void)state;
    scratch_make(&scratch);
    scratch_file(&scratch, "file", TEXT("abcdef"));
    int fd = openat(scratch.fd, "file", O_RDONLY | O_CLOEXEC);
    scratch_remove(&scratch);
    assert_int_equal(file_read_some(fd, start, sizeof(start)), 3);
    assert_memory_equal(start, "abc", 3);
    assert_int_equal(file_read_rest(fd, 3, &contents), 0);
    assert_text(&contents, "def");
    assert_int_equal(file_read_some(fd, start, sizeof(start)), 0);
    file_close(&fd);
    assert_int_equal(fcntl(fd, F_GETFD), -1); // file_close closed it
    assert_int_equal(file_read_some(fd, start, sizeof(start)), -EBADF);
}

static void test_an_empty_file_is_an_empty_text(void **state)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};

    (void)state;
    assert_int_equal(file_read(AT_FDCWD, "/dev/null", 10, &contents), 0);
    assert_int_equal(contents.length, 0);
    assert_true(contents.data == NULL || contents.data[0] == '\0');
}

static void test_nothing_is_closed_twice(void **state)
{
    int never_opened = -1;

    (void)state;
    errno = 0;
    file_close(&never_opened);
    assert_int_equal(errno, 0);
}

static void test_descriptor_0_is_closed_too(void **state)
{
    int saved = dup(STDIN_FILENO);
    int zero = STDIN_FILENO;

    (void)state;
    dup2(STDERR_FILENO, STDIN_FILENO);
    file_close(&zero);
    int flags = fcntl(STDIN_FILENO, F_GETFD);
    if (saved >= 0)
        dup2(saved, STDIN_FILENO);
    close(saved);
    assert_int_equal(flags, -1);
}

static void test_descriptors_do_not_leak(void **state)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    int before = dup(STDERR_FILENO);

    (void)state;
    close(before);
    assert_int_equal(file_read(AT_FDCWD, "/dev/null", 1, &contents), 0);
    int after = dup(STDERR_FILENO);
    close(after);
    assert_int_equal(after, before);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contents_are_appended),
        cmocka_unit_test(test_the_rest_begins_where_reading_stopped),
        cmocka_unit_test(test_an_empty_file_is_an_empty_text),
        cmocka_unit_test(test_nothing_is_closed_twice),
        cmocka_unit_test(test_descriptor_0_is_closed_too),
        cmocka_unit_test(test_descriptors_do_not_leak),
    };

    return RUN_ROWS(test_limit, limits) + cmocka_run_group_tests(tests, NULL, NULL);
}
