// SPDX-License-Identifier: MIT
/** join/context: the security contexts of holders, in a procfs that is laid out by hand. */
#include "procfs.h"

#include "join/context.h"

struct parse_row {
    const char *name;
    struct text bytes, context;
};

static const struct parse_row parse_rows[] = {
    {"SELinux", TEXT("system_u:system_r:httpd_t:s0:c1,c2\0"),
     TEXT("system_u:system_r:httpd_t:s0:c1,c2")},
    {"AppArmor", TEXT("/usr/sbin/sshd (enforce)\n"), TEXT("/usr/sbin/sshd (enforce)")},
    {"Smack", TEXT("_"), TEXT("_")},
    {"empty", TEXT(""), TEXT("")},
    {"a newline", TEXT("\n"), TEXT("")},
    {"a NUL", TEXT("\0"), TEXT("")},
    {"a second line", TEXT("one\ntwo\n"), TEXT("one")},
    {"bytes after a NUL", TEXT("one\0two\n"), TEXT("one")},
    {"any other bytes", TEXT("\x1b[31m;\xff\r\n"), TEXT("\x1b[31m;\xff\r")},
};

static void test_parse(void **state)
{
    const struct parse_row *row = *state;
    struct text context = context_parse(row->bytes.bytes, row->bytes.length);

    assert_int_equal(context.length, row->context.length);
    assert_memory_equal(context.bytes, row->context.bytes, context.length);
}

/** Reads the contexts of the holders of sockets 70 and 71. */
static void find_contexts(struct scene *scene)
{
    struct owner_source source = {.proc = scene->proc.path, .choice = OWNERS_PROC};

    owner_join(&scene->table, &source, &scene->facts);
    context_join(&scene->table, scene->proc.path, &scene->facts);
}

/** Asserts the state of process number INDEX; CONTEXT is NULL unless it is known. */
static void assert_context(const struct scene *scene, size_t index, enum process_context known,
                           const char *context)
{
    const struct owners *owners = &scene->facts.owners;
    const struct process *process = &owners->processes[index];
    struct text text = owners_context(owners, process);

    assert_true(index < owners->process_count);
    assert_int_equal(process->context, known);
    assert_int_equal(text.bytes != NULL, context != NULL);
    if (context)
        assert_true(text_is(text, context));
}

static void end_scene(struct scene *scene)
{
    scratch_remove(&scene->proc);
    scene_free(scene);
}

static void test_contexts_of_two_processes(void **state)
{
    CLEANUP(end_scene) struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_file(&scene.proc, "100/attr/current", TEXT("system_u:system_r:httpd_t:s0\0"));
    scratch_file(&scene.proc, "200/comm", TEXT("php\n"));
    scratch_link(&scene.proc, "200/fd/6", "socket:[71]");
    scratch_file(&scene.proc, "200/attr/current", TEXT("php (complain)\n"));
    find_contexts(&scene);
    bool first = scene.facts.owners.processes[0].pid == 100;
    assert_context(&scene, first ? 0 : 1, CONTEXT_KNOWN, "system_u:system_r:httpd_t:s0");
    assert_context(&scene, first ? 1 : 0, CONTEXT_KNOWN, "php (complain)");
    assert_false(scene.facts.no_contexts);
    assert_int_equal(scene.facts.warning_count, 0);
}

static void test_only_processes_of_rows_are_read(void **state)
{
    CLEANUP(end_scene) struct scene scene;
    struct owner_source source = {.choice = OWNERS_PROC};

    (void)state;
    scene_init(&scene);
    source.proc = scene.proc.path;
    add_nginx(&scene);
    scratch_file(&scene.proc, "100/attr/current", TEXT("a\n"));
    owner_join(&scene.table, &source, &scene.facts);
    scene.table.rows[0] = scene.table.rows[1]; // the filter dropped socket 70
    context_join(&scene.table, scene.proc.path, &scene.facts);
    assert_context(&scene, 0, CONTEXT_UNKNOWN, NULL);
    assert_false(scene.facts.no_contexts);
}

static void test_a_kernel_without_contexts(void **state)
{
    CLEANUP(end_scene) struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    find_contexts(&scene);
    assert_context(&scene, 0, CONTEXT_NONE, NULL);
    assert_true(scene.facts.no_contexts);
    assert_int_equal(scene.facts.warning_count, 0);
}

