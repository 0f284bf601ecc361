// SPDX-License-Identifier: MIT
/** join/cgroup and join/cgroup_tree: mounts and cgroups of processes; ids that have no path. */
#include "procfs.h"

#include "join/cgroup.h"
#include "join/cgroup_tree.h"
#include "sock/field.h"

struct mount_row {
    const char *name;
    const char *mountinfo;
    const char *mounts; /**< ROOT:POINT; of each */
};

static const struct mount_row mount_rows[] = {
    {"unified", "26 19 0:23 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n",
     "/:/sys/fs/cgroup;"},
    {"hybrid",
     "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n"
     "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
     "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
     "/:/sys/fs/cgroup/unified;"},
    {"no optional field", "1 0 0:1 /a /b rw - cgroup2 none rw", "/a:/b;"},
    {"many optional fields", "1 0 0:1 /a /b rw shared:1 master:2 unbindable - cgroup2 none rw",
     "/a:/b;"},
    {"two", "1 0 0:1 /.. /a rw - cgroup2 c rw\n2 0 0:1 / /b rw - cgroup2 c rw\n", "/..:/a;/:/b;"},
    {"a name like a type", "1 0 0:1 / /a rw - tmpfs cgroup2 rw\n", ""},
    {"a dash as the root", "1 0 0:1 - cgroup2 rw - tmpfs t rw\n", ""},
    {"no separator", "1 0 0:1 / /a rw cgroup2 cgroup2 rw\n", ""},
    {"nothing behind it", "1 0 0:1 / /a rw -\n", ""},
    {"empty lines", "\n\n1 0 0:1 / /a rw - cgroup2 c rw\n\n", "/:/a;"},
    {"empty", "", ""},
};

static void test_mounts(void **state)
{
    const struct mount_row *row = *state;
    struct text rest = text_of(row->mountinfo);
    CLEANUP(strbuf_free) struct strbuf found = {0};
    struct mount mount;

    while (cgroup_mount_next(&rest, &mount)) {
        strbuf_bytes(&found, mount.root.bytes, mount.root.length);
        strbuf_byte(&found, ':');
        strbuf_bytes(&found, mount.point.bytes, mount.point.length);
        strbuf_byte(&found, ';');
    }
    assert_text(&found, row->mounts);
}

struct escape_row {
    const char *field; /**< and the name of the test */
    const char *text;
};

static const struct escape_row escape_rows[] = {
    {"/sys/fs/cgroup", "/sys/fs/cgroup"},
    {"/a\\040b\\134", "/a b\\"},
    {"\\377", "\xff"},
    {"\\400", "\\400"},
    {"\\04", "\\04"},
    {"\\048", "\\048"},
    {"\\", "\\"},
};

static void test_escapes(void **state)
{
    const struct escape_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};

    mountinfo_unescape(text_of(row->field), &text);
    assert_text(&text, row->text);
}

struct process_row {
    const char *name;
    const char *contents, *path;
};

static const struct process_row process_rows[] = {
    {"unified", "0::/system.slice/ssh.service\n", "/system.slice/ssh.service"},
    {"hybrid", "9:name=systemd:/a\n1:cpu,cpuacct:/b\n0::/c:d\n", "/c:d"},
    {"the root", "0::/\n", "/"},
    {"version 1", "9:name=systemd:/a\n1:cpu:/b\n", ""},
    {"version 1 with a number that ends in 0", "10::/a\n", ""},
    {"above the namespace", "0::/../a\n", ""},
    {"right above the namespace", "0::/..\n", ""},
    {"a name of dots", "0::/..a\n", "/..a"},
    {"no newline", "0::/a", "/a"},
    {"cut", "0::", ""},
    {"empty", "", ""},
};

static void test_process(void **state)
{
    const struct process_row *row = *state;
    struct text path = cgroup_of_process(text_of(row->contents));

    assert_int_equal(path.length, strlen(row->path));
    assert_true(path.length == 0 || text_is(path, row->path));
}

static struct text word(const struct scene *scene, const char *key, size_t row)
{
    struct value value =
        field_value(field_find(key, strlen(key)), &scene->table.rows[row], &scene->facts);

    if (value.type == VALUE_NONE)
        return text_of("-");
    return value.type == VALUE_WORD ? text_of(value.word) : value.name;
}

static void assert_words(const struct scene *scene, const char *key, const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf words = {0};

    for (size_t i = 0; i < scene->table.count; i++) {
        struct text text = word(scene, key, i);
        strbuf_bytes(&words, text.bytes, text.length);
        strbuf_byte(&words, ' ');
    }
    assert_text(&words, expected);
}

