// SPDX-License-Identifier: MIT
/** show/out: what is written when, and what becomes of failures. */
#include "pipes.h"

#include "show/out.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/** Bytes in the file so far. */
static off_t size_of(int fd)
{
    struct stat status;

    assert_int_equal(fstat(fd, &status), 0);
    return status.st_size;
}

static void append(struct out *out, size_t count)
{
    memset(strbuf_room(&out->pending, count), 'x', count);
    strbuf_added(&out->pending, count);
}

static void test_rows_are_written_in_large_pieces(void **state)
{
    FILE *file = tmpfile();
    struct out out = {.fd = fileno(file)};

    (void)state;
    append(&out, 65535);
    out_row(&out);
    assert_int_equal(size_of(out.fd), 0);
    append(&out, 1);
    out_row(&out);
    assert_int_equal(size_of(out.fd), 65536);
    assert_int_equal(out.pending.length, 0);
    append(&out, 5);
    out_row(&out);
    assert_int_equal(size_of(out.fd), 65536);
    assert_int_equal(out_finish(&out), 0);
    assert_int_equal(size_of(fileno(file)), 65541);
    assert_null(out.pending.data);
    fclose(file);
}

static void test_nothing_is_no_failure(void **state)
{
    struct out out = {.fd = -1};

    (void)state;
    out_row(&out);
    assert_int_equal(out_finish(&out), 0);
}

static void test_the_first_failure_stays(void **state)
{
    FILE *file = tmpfile();
    struct out out = {.fd = -1};

    (void)state;
    append(&out, 65536);
    out_row(&out);
    assert_int_equal(out.error, -EBADF);
    assert_int_equal(out.pending.length, 0); // what cannot be written does not pile up
    out.fd = fileno(file);
    append(&out, 10);
    assert_int_equal(out_finish(&out), -EBADF);
    assert_int_equal(size_of(fileno(file)), 0);
    fclose(file);
}

/** Sends 20,000 bytes through a pipe of one page; FLAGS are those of its writing end. */
static void check_small_pipe(int flags)
{
    int ends[2];
    char text[20001];
    size_t length = 0;
    int status = -1;

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(fcntl(ends[1], F_SETPIPE_SZ, 4096), 4096);
    assert_int_equal(fcntl(ends[1], F_SETFL, flags), 0);
    pid_t child = fork();
    if (child == 0) {
        struct out out = {.fd = ends[1]};
        alarm(600);
        for (int i = 0; i < 2000; i++)
            strbuf_text(&out.pending, "123456789\n");
        _exit(out_finish(&out) != 0);
    }
    wait_until_full(ends[1], child);
    for (ssize_t count; (count = read(ends[0], text + length, sizeof(text) - length)) > 0;)
        length += (size_t)count;
    close(ends[0]);
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(length, 20000);
    for (size_t i = 0; i < length; i += 10)
        assert_memory_equal(text + i, "123456789\n", 10);
}

static void test_the_rest_of_a_short_write_follows(void **state)
{
    (void)state;
    check_small_pipe(0);
}

static void test_a_pipe_that_does_not_block_is_waited_for(void **state)
{
    (void)state;
    check_small_pipe(O_NONBLOCK);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_written_in_large_pieces),
        cmocka_unit_test(test_nothing_is_no_failure),
        cmocka_unit_test(test_the_first_failure_stays),
        cmocka_unit_test(test_the_rest_of_a_short_write_follows),
        cmocka_unit_test(test_a_pipe_that_does_not_block_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