static void test_a_process_without_a_context_beside_one(void **state)
{
    CLEANUP(end_scene) struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_file(&scene.proc, "100/attr/current", TEXT("a\n"));
    scratch_file(&scene.proc, "200/comm", TEXT("php\n"));
    scratch_link(&scene.proc, "200/fd/6", "socket:[71]");
    find_contexts(&scene);
    assert_int_equal(scene.facts.owners.process_count, 2);
    assert_false(scene.facts.no_contexts);
}

static void test_an_empty_context_is_none(void **state)
{
    CLEANUP(end_scene) struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_file(&scene.proc, "100/attr/current", TEXT("\n"));
    find_contexts(&scene);
    assert_context(&scene, 0, CONTEXT_NONE, NULL);
}

/** Reads a context of LENGTH bytes. */
static void read_long(struct scene *scene, size_t length)
{
    char bytes[5000];

    memset(bytes, 'x', sizeof(bytes));
    scene_init(scene);
    add_nginx(scene);
    scratch_file(&scene->proc, "100/attr/current", (struct text){bytes, length});
    find_contexts(scene);
}

static void test_a_context_of_a_page(void **state)
{
    CLEANUP(end_scene) struct scene scene;

    (void)state;
    read_long(&scene, 4096);
    assert_int_equal(owners_context(&scene.facts.owners, scene.facts.owners.processes).length,
                     4096);
}

static void test_a_longer_context_is_unknown(void **state)
{
    CLEANUP(end_scene) struct scene scene;

    (void)state;
    read_long(&scene, 5000);
    assert_context(&scene, 0, CONTEXT_UNKNOWN, NULL);
    assert_false(scene.facts.no_contexts);
}

/** Its number belongs to another process, which does not hold the socket. */
static void test_a_process_that_has_ended(void **state)
{
    CLEANUP(end_scene) struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_file(&scene.proc, "100/attr/current", TEXT("a\n"));
    find_contexts(&scene);
    assert_context(&scene, 0, CONTEXT_KNOWN, "a");
    scene.facts.owners.processes[0].context = CONTEXT_UNKNOWN;
    assert_int_equal(unlinkat(scene.proc.fd, "100/fd/5", 0), 0);
    scratch_link(&scene.proc, "100/fd/5", "socket:[72]");
    context_join(&scene.table, scene.proc.path, &scene.facts);
    assert_context(&scene, 0, CONTEXT_UNKNOWN, NULL);
    scratch_remove(&scene.proc);
    context_join(&scene.table, scene.proc.path, &scene.facts);
    assert_context(&scene, 0, CONTEXT_UNKNOWN, NULL);
    assert_false(scene.facts.no_contexts);
    assert_int_equal(scene.facts.warning_count, 0);
    scratch_make(&scene.proc);
}

static void test_a_socket_of_a_thread(void **state)
{
    CLEANUP(end_scene) struct scene scene;

    (void)state;
    scene_init(&scene);
    scratch_file(&scene.proc, "100/comm", TEXT("nginx\n"));
    scratch_link(&scene.proc, "100/fd/0", "/dev/null");
    scratch_link(&scene.proc, "100/task/100/fd/0", "/dev/null");
    scratch_link(&scene.proc, "100/task/101/fd/5", "socket:[70]");
    scratch_file(&scene.proc, "100/attr/current", TEXT("a\n"));
    find_contexts(&scene);
    assert_context(&scene, 0, CONTEXT_KNOWN, "a");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contexts_of_two_processes),
        cmocka_unit_test(test_only_processes_of_rows_are_read),
        cmocka_unit_test(test_a_kernel_without_contexts),
        cmocka_unit_test(test_a_process_without_a_context_beside_one),
        cmocka_unit_test(test_an_empty_context_is_none),
        cmocka_unit_test(test_a_context_of_a_page),
        cmocka_unit_test(test_a_longer_context_is_unknown),
        cmocka_unit_test(test_a_process_that_has_ended),
        cmocka_unit_test(test_a_socket_of_a_thread),
    };

    return RUN_ROWS(test_parse, parse_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
