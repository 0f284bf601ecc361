// SPDX-License-Identifier: MIT
/** collect/netns_*: which network namespaces are meant, their names, and the search for them. */
#include "scratch.h"
#include "unit.h"

#include "collect/netns_find.h"
#include "collect/netns_mounts.h"
#include "os/limit.h"
#include "os/netns.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>

struct choice_row {
    const char *name;
    const char *words;
    const char *expected; /**< what is asked for, or the error */
};

static const struct choice_row choice_rows[] = {
    {"self", "self", "self"},
    {"all", "all", "all"},
    {"all and self", "all,self", "self all"},
    {"a name", "web", "name web"},
    {"names", "web,db", "name web; name db"},
    {"a name that begins like a word", "selfish", "name selfish"},
    {"a path", "./web", "path ./web"},
    {"a path of a process", "/proc/77/ns/net", "path /proc/77/ns/net"},
    {"a process", "pid:77", "pid 77"},
    {"the last process", "pid:2147483647", "pid 2147483647"},
    {"an inode", "4026531840", "inode 4026531840"},
    {"the lowest inode", "4026531824", "inode 4026531824"},
    {"a name of digits", "4026531823", "name 4026531823"},
    {"a short name of digits", "1", "name 1"},
    {"the largest inode", "4294967295", "inode 4294967295"},
    {"an inode as readlink prints it", "net:[4026531833]", "inode 4026531833"},
    {"a name with a bracket", "net:[web", "name net:[web"},
    {"too large", "4294967296", "invalid inode \"4294967296\" of a network namespace"},
    {"another inode in brackets", "net:[4]", "invalid inode \"net:[4]\" of a network namespace"},
    {"no inode in brackets", "net:[x]", "invalid inode \"net:[x]\" of a network namespace"},
    {"nothing in brackets", "net:[]", "invalid inode \"net:[]\" of a network namespace"},
    {"process 0", "pid:0",
     "invalid process number \"pid:0\" in a network namespace (expected pid:N)"},
    {"no process",
     "pid:", "invalid process number \"pid:\" in a network namespace (expected pid:N)"},
    {"a process too large", "pid:2147483648",
     "invalid process number \"pid:2147483648\" in a network namespace (expected pid:N)"},
    {"a sign", "pid:-1",
     "invalid process number \"pid:-1\" in a network namespace (expected pid:N)"},
    {"nothing", "",
     "missing network namespace (expected self, all, a name, a path, pid:N or an inode)"},
    {"nothing after a comma", "web,",
     "missing network namespace (expected self, all, a name, a path, pid:N or an inode)"},
    {"here", ".", "invalid name \".\" of a network namespace"},
    {"above", "..", "invalid name \"..\" of a network namespace"},
};

static const char *const kinds[] = {"name ", "path ", "pid ", "inode "};

static void put_choice(const struct netns_choice *choice, struct strbuf *text)
{
    strbuf_text(text, choice->self ? "self" : "");
    strbuf_text(text, choice->self && choice->all ? " " : "");
    strbuf_text(text, choice->all ? "all" : "");
    for (size_t i = 0; i < choice->count; i++) {
        const struct netns_wish *wish = &choice->wishes[i];
        strbuf_text(text, i > 0 ? "; " : "");
        strbuf_text(text, kinds[wish->kind]);
        if (wish->kind == NETNS_WISH_NAME || wish->kind == NETNS_WISH_PATH)
            strbuf_text(text, wish->text);
        else
            strbuf_decimal(text, wish->number);
    }
}

static void test_choice(void **state)
{
    const struct choice_row *row = *state;
    CLEANUP(netns_choice_free) struct netns_choice choice = {0};
    CLEANUP(strbuf_free) struct strbuf text = {0};

    if (netns_choice_parse(&choice, text_of(row->words), &text)) {
        assert_int_equal(text.length, 0);
        put_choice(&choice, &text);
    } else {
        assert_true(text.length > 0);
    }
    assert_text(&text, row->expected);
}

