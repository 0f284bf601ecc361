// SPDX-License-Identifier: MIT
/** join/descriptors: what one reader makes of a process, in a procfs that is laid out by hand. */
#include "scratch.h"

#include "join/descriptors.h"

#include <errno.h>

/** A procfs, a reader, and sockets 70 and 71, which are wanted. */
struct scene {
    struct scratch proc;
    struct owners owners;
    struct reader reader;
};

static void scene_init(struct scene *scene)
{
    *scene = (struct scene){0};
    scratch_make(&scene->proc);
    owners_want(&scene->owners, 70);
    owners_want(&scene->owners, 71);
    scene->reader.owners = &scene->owners;
    scratch_file(&scene->proc, "100/comm", TEXT("nginx\n"));
}

static void scene_free(struct scene *scene)
{
    scratch_remove(&scene->proc);
    reader_free(&scene->reader);
    owners_free(&scene->owners);
}

static void test_what_is_counted(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    scratch_link(&scene.proc, "100/fd/0", "/dev/null");
    scratch_link(&scene.proc, "100/fd/5", "socket:[71]");
    scratch_link(&scene.proc, "100/fd/6", "socket:[72]");
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 100));
    assert_int_equal(scene.reader.descriptors, 3);
    assert_int_equal(scene.reader.count, 1);
    assert_int_equal(scene.reader.finds[0].chain, 1);
    assert_int_equal(scene.reader.finds[0].fd, 5);
    assert_int_equal(scene.reader.finds[0].process, 0);
    assert_int_equal(scene.reader.found.process_count, 1);
    assert_int_equal(scene.reader.failure, 0);
    assert_false(scene.reader.denied);
}

static void test_a_second_process(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    scratch_link(&scene.proc, "100/fd/5", "socket:[70]");
    scratch_file(&scene.proc, "200/comm", TEXT("php\n"));
    for (int fd = 0; fd < 20; fd++) {
        char name[16];
        snprintf(name, sizeof(name), "200/fd/%d", fd);
        scratch_link(&scene.proc, name, "socket:[70]");
    }
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 100));
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 200));
    assert_int_equal(scene.reader.count, 21);
    assert_int_equal(scene.reader.found.process_count, 2);
    for (size_t i = 0; i < scene.reader.count; i++)
        assert_int_equal(scene.reader.finds[i].process, i > 0);
}

static void test_threads_are_read_for_what_nobody_holds(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    owners_add_process(&scene.owners, 9, TEXT("a"));
    owners_add_holder(&scene.owners, 0, 0, 3);
    scratch_link(&scene.proc, "100/fd/4", "socket:[71]");
    scratch_link(&scene.proc, "100/task/101/fd/5", "socket:[70]");
    scratch_link(&scene.proc, "100/task/101/fd/6", "socket:[71]");
    scene.reader.threads = true;
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 100));
    assert_int_equal(scene.reader.count, 1);
    assert_int_equal(scene.reader.finds[0].fd, 6);
}

static void test_every_holder_is_news_to_processes(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    owners_add_process(&scene.owners, 9, TEXT("a"));
    owners_add_holder(&scene.owners, 0, 0, 3);
    scratch_link(&scene.proc, "100/fd/4", "socket:[70]");
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 100));
    assert_int_equal(scene.reader.count, 1);
}

struct failure_row {
    const char *name;
    const char *file;         /**< is one where none should be */
    const char *link;         /**< to socket 70; or NULL */
    int failure, descriptors; /**< of the reader */
};

// What fails once is not asked again.
static const struct failure_row failures[] = {
    {"no process", "200/fd/1/x", NULL, 0, 0},
    {"no directory", "100/fd", NULL, -ENOTDIR, 0},
    {"no link", "100/fd/5", NULL, -EINVAL, 1},
    {"no link, and another", "100/fd/5", "100/fd/x", -EINVAL, 1},
};

static void test_failure(void **state)
{
    const struct failure_row *row = *state;
    CLEANUP(scene_free) struct scene scene;

    scene_init(&scene);
    scratch_file(&scene.proc, row->file, TEXT(""));
    if (row->link)
        scratch_link(&scene.proc, row->link, "socket:[70]");
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 100));
    assert_int_equal(scene.reader.failure, row->failure);
    assert_int_equal(scene.reader.descriptors, row->descriptors);
    assert_int_equal(scene.reader.count, 0);
    assert_false(scene.reader.denied);
}

static void test_descriptors_that_fail_are_given_up(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    for (int fd = 0; fd < 9; fd++) {
        char name[16];
        snprintf(name, sizeof(name), "100/fd/%d", fd);
        scratch_file(&scene.proc, name, TEXT(""));
    }
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 100));
    assert_int_equal(scene.reader.descriptors, 1);
}

static void add_entries(struct scene *scene, const char *before, int first, const char *behind)
{
    char name[32];

    for (int number = first; number < first + 8; number++) {
        snprintf(name, sizeof(name), "%s%d%s", before, number, behind);
        if (number % 2 == 0)
            scratch_link(&scene->proc, name, "socket:[70]");
        else
            scratch_file(&scene->proc, name, TEXT(""));
    }
}

