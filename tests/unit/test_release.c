// SPDX-License-Identifier: MIT
/** collect/release: the BPF program that reports which process closes a UDP socket. */
#include "bpf.h"
#include "unit.h"

#include "collect/release.h"
#include "join/cgroup_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef HAVE_BPF
// generated from release.bpf.c; needs <errno.h> before it
#include <release.skel.h>
#endif

DEFINE_NEED_BPF(release_bpf)

/** Attaches the program to the tree of cgroups; skips the test if none is mounted. */
static struct release *open_release(void)
{
    struct release *release = NULL;
    struct cgroup_tree tree = {.fd = -1};
    int proc = open("/proc", O_RDONLY | O_DIRECTORY);

    need_bpf();
    assert_int_equal(cgroup_tree_open(proc, &tree), 0);
    close(proc);
    if (tree.fd < 0) {
        print_message("skipped: no tree of cgroups (version 2) is mounted\n");
        skip();
    }
    assert_int_equal(release_open(tree.fd, &release), 0);
    cgroup_tree_close(&tree);
    return release;
}

static uint64_t cookie_of(int fd)
{
    uint64_t cookie = 0;
    socklen_t size = sizeof(cookie);

    assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size), 0);
    return cookie;
}

/** A process named "child" closes FD, which then no process holds. Returns its PID. */
static pid_t close_in_child(int fd)
{
    int go[2];
    char byte;

    assert_int_equal(pipe(go), 0);
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_NAME, "child");
        close(go[1]);
        if (read(go[0], &byte, 1) == 0)
            close(fd);
        _exit(0);
    }
    close(go[0]);
    close(fd);
    close(go[1]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return child;
}

static void test_the_process_that_closes_last(void **state)
{
    struct release *release = open_release();
    struct acting_process process;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int other = socket(AF_INET6, SOCK_DGRAM, 0);
    uint64_t cookie = cookie_of(fd), other_cookie = cookie_of(other);

    (void)state;
    assert_false(release_find(release, cookie, &process)); // it is open
    pid_t child = close_in_child(fd);
    assert_int_equal(prctl(PR_SET_NAME, "parent"), 0);
    close(other);
    assert_true(release_find(release, cookie, &process));
    assert_int_equal(process.pid, child);
    assert_string_equal(process.comm, "child");
    assert_true(release_find(release, other_cookie, &process));
    assert_int_equal(process.pid, getpid());
    assert_string_equal(process.comm, "parent");
    assert_int_equal(release_lost(release), 0);
    assert_int_equal(release_read(release), 0);
    release_close(release);
}

static void test_other_protocols_are_left_out(void **state)
{
    struct release *release = open_release();
    struct acting_process process;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    uint64_t cookie = cookie_of(fd);

    (void)state;
    close(fd);
    assert_false(release_find(release, cookie, &process));
    assert_false(release_find(release, 0, &process));
    release_close(release);
}

static void test_what_is_no_cgroup(void **state)
{
    struct release *release = NULL;

    (void)state;
    need_bpf();
    assert_int_equal(release_open(-1, &release), -EBADF);
    assert_null(release);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_process_that_closes_last),
        cmocka_unit_test(test_other_protocols_are_left_out),
        cmocka_unit_test(test_what_is_no_cgroup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