/** Three sockets: in a cgroup, in another, in none. */
static void init(struct scene *scene)
{
    scene_init(scene);
    sock_table_free(&scene->table);
    scene_add(&scene->table, "tcp established inode=70 cgroup=7");
    scene_add(&scene->table, "tcp established inode=71 cgroup=8");
    scene_add(&scene->table, "tcp time-wait");
    scene_add(&scene->table, "tcp established inode=72");
    scene->facts.own.sources[PROTO_TCP] = SOURCE_NETLINK;
}

static void end(struct scene *scene)
{
    scratch_remove(&scene->proc);
    scene_free(scene);
}

static void test_no_tree(void **state)
{
    CLEANUP(end) struct scene scene;

    (void)state;
    init(&scene);
    cgroup_join(&scene.table, scene.proc.path, &scene.facts);
    assert_true(scene.facts.cgroups.no_tree);
    assert_words(&scene, "cgroup_state", "not-visible not-visible none - ");
    assert_words(&scene, "unit", "- - - - ");
    assert_true(scene.facts.complete);
}

/** A directory that is not of version 2, whatever its mount says, is not searched. */
static void test_another_file_system_is_mounted_there(void **state)
{
    CLEANUP(end) struct scene scene;
    CLEANUP(strbuf_free) struct strbuf line = {0};

    (void)state;
    init(&scene);
    strbuf_text(&line, "1 0 0:1 / ");
    strbuf_text(&line, scene.proc.path);
    strbuf_text(&line, " rw - cgroup2 c rw\n");
    scratch_file(&scene.proc, "self/mountinfo", strbuf_contents(&line));
    cgroup_join(&scene.table, scene.proc.path, &scene.facts);
    assert_true(scene.facts.cgroups.no_tree);
    assert_words(&scene, "cgroup_state", "not-visible not-visible none - ");
}

static void test_mounts_cannot_be_read(void **state)
{
    CLEANUP(end) struct scene scene;

    (void)state;
    init(&scene);
    assert_int_equal(unlinkat(scene.proc.fd, "self/mountinfo", 0), 0);
    cgroup_join(&scene.table, scene.proc.path, &scene.facts);
    assert_false(scene.facts.complete);
    assert_int_equal(scene.facts.warning_count, 1);
    assert_words(&scene, "cgroup_state", "not-visible not-visible none - ");
}

static void test_nothing_is_read_without_cgroups(void **state)
{
    CLEANUP(end) struct scene scene;

    (void)state;
    init(&scene);
    scene.table.rows[0].have &= ~(uint32_t)HAVE_CGROUP;
    scene.table.rows[1].have &= ~(uint32_t)HAVE_CGROUP;
    cgroup_join(&scene.table, "/nonexistent", &scene.facts);
    assert_true(scene.facts.complete);
    assert_words(&scene, "cgroup_state", "- - none - ");
}

static void test_paths(void **state)
{
    CLEANUP(end) struct scene scene;
    struct cgroups *cgroups;

    (void)state;
    init(&scene);
    cgroups = &scene.facts.cgroups;
    cgroups_want(cgroups, 7);
    cgroups_want(cgroups, 8);
    cgroups_want(cgroups, 7);
    assert_int_equal(cgroups->missing, 2);
    assert_true(cgroups_lack(cgroups, 7));
    assert_false(cgroups_lack(cgroups, 9));
    cgroups_add_path(cgroups, 7, text_of("/machine.slice/machine-a\\x2db.scope/payload"));
    cgroups->complete = true;
    assert_false(cgroups_lack(cgroups, 7));
    assert_int_equal(cgroups->missing, 1);
    assert_words(&scene, "cgroup_state", "known removed none - ");
    assert_words(&scene, "unit", "machine-a\\x2db.scope - - - ");
    assert_words(&scene, "container", "a-b - - - ");
    assert_words(&scene, "container_runtime", "nspawn - - - ");
    assert_words(&scene, "container_name", "a-b - - - ");
}

/** The application of a user is no container, so it is no name of one. */
static void test_a_name_without_a_container(void **state)
{
    CLEANUP(end) struct scene scene;

    (void)state;
    init(&scene);
    cgroups_want(&scene.facts.cgroups, 7);
    cgroups_add_path(&scene.facts.cgroups, 7,
                     text_of("/user.slice/user@1.service/app.slice/app-gnome-firefox-4.scope"));
    assert_words(&scene, "container_name", "- - - - ");
    assert_words(&scene, "user_unit", "app-gnome-firefox-4.scope - - - ");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_tree),
        cmocka_unit_test(test_another_file_system_is_mounted_there),
        cmocka_unit_test(test_mounts_cannot_be_read),
        cmocka_unit_test(test_nothing_is_read_without_cgroups),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_a_name_without_a_container),
    };

    return RUN_ROWS(test_mounts, mount_rows) + RUN_ROWS(test_escapes, escape_rows) +
           RUN_ROWS(test_process, process_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