/** Whatever the link before it was: nothing is made of that again. */
static void test_a_descriptor_that_fails_among_others(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    add_entries(&scene, "100/fd/", 10, "");
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 100));
    assert_int_equal(scene.reader.failure, -EINVAL);
}

/** Four of eight threads fail; what the others hold is found, in whatever order they come. */
static void test_a_thread_that_fails_is_no_other_thread(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    add_entries(&scene, "100/task/", 200, "/fd/3");
    scene.reader.threads = true;
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 100));
    assert_int_equal(scene.reader.count, 4);
    assert_int_equal(scene.reader.failure, -EINVAL);
}

/** The name is read for the first socket; that it cannot be is no reason to try nine times. */
static void test_a_name_that_cannot_be_read(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene);
    scratch_file(&scene.proc, "200/comm/x", TEXT(""));
    for (int fd = 0; fd < 9; fd++) {
        char name[16];
        snprintf(name, sizeof(name), "200/fd/%d", fd);
        scratch_link(&scene.proc, name, "socket:[70]");
    }
    assert_true(descriptors_read(&scene.reader, scene.proc.fd, 200));
    assert_int_equal(scene.reader.failure, -EISDIR);
    assert_int_equal(scene.reader.descriptors, 1);
    assert_int_equal(scene.reader.count, 0);
    assert_int_equal(scene.reader.found.process_count, 0);
}

/** As a user who is not root: 200 may not be read, 100 may, and both are told apart. */
static void test_what_may_not_be_read(void **state)
{
    CLEANUP(scene_free) struct scene scene;
    bool root = geteuid() == 0;
    bool read[3];

    (void)state;
    scene_init(&scene);
    scratch_link(&scene.proc, "100/fd/5", "socket:[70]");
    scratch_link(&scene.proc, "200/fd/5", "socket:[70]");
    assert_int_equal(fchmod(scene.proc.fd, 0755), 0);
    assert_int_equal(fchmodat(scene.proc.fd, "200/fd", 0, 0), 0);
    if (root)
        assert_int_equal(seteuid(65534), 0);
    read[0] = descriptors_read(&scene.reader, scene.proc.fd, 100);
    bool denied = scene.reader.denied;
    read[1] = descriptors_read(&scene.reader, scene.proc.fd, 200);
    read[2] = descriptors_read(&scene.reader, scene.proc.fd, 100);
    if (root)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(fchmodat(scene.proc.fd, "200/fd", 0755, 0), 0);
    assert_true(read[0]);
    assert_false(denied);
    assert_false(read[1]);
    assert_true(read[2]);
    assert_true(scene.reader.denied);
    assert_int_equal(scene.reader.failure, 0);
}

static void count_number(struct reader *reader, int directory, const struct number *number,
                         void *context)
{
    unsigned *sum = context;

    (void)reader;
    (void)directory;
    *sum += number->value;
}

static void test_numbers(void **state)
{
    CLEANUP(scene_free) struct scene scene;
    unsigned sum = 0;

    (void)state;
    scene_init(&scene);
    scratch_file(&scene.proc, "7", TEXT(""));
    scratch_file(&scene.proc, "x7", TEXT(""));
    assert_int_equal(descriptors_numbers(&scene.reader, scene.proc.fd, count_number, &sum), 0);
    assert_int_equal(sum, 107);
    assert_int_equal(descriptors_numbers(&scene.reader, -1, count_number, &sum), -EBADF);
}

struct link_row {
    const char *name; /**< the link */
    uint32_t inode;   /**< 0: it is none of a socket */
};

static const struct link_row links[] = {
    {"socket:[7]", 7},
    {"socket:[4294967295]", UINT32_MAX},
    {"socket:[4294967296]", 0},
    {"socket:[]", 0},
    {"socket:[", 0},
    {"socket:", 0},
    {"", 0},
    {"socket:[7", 0},
    {"socket:[7] ", 0},
    {"socket:[x]", 0},
    {"Socket:[7]", 0},
    {"anon_inode:[7]", 0},
};

static void test_link(void **state)
{
    const struct link_row *row = *state;
    size_t length = strlen(row->name);
    char *exact = malloc(length + !length); // no NUL behind it
    uint32_t inode = 0;

    memcpy(exact, row->name, length);
    assert_int_equal(descriptors_parse_link(exact, length, &inode), row->inode > 0);
    assert_int_equal(inode, row->inode);
    free(exact);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_counted),
        cmocka_unit_test(test_a_second_process),
        cmocka_unit_test(test_threads_are_read_for_what_nobody_holds),
        cmocka_unit_test(test_every_holder_is_news_to_processes),
        cmocka_unit_test(test_descriptors_that_fail_are_given_up),
        cmocka_unit_test(test_a_descriptor_that_fails_among_others),
        cmocka_unit_test(test_a_thread_that_fails_is_no_other_thread),
        cmocka_unit_test(test_a_name_that_cannot_be_read),
        cmocka_unit_test(test_what_may_not_be_read),
        cmocka_unit_test(test_numbers),
    };

    return RUN_ROWS(test_failure, failures) + RUN_ROWS(test_link, links) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