static void test_choices_add_up(void **state)
{
    CLEANUP(netns_choice_free) struct netns_choice choice = {0};
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    assert_true(netns_choice_is_self(&choice));
    assert_true(netns_choice_parse(&choice, text_of("self"), &text));
    assert_true(netns_choice_is_self(&choice));
    assert_false(netns_choice_is_several(&choice));
    assert_true(netns_choice_parse(&choice, text_of("web"), &text));
    assert_true(netns_choice_is_several(&choice));
    assert_true(netns_choice_parse(&choice, text_of("db"), &text));
    assert_false(netns_choice_is_self(&choice));
    assert_false(netns_choice_parse(&choice, TEXT("a\0b"), &text));
    assert_text(&text, "a network namespace must not contain a NUL byte");
    strbuf_truncate(&text, 0);
    put_choice(&choice, &text);
    assert_text(&text, "selfname web; name db");
}

static void test_several(void **state)
{
    CLEANUP(netns_choice_free) struct netns_choice one = {0};
    CLEANUP(netns_choice_free) struct netns_choice all = {0};
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    assert_false(netns_choice_is_several(&one));
    assert_true(netns_choice_parse(&one, text_of("web"), &text));
    assert_false(netns_choice_is_several(&one));
    assert_true(netns_choice_parse(&all, text_of("all"), &text));
    assert_true(netns_choice_is_several(&all));
}

struct mount_row {
    const char *name;
    const char *line;
    uint32_t inode; /**< 0: not a mount of a network namespace */
    const char *path;
};

static const struct mount_row mount_rows[] = {
    {"named", "50 23 0:4 net:[4026532316] /run/netns/web rw shared:5 - nsfs nsfs rw", 4026532316,
     "/run/netns/web"},
    {"no optional fields", "50 23 0:4 net:[4026532316] /a rw - nsfs nsfs rw", 4026532316, "/a"},
    {"two optional fields", "50 23 0:4 net:[1] /a rw shared:1 master:2 - nsfs nsfs rw", 1, "/a"},
    {"a blank", "1 2 0:4 net:[7] /run/a\\040b rw - nsfs nsfs rw", 7, "/run/a b"},
    {"a newline, a tab, a backslash", "1 2 0:4 net:[7] /\\012\\011\\134 rw - nsfs nsfs rw", 7,
     "/\n\t\\"},
    {"any byte", "1 2 0:4 net:[7] /\\377 rw - nsfs nsfs rw", 7, "/\377"},
    {"no escape", "1 2 0:4 net:[7] /\\400\\8\\12 rw - nsfs nsfs rw", 7, "/\\400\\8\\12"},
    {"digits that are no escape", "1 2 0:4 net:[7] /a040 rw - nsfs nsfs rw", 7, "/a040"},
    {"an escape cut off", "1 2 0:4 net:[7] /\\04 rw - nsfs nsfs rw", 7, "/\\04"},
    {"another namespace", "50 23 0:4 mnt:[4026532316] /a rw - nsfs nsfs rw", 0, ""},
    {"another file system", "50 23 0:4 net:[4026532316] /a rw - proc nsfs rw", 0, ""},
    {"a directory with such a name", "50 23 8:1 /net:[4026532316] /a rw - ext4 nsfs rw", 0, ""},
    {"unlinked", "50 23 0:4 net:[4026532316] /a//deleted rw - nsfs nsfs rw", 0, ""},
    {"a file called deleted", "50 23 0:4 net:[4026532316] /a/deleted rw - nsfs nsfs rw", 4026532316,
     "/a/deleted"},
    {"a NUL in the path", "1 2 0:4 net:[7] /a\\000b rw - nsfs nsfs rw", 0, ""},
    {"not a path", "1 2 0:4 net:[7] a rw - nsfs nsfs rw", 0, ""},
    {"inode 0", "1 2 0:4 net:[0] /a rw - nsfs nsfs rw", 0, ""},
    {"an inode too large", "1 2 0:4 net:[4294967296] /a rw - nsfs nsfs rw", 0, ""},
    {"no bracket", "1 2 0:4 net:[7 /a rw - nsfs nsfs rw", 0, ""},
    {"no number", "1 2 0:4 net:[] /a rw - nsfs nsfs rw", 0, ""},
    {"an empty path", "1 2 0:4 net:[7]  rw - nsfs nsfs rw", 0, ""},
    {"an escape of no octal digit", "1 2 0:4 net:[7] /\\0/0 rw - nsfs nsfs rw", 7, "/\\0/0"},
    {"no separator", "1 2 0:4 net:[7] /a rw nsfs nsfs rw", 0, ""},
    {"cut off after the separator", "1 2 0:4 net:[7] /a rw -", 0, ""},
    {"cut off after the path", "1 2 0:4 net:[7] /a", 0, ""},
    {"empty", "", 0, ""},
};

