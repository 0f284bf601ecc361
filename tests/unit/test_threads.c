// SPDX-License-Identifier: MIT
/** join/owner: sockets that only threads hold, and what is said of those that nobody holds. */
#include "procfs.h"

/** Process 100 whose first thread has ended; its other threads share descriptors 5 and 6. */
static void add_threads(struct scene *scene)
{
    scratch_file(&scene->proc, "100/comm", TEXT("nginx\n"));
    scratch_link(&scene->proc, "100/fd/0", "/dev/null");
    scratch_link(&scene->proc, "100/task/101/fd/5", "socket:[71]");
    scratch_link(&scene->proc, "100/task/101/fd/6", "socket:[71]");
    scratch_link(&scene->proc, "100/task/102/fd/5", "socket:[71]");
    scratch_link(&scene->proc, "100/task/102/fd/6", "socket:[71]");
}

static void test_what_threads_share_is_listed_once(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_threads(&scene);
    walk(&scene);
    assert_int_equal(owner_of(&scene, 1), OWNER_KNOWN);
    assert_int_equal(scene.facts.owners.process_count, 1);
    size_t holders = scene.facts.owners.holder_count;
    scene_free(&scene);
    assert_int_equal(holders, 2);
}

static void test_a_thread_goes_by_the_name_of_its_process(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scratch_file(&scene.proc, "100/comm", TEXT("nginx\n"));
    scratch_file(&scene.proc, "100/task/101/comm", TEXT("worker\n"));
    scratch_link(&scene.proc, "100/fd/0", "/dev/null");
    scratch_link(&scene.proc, "100/task/101/fd/5", "socket:[71]");
    walk(&scene);
    assert_holders(&scene, 1, "100:5 nginx;");
    scene_free(&scene);
}

static void test_a_thread_that_ends_under_way_is_skipped(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_threads(&scene);
    scratch_file(&scene.proc, "100/task/103/comm", TEXT("no descriptors any more\n"));
    walk(&scene);
    assert_int_equal(owner_of(&scene, 0), OWNER_KERNEL);
    assert_int_equal(owner_of(&scene, 1), OWNER_KNOWN);
    assert_int_equal(scene.facts.warning_count, 0);
    scene_free(&scene);
}

static void test_root_is_not_told_to_become_root(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    unlinkat(scene.proc.fd, "self/ns/pid", 0);
    walk(&scene);
    assert_int_equal(scene.facts.warning_count, 1);
    assert_string_equal(scene.facts.warnings[0],
                        geteuid() == 0
                            ? "owners of 1 of 3 sockets are not visible: processes outside of this "
                              "PID namespace cannot be read"
                            : "owners of 1 of 3 sockets are not visible: run as root (or with "
                              "cap_sys_ptrace and cap_dac_read_search)");
    scene_free(&scene);
}

static void test_two_readers_list_processes_by_number(void **state)
{
    CLEANUP(strbuf_free) struct strbuf expected = {0};
    struct scene scene;
    char name[32];

    (void)state;
    scene_init(&scene);
    // More descriptors than one reader reads alone, and half of the processes behind them.
    for (int pid = 100; pid < 112; pid++) {
        snprintf(name, sizeof(name), "%d/comm", pid);
        scratch_file(&scene.proc, name, TEXT("nginx\n"));
        snprintf(name, sizeof(name), "%d:5 nginx;", pid);
        strbuf_text(&expected, name);
        for (int fd = 0; fd < 800; fd++) {
            snprintf(name, sizeof(name), "%d/fd/%d", pid, fd);
            scratch_link(&scene.proc, name, fd == 5 ? "socket:[70]" : "/dev/null");
        }
    }
    walk(&scene);
    assert_holders(&scene, 0, expected.data);
    scene_free(&scene);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_readers_list_processes_by_number),
        cmocka_unit_test(test_what_threads_share_is_listed_once),
        cmocka_unit_test(test_a_thread_goes_by_the_name_of_its_process),
        cmocka_unit_test(test_a_thread_that_ends_under_way_is_skipped),
        cmocka_unit_test(test_root_is_not_told_to_become_root),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
