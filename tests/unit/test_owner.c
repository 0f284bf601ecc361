// SPDX-License-Identifier: MIT
/** join/owner: the walk over a procfs that is laid out by hand. */
#include "../known.h"
#include "procfs.h"

static void test_a_holder_is_found(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    walk(&scene);
    assert_holders(&scene, 0, "100:5 nginx;");
    assert_int_equal(scene.facts.owners.scan, SCAN_FULL);
    assert_int_equal(owner_of(&scene, 0), OWNER_KNOWN);
    assert_int_equal(owner_of(&scene, 1), OWNER_KERNEL);
    assert_int_equal(owner_of(&scene, 2), OWNER_NONE);
    assert_int_equal(scene.facts.owners.hidden, 0);
    assert_int_equal(scene.facts.warning_count, 0);
    assert_true(scene.facts.complete);
    scene_free(&scene);
}

static void test_a_thread_that_holds_alone_is_found(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_link(&scene.proc, "100/task/100/fd/5", "socket:[70]");
    scratch_file(&scene.proc, "200/comm", TEXT("java\n"));
    scratch_link(&scene.proc, "200/task/201/fd/8", "socket:[71]");
    scratch_link(&scene.proc, "200/task/202/fd/8", "socket:[71]");
    scratch_link(&scene.proc, "200/task/202/fd/9", "socket:[70]");
    walk(&scene);
    assert_holders(&scene, 0, "100:5 nginx;"); // found before threads were looked at
    assert_holders(&scene, 1, "200:8 java;");
    assert_int_equal(owner_of(&scene, 1), OWNER_KNOWN);
    scene_free(&scene);
}

static void test_every_holder_is_found(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_link(&scene.proc, "100/fd/6", "socket:[71]");
    scratch_file(&scene.proc, "200/comm", TEXT("php\n"));
    scratch_link(&scene.proc, "200/fd/7", "socket:[70]");
    scratch_link(&scene.proc, "200/fd/8", "socket:[70]");
    scratch_link(&scene.proc, "200/fd/9", "socket:[72]");
    walk(&scene);
    const struct owners *owners = &scene.facts.owners;
    assert_int_equal(owners->process_count, 2);
    assert_int_equal(owners->holder_count, 4);
    assert_holders(&scene, 1, "100:6 nginx;");
    // of one process: next to each other
    size_t changes = 0;
    for (const struct holder *holder = owners_first(owners, &scene.table.rows[0]); holder;) {
        const struct holder *next = owners_next(owners, holder);
        changes += next && next->process != holder->process;
        holder = next;
    }
    assert_int_equal(changes, 1);
    scene_free(&scene);
}

struct comm_row {
    const char *name;
    struct text file;
    const char *holders;
};

static const struct comm_row comms[] = {
    {"plain", TEXT("a\n"), "100:5 a;"},
    {"a newline inside", TEXT("a\nb\n"), "100:5 a\nb;"},
    {"a newline at the end", TEXT("a\n\n"), "100:5 a\n;"},
    {"empty", TEXT("\n"), "100:5 ;"},
    {"nothing at all", TEXT(""), "100:5 ;"},
    {"no newline", TEXT("abc"), "100:5 abc;"},
};

static void test_comm(void **state)
{
    const struct comm_row *row = *state;
    struct scene scene;

    scene_init(&scene);
    scratch_file(&scene.proc, "100/comm", row->file);
    scratch_link(&scene.proc, "100/fd/5", "socket:[70]");
    walk(&scene);
    assert_holders(&scene, 0, row->holders);
    assert_int_equal(scene.facts.warning_count, 0);
    scene_free(&scene);
}

struct entry_row {
    const char *name; /**< where the link to socket 70 is */
};

// None of these is the descriptor of a process.
static const struct entry_row entries[] = {
    {"self/fd/5"},       {"100x/fd/5"},       {"x100/fd/5"}, {"-1/fd/5"},   {"0x64/fd/5"},
    {"4294967296/fd/5"}, {"2147483648/fd/5"}, {"100/fd/5x"}, {"100/fd/x5"}, {"100/fdinfo/5"},
};