static void test_mount(void **state)
{
    const struct mount_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf path = {0};
    size_t length = strlen(row->line);
    char *line = malloc(length + 1); // a sanitizer sees reads beyond it
    uint32_t inode = 0;

    memcpy(line, row->line, length);
    bool found = netns_mount_parse((struct text){line, length}, &inode, &path);
    free(line);
    assert_int_equal(found, row->inode != 0);
    assert_int_equal(inode, row->inode);
    assert_text(&path, row->path);
}

static void test_mount_table(void **state)
{
    static const char table[] = "1 2 0:4 net:[7] /run/docker/netns/default rw - nsfs nsfs rw\n"
                                "1 2 0:4 net:[7] /run/netns/host rw - nsfs nsfs rw\n"
                                "1 2 0:4 net:[7] /a rw - nsfs nsfs rw\n"
                                "1 2 0:4 net:[8] /run/netns/covered rw - nsfs nsfs rw\n"
                                "1 2 8:1 / / rw - ext4 /dev/sda1 rw\n"
                                "1 2 0:4 net:[9] /run/netns/covered rw - nsfs nsfs rw\n"
                                "1 2 0:4 net:[7] /run/netns/host rw - nsfs nsfs rw\n"
                                "1 2 0:4 net:[5] /var/run/netns/other rw - nsfs nsfs rw\n"
                                "1 2 0:4 net:[6] /b rw - nsfs nsfs rw";
    static const struct netns_mount expected[] = {{7, "/run/netns/host"},
                                                  {9, "/run/netns/covered"},
                                                  {5, "/var/run/netns/other"},
                                                  {7, "/a"},
                                                  {6, "/b"},
                                                  {7, "/run/docker/netns/default"}};
    CLEANUP(netns_mounts_free) struct netns_mounts mounts = {0};

    (void)state;
    netns_mounts_parse(text_of(""), &mounts);
    netns_mounts_parse(text_of("1 2 8:1 / / rw - ext4 /dev/sda1 rw\n"), &mounts);
    assert_int_equal(mounts.count, 0);
    netns_mounts_parse(text_of(table), &mounts);
    assert_int_equal(mounts.count, COUNT(expected));
    for (size_t i = 0; i < mounts.count; i++) {
        assert_int_equal(mounts.items[i].inode, expected[i].inode);
        assert_string_equal(mounts.items[i].path, expected[i].path);
    }
}

static void test_name_to_show(void **state)
{
    CLEANUP(strbuf_free) struct strbuf names = {0};
    struct netns_found found = {0};

    (void)state;
    assert_int_equal(netns_name(&found).length, 0);
    strbuf_bytes(&names, "/run/netns/web\0/a/b\0", 20);
    found.names = names;
    assert_true(text_is(netns_name(&found), "web"));
    assert_string_equal(netns_last_component("no-slash"), "no-slash");
}

/** Two namespaces, ours and another one, which are files here and cannot be entered. */
static void lay_out(struct scratch *proc)
{
    scratch_make(proc);
    scratch_file(proc, "thread-self/ns/net", TEXT("ours"));
    scratch_file(proc, "300/ns/net", TEXT("other"));
    scratch_parents(proc, "1/ns/net");
    scratch_parents(proc, "200/ns/net");
    scratch_parents(proc, "250/ns/net"); // it has ended
    assert_int_equal(linkat(proc->fd, "thread-self/ns/net", proc->fd, "1/ns/net", 0), 0);
    assert_int_equal(linkat(proc->fd, "300/ns/net", proc->fd, "200/ns/net", 0), 0);
}

static uint32_t inode_of(const struct scratch *proc, const char *name)
{
    struct stat status;

    assert_int_equal(fstatat(proc->fd, name, &status, 0), 0);
    return (uint32_t)status.st_ino;
}

