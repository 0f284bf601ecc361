// SPDX-License-Identifier: MIT
/** base/diag: messages on stderr. */
#include "pipes.h"

#include "base/diag.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

/** Says TEXT through "%s" and returns the bytes of the first write to stderr. */
static size_t first_write(const char *text, char *buffer, size_t size)
{
    int ends[2];
    int saved = dup(STDERR_FILENO);

    // one packet a write
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    dup2(ends[1], STDERR_FILENO);
    diag_message("%s", text);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(ends[1]);
    ssize_t length = recv(ends[0], buffer, size, 0);
    assert_int_equal(recv(ends[0], buffer + length, 1, 0), 0);
    close(ends[0]);
    return (size_t)length;
}

struct message_row {
    const char *name;
    const char *text;
    const char *message;
};

static const struct message_row messages[] = {
    {"plain", "no such file", "sockstat: no such file\n"},
    {"empty", "", "sockstat: \n"},
    {"escape sequence", "\033[2J", "sockstat: \\x1b[2J\n"},
    {"second line", "a\nsockstat: b", "sockstat: a\\x0asockstat: b\n"},
    {"backslash", "a\\b", "sockstat: a\\b\n"},
    {"not UTF-8", "\xff", "sockstat: \\xff\n"},
    {"direction control", "\xe2\x80\xae", "sockstat: \\xe2\\x80\\xae\n"},
    {"UTF-8", "caf\xc3\xa9", "sockstat: caf\xc3\xa9\n"},
};

static void test_message(void **state)
{
    const struct message_row *row = *state;
    char buffer[256];
    size_t length = first_write(row->text, buffer, sizeof(buffer) - 1);

    buffer[length] = '\0';
    assert_string_equal(buffer, row->message);
}

static void test_a_long_message_is_one_write(void **state)
{
    char text[8001];
    char buffer[9000];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(first_write(text, buffer, sizeof(buffer) - 1), 10 + 8000 + 1);
    assert_int_equal(buffer[8009], 'x');
    assert_int_equal(buffer[8010], '\n');
}

static void test_a_closed_stderr_is_no_failure(void **state)
{
    int saved = dup(STDERR_FILENO);

    (void)state;
    close(STDERR_FILENO);
    diag_message("nobody hears this");
    dup2(saved, STDERR_FILENO);
    close(saved);
}

static void wake(int signal)
{
    (void)signal;
}

/** Writes 20,000 bytes. */
static _Noreturn void say_much(int fd)
{
    static char text[20001];
    struct sigaction action = {.sa_handler = wake};

    memset(text, 'x', sizeof(text) - 1);
    sigaction(SIGUSR1, &action, NULL);
    dup2(fd, STDERR_FILENO);
    diag_message("%s", text);
    _exit(0);
}

static void test_a_write_that_is_interrupted_goes_on(void **state)
{
    char text[21000];
    size_t length = 0;
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[1], F_SETPIPE_SZ, 4096), 4096);
    pid_t child = fork();
    if (child == 0)
        say_much(ends[1]);
    wait_until_full(ends[1], child);
    kill(child, SIGUSR1); // the first write is short
    for (ssize_t count; (count = read(ends[0], text + length, sizeof(text) - length)) > 0;)
        length += (size_t)count;
    close(ends[0]);
    waitpid(child, NULL, 0);
    assert_int_equal(length, 10 + 20000 + 1);
    assert_memory_equal(text, "sockstat: xxx", 13);
    for (size_t i = 10; i < 20010; i++)
        assert_int_equal(text[i], 'x');
    assert_int_equal(text[20010], '\n');
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_long_message_is_one_write),
        cmocka_unit_test(test_a_closed_stderr_is_no_failure),
        cmocka_unit_test(test_a_write_that_is_interrupted_goes_on),
    };

    return RUN_ROWS(test_message, messages) + cmocka_run_group_tests(tests, NULL, NULL);
}
