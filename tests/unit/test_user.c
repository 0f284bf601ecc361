// SPDX-License-Identifier: MIT
/** join/user: names of users, looked up here and in another process. */
#include "descriptors.h"

#include "join/user.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY_HAS_IT 4000000123U

static struct user_server started(void)
{
    struct user_server server = {0};

    assert_true(user_server_start(&server));
    assert_true(server.process.pid > 0);
    return server;
}

static void test_one_process_looks_up_many(void **state)
{
    const struct user_server server = started();
    CLEANUP(strbuf_free) struct strbuf names = {0};

    (void)state;
    assert_int_equal(user_server_name(&server, 0, &names), 0);
    assert_int_equal(user_server_name(&server, NOBODY_HAS_IT, &names), 0);
    assert_int_equal(user_server_name(&server, (uid_t)-1, &names), 0);
    strbuf_byte(&names, ' ');
    assert_int_equal(user_server_name(&server, 0, &names), 0);
    user_server_stop(&server);
    assert_text(&names, "root root");
}

static void test_here(void **state)
{
    CLEANUP(strbuf_free) struct strbuf name = {0};

    (void)state;
    assert_int_equal(user_name(0, &name), 0);
    assert_int_equal(user_name(NOBODY_HAS_IT, &name), 0);
    assert_text(&name, "root");
}

static void test_nobody_answers_when_it_has_ended(void **state)
{
    const struct user_server server = started();
    CLEANUP(strbuf_free) struct strbuf name = {0};
    siginfo_t info;

    (void)state;
    kill(server.process.pid, SIGKILL);
    assert_int_equal(waitid(P_PID, (id_t)server.process.pid, &info, WEXITED | WNOWAIT), 0);
    assert_int_equal(user_server_name(&server, 0, &name), -ECHILD);
    user_server_stop(&server);
    assert_text(&name, "");
}

static void test_it_ends_when_it_is_stopped(void **state)
{
    const struct user_server server = started();

    (void)state;
    user_server_stop(&server);
    assert_int_equal(kill(server.process.pid, 0), -1); // nor is it a zombie
    assert_int_equal(errno, ESRCH);
}

/** Whoever else holds a descriptor of the socket, as after a close(2) that fails. */
static void test_it_ends_while_the_socket_stays_open(void **state)
{
    const struct user_server server = started();
    int copy = dup(server.process.fd);

    (void)state;
    user_server_stop(&server);
    close(copy);
}

static void test_it_keeps_no_pipe_open(void **state)
{
    int pipe_ends[2];
    char byte;

    (void)state;
    fflush(stdout);
    int before = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    assert_int_equal(pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK), 0);
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[1]);
    const struct user_server server = started();
    CLEANUP(strbuf_free) struct strbuf name = {0};
    int error = user_server_name(&server, 0, &name); // it has begun to serve
    dup2(before, STDOUT_FILENO);
    ssize_t count = read(pipe_ends[0], &byte, 1);
    user_server_stop(&server);
    close(before);
    close(pipe_ends[0]);
    assert_int_equal(error, 0);
    assert_int_equal(count, 0);
}

static void test_none_where_there_are_no_descriptors(void **state)
{
    struct user_server server = {0};
    struct rlimit before;

    (void)state;
    descriptors_take(&before);
    bool start = user_server_start(&server);
    descriptors_return(&before);
    assert_false(start);
    assert_int_equal(server.process.pid, 0);
    user_server_stop(&server);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_here),
        cmocka_unit_test(test_one_process_looks_up_many),
        cmocka_unit_test(test_nobody_answers_when_it_has_ended),
        cmocka_unit_test(test_it_ends_when_it_is_stopped),
        cmocka_unit_test(test_it_ends_while_the_socket_stays_open),
        cmocka_unit_test(test_it_keeps_no_pipe_open),
        cmocka_unit_test(test_none_where_there_are_no_descriptors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