static void test_entry(void **state)
{
    const struct entry_row *row = *state;
    struct scene scene;

    scene_init(&scene);
    scratch_file(&scene.proc, "100/comm", TEXT("nginx\n"));
    scratch_link(&scene.proc, "100/fd/0", "/dev/null");
    scratch_link(&scene.proc, row->name, "socket:[70]");
    walk(&scene);
    assert_holders(&scene, 0, "");
    assert_int_equal(scene.facts.owners.scan, SCAN_FULL);
    assert_int_equal(scene.facts.warning_count, 0);
    scene_free(&scene);
}

static void test_a_process_that_ends_under_way_is_skipped(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_file(&scene.proc, "300/comm", TEXT("no descriptors any more\n"));
    scratch_link(&scene.proc, "400/fd/5", "socket:[71]"); // no comm any more
    scratch_link(&scene.proc, "400/fd/6", "socket:[71]");
    walk(&scene);
    assert_holders(&scene, 0, "100:5 nginx;");
    assert_holders(&scene, 1, "");
    assert_int_equal(scene.facts.owners.process_count, 1);
    assert_int_equal(scene.facts.owners.scan, SCAN_FULL);
    assert_int_equal(scene.facts.warning_count, 0);
    scene_free(&scene);
}

static void test_processes_that_ended_are_no_failure(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scratch_file(&scene.proc, "300/comm", TEXT("no descriptors any more\n"));
    walk(&scene);
    assert_int_equal(scene.facts.owners.scan, SCAN_FULL);
    assert_int_equal(scene.facts.warning_count, 0);
    assert_true(scene.facts.complete);
    scene_free(&scene);
}

/** What makes a scan partial without any failure. */
struct partial_row {
    const char *name;
    const char *namespace; /**< NULL: not readable */
    struct text mounts;    /**< of the scratch directory, "%s"; length 0: not readable */
    enum owner_scan scan;
};

static const struct partial_row partials[] = {
    {"first namespace", FIRST_NAMESPACE, TEXT("rw"), SCAN_FULL},
    {"another namespace", "pid:[4026532300]", TEXT("rw"), SCAN_PARTIAL},
    {"a shorter link", "pid:[402653183]", TEXT("rw"), SCAN_PARTIAL},
    {"a longer link", FIRST_NAMESPACE "0", TEXT("rw"), SCAN_PARTIAL},
    {"no bracket at the end", "pid:[4026531836x", TEXT("rw"), SCAN_PARTIAL},
    {"another kind", "net:[4026531836]", TEXT("rw"), SCAN_PARTIAL},
    {"no namespace", NULL, TEXT("rw"), SCAN_PARTIAL},
    {"processes are left out", FIRST_NAMESPACE, TEXT("rw,hidepid=invisible"), SCAN_PARTIAL},
    {"no mounts", FIRST_NAMESPACE, TEXT(""), SCAN_PARTIAL},
};

static void test_partial(void **state)
{
    const struct partial_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf mounts = {0};
    struct scene scene;

    scene_init(&scene);
    add_nginx(&scene);
    unlinkat(scene.proc.fd, "self/ns/pid", 0);
    unlinkat(scene.proc.fd, "self/mountinfo", 0);
    if (row->namespace)
        scratch_link(&scene.proc, "self/ns/pid", row->namespace);
    strbuf_text(&mounts, "2 1 0:2 / ");
    strbuf_text(&mounts, scene.proc.path);
    strbuf_text(&mounts, " rw - proc proc ");
    strbuf_bytes(&mounts, row->mounts.bytes, row->mounts.length);
    if (row->mounts.length > 0)
        scratch_file(&scene.proc, "self/mountinfo", strbuf_contents(&mounts));
    walk(&scene);
    bool partial = row->scan == SCAN_PARTIAL;
    assert_int_equal(scene.facts.owners.scan, row->scan);
    assert_int_equal(scene.facts.owners.hidden, partial);
    assert_int_equal(scene.facts.warning_count, partial);
    assert_int_equal(owner_of(&scene, 1), partial ? OWNER_HIDDEN : OWNER_KERNEL);
    assert_holders(&scene, 0, "100:5 nginx;");
    assert_true(scene.facts.complete);
    scene_free(&scene);
}