static void test_processes(void **state)
{
    struct scratch proc;
    CLEANUP(netns_list_free) struct netns_list list = {0};
    const struct netns_choice choice = {.all = true};

    (void)state;
    lay_out(&proc);
    uint32_t other = inode_of(&proc, "300/ns/net");
    netns_find(&choice, proc.path, &list);
    assert_int_equal(list.items[0].way, NETNS_OWN);
    assert_int_equal(list.items[0].inode, inode_of(&proc, "1/ns/net"));
    assert_int_equal(list.items[0].pid, 1);
    assert_true(list.own);
    assert_int_equal(list.items[1].way, NETNS_PROCESS);
    assert_int_equal(list.items[1].inode, other);
    assert_int_equal(list.items[1].pid, 200);
    assert_int_equal(list.items[1].fd, -1);
    assert_int_equal(list.items[1].error, -EPERM);
    assert_int_equal(list.unread, 0);
    scratch_remove(&proc);
}

static void test_only_those_chosen(void **state)
{
    struct scratch proc;
    CLEANUP(netns_list_free) struct netns_list list = {0};
    CLEANUP(netns_choice_free) struct netns_choice choice = {0};
    CLEANUP(strbuf_free) struct strbuf error = {0};

    (void)state;
    lay_out(&proc);
    assert_true(netns_choice_parse(&choice, text_of("pid:300,pid:250"), &error));
    netns_find(&choice, proc.path, &list);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[1].pid, 200);
    assert_false(list.own);
    assert_int_equal(list.uncounted, 0);
    assert_string_equal(list.errors.data, "there is no process 250");
    scratch_remove(&proc);
}

static void test_hidden_processes(void **state)
{
    struct scratch proc;
    CLEANUP(netns_list_free) struct netns_list list = {0};
    const struct netns_choice choice = {.all = true};

    (void)state;
    lay_out(&proc);
    assert_int_equal(unlinkat(proc.fd, "1/ns/net", 0), 0);
    assert_int_equal(unlinkat(proc.fd, "1/ns", AT_REMOVEDIR), 0);
    assert_int_equal(unlinkat(proc.fd, "1", AT_REMOVEDIR), 0);
    scratch_file(&proc, "self/mountinfo", TEXT(""));
    netns_find(&choice, proc.path, &list);
    assert_string_equal(list.gaps.data,
                        "the procfs hides processes, and network namespaces with them");
    scratch_remove(&proc);
}

static void test_cookie_and_limit(void **state)
{
    uint64_t cookie = 0;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int error = netns_cookie(fd, &cookie);
    struct rlimit before;
    struct rlimit lower;

    (void)state;
    close(fd);
    assert_true(error == -ENOPROTOOPT || (error == 0 && cookie != 0));
    assert_int_equal(netns_cookie(-1, &cookie), -EBADF);
    getrlimit(RLIMIT_NOFILE, &before);
    lower = (struct rlimit){100, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &lower), 0);
    assert_int_equal(limit_descriptors(), 100);
    assert_true(limit_raise_descriptors() == before.rlim_max);
    assert_true(limit_descriptors() == before.rlim_max);
    setrlimit(RLIMIT_NOFILE, &before);
    assert_true(limit_leaves_spare(1024, 959));
    assert_false(limit_leaves_spare(1024, 960));
    assert_true(limit_leaves_spare(64, 47));
    assert_false(limit_leaves_spare(64, 48));
}

static void test_not_a_namespace(void **state)
{
    (void)state;
    assert_int_equal(netns_open_path("/dev/null"), -EINVAL);
    assert_int_equal(netns_open_path("/dev/null/x"), -ENOTDIR);
    assert_int_equal(netns_open_path("/proc/self/ns/pid"), -EINVAL);
    int fd = netns_open_path("/proc/self/ns/net");
    assert_true(fd >= 0);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_several),          cmocka_unit_test(test_choices_add_up),
        cmocka_unit_test(test_mount_table),      cmocka_unit_test(test_name_to_show),
        cmocka_unit_test(test_processes),        cmocka_unit_test(test_only_those_chosen),
        cmocka_unit_test(test_hidden_processes), cmocka_unit_test(test_cookie_and_limit),
        cmocka_unit_test(test_not_a_namespace),
    };

    return RUN_ROWS(test_choice, choice_rows) + RUN_ROWS(test_mount, mount_rows) +
           cmocka_run_group_tests_name("netns", tests, NULL, NULL);
}