/** Walks as a user who is not root. */
static void walk_as_nobody(struct scene *scene)
{
    struct owner_source source = {.proc = scene->proc.path, .choice = OWNERS_PROC};
    bool root = geteuid() == 0;

    assert_int_equal(fchmod(scene->proc.fd, 0755), 0);
    if (root)
        assert_int_equal(seteuid(65534), 0);
    owner_join(&scene->table, &source, &scene->facts);
    if (root)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(fchmodat(scene->proc.fd, "200/fd", 0755, 0), 0);
    scratch_remove(&scene->proc);
}

static void test_a_process_that_may_not_be_read_hides_owners(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_link(&scene.proc, "200/fd/5", "socket:[71]");
    assert_int_equal(fchmodat(scene.proc.fd, "200/fd", 0, 0), 0);
    walk_as_nobody(&scene);
    assert_int_equal(scene.facts.owners.scan, SCAN_PARTIAL);
    assert_holders(&scene, 0, "100:5 nginx;");
    assert_int_equal(owner_of(&scene, 1), OWNER_HIDDEN);
    assert_int_equal(scene.facts.owners.hidden, 1);
    assert_int_equal(scene.facts.warning_count, 1);
    assert_string_equal(scene.facts.warnings[0],
                        "owners of 1 of 3 sockets are not visible: run as root (or with "
                        "cap_sys_ptrace and cap_dac_read_search)");
    assert_true(scene.facts.complete);
    scene_free(&scene);
}

static void test_threads_are_looked_at_beside_a_process_that_may_not_be_read(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_link(&scene.proc, "100/task/101/fd/8", "socket:[71]");
    scratch_link(&scene.proc, "200/fd/5", "/dev/null");
    scratch_link(&scene.proc, "200/task/201/fd/5", "socket:[71]");
    assert_int_equal(fchmodat(scene.proc.fd, "200/fd", 0, 0), 0);
    walk_as_nobody(&scene);
    assert_int_equal(scene.facts.owners.scan, SCAN_PARTIAL);
    assert_holders(&scene, 1, "100:8 nginx;"); // nor is 200 asked again
    assert_int_equal(scene.facts.owners.hidden, 0);
    // every socket has a holder, and process 200 may hold them, too
    assert_true(scene.facts.owners.partial);
    assert_int_equal(scene.facts.owners.denied_pid, 200);
    assert_int_equal(scene.facts.warning_count, 1);
    assert_string_equal(scene.facts.warnings[0],
                        "other processes may hold these sockets, too: run as root (or with "
                        "cap_sys_ptrace and cap_dac_read_search)");
    scene_free(&scene);
}

static void test_a_failure_makes_the_answer_incomplete(void **state)
{
    CLEANUP(strbuf_free) struct strbuf expected = {0};
    struct scene scene;

    (void)state;
    scene_init(&scene);
    add_nginx(&scene);
    scratch_file(&scene.proc, "200/fd", TEXT("no directory"));
    for (int pid = 300; pid < 330; pid++) { // met after it, most of them
        char name[32];
        snprintf(name, sizeof(name), "%d/fd/0", pid);
        scratch_link(&scene.proc, name, "/dev/null");
    }
    strbuf_text(&expected, scene.proc.path);
    strbuf_text(&expected, ": Not a directory: owners may be missing");
    walk(&scene);
    assert_false(scene.facts.complete);
    assert_int_equal(scene.facts.warning_count, 1);
    assert_string_equal(scene.facts.warnings[0], expected.data);
    assert_int_equal(scene.facts.owners.scan, SCAN_PARTIAL);
    assert_holders(&scene, 0, "100:5 nginx;");
    scene_free(&scene);
}

static void test_without_procfs_nothing_was_scanned(void **state)
{
    struct owner_source nowhere = {.proc = "/nowhere", .choice = OWNERS_PROC};
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scratch_remove(&scene.proc);
    owner_join(&scene.table, &nowhere, &scene.facts);
    assert_false(scene.facts.complete);
    assert_int_equal(scene.facts.warning_count, 1);
    assert_string_equal(scene.facts.warnings[0],
                        "/nowhere: No such file or directory: owners may be missing");
    assert_int_equal(owner_of(&scene, 0), OWNER_NOT_SCANNED);
    assert_int_equal(owner_of(&scene, 2), OWNER_NONE);
    scene_free(&scene);
}

static void test_without_inodes_no_process_is_looked_at(void **state)
{
    struct owner_source nowhere = {.proc = "/nowhere", .choice = OWNERS_PROC};
    CLEANUP(known_free) struct facts facts;
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    known_init(&facts);
    sock_table_add(&table)->inode = 0;
    owner_join(&table, &nowhere, &facts);
    assert_int_equal(facts.warning_count, 0);
    assert_true(facts.complete);
}

static void test_many_descriptors(void **state)
{
    struct scene scene;
    char name[32];

    (void)state;
    scene_init(&scene);
    scratch_file(&scene.proc, "100/comm", TEXT("nginx\n"));
    for (int fd = 0; fd < 3000; fd++) {
        snprintf(name, sizeof(name), "100/fd/%d", fd);
        scratch_link(&scene.proc, name, fd % 1000 ? "/dev/null" : "socket:[71]");
    }
    walk(&scene);
    assert_int_equal(scene.facts.owners.holder_count, 3);
    assert_int_equal(scene.facts.owners.process_count, 1);
    scene_free(&scene);
}

/** What began early ends with the join, also if it is not used: its thread keeps its rights. */
static void test_early_reading_ends_if_the_procfs_fails(void **state)
{
    struct scene scene;
    struct owner_source source = {.choice = OWNERS_AUTO};

    (void)state;
    scene_init(&scene);
    scratch_file(&scene.proc, "sys/fs/file-nr", TEXT("50000\t0\t90000\n"));
    source.proc = scene.proc.path;
    bool begun = owner_is_slow(&source) && owner_begin(&source);
    source.proc = "/nowhere";
    owner_join(&scene.table, &source, &scene.facts);
    bool ended = !source.early;
    owner_source_close(&source);
    scratch_remove(&scene.proc);
    scene_free(&scene);
    if (!begun)
        skip(); // BPF is not built in or not allowed here
    assert_true(ended);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_holder_is_found),
        cmocka_unit_test(test_a_thread_that_holds_alone_is_found),
        cmocka_unit_test(test_every_holder_is_found),
        cmocka_unit_test(test_a_process_that_ends_under_way_is_skipped),
        cmocka_unit_test(test_processes_that_ended_are_no_failure),
        cmocka_unit_test(test_a_process_that_may_not_be_read_hides_owners),
        cmocka_unit_test(test_threads_are_looked_at_beside_a_process_that_may_not_be_read),
        cmocka_unit_test(test_a_failure_makes_the_answer_incomplete),
        cmocka_unit_test(test_without_procfs_nothing_was_scanned),
        cmocka_unit_test(test_without_inodes_no_process_is_looked_at),
        cmocka_unit_test(test_many_descriptors),
        cmocka_unit_test(test_early_reading_ends_if_the_procfs_fails),
    };

    return RUN_ROWS(test_comm, comms) + RUN_ROWS(test_entry, entries) +
           RUN_ROWS(test_partial, partials) + cmocka_run_group_tests(tests, NULL, NULL);
}
