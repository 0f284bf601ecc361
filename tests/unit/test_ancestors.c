// SPDX-License-Identifier: MIT
/** join/ancestors: the sockets of this process and its ancestors. */
#include "scratch.h"
#include "unit.h"

#include "join/ancestors.h"

#include <errno.h>

struct stat_row {
    const char *name; /**< the file */
    int error;
    uint32_t parent;
};

static const struct stat_row stats[] = {
    {"812 (sshd) S 1 812 812 0 -1\n", 0, 1},
    {"1 (init) S 0 1 1", 0, 0},
    {"7 (a) S 9 (b) R 5 1", 0, 5},
    {"7 (a\n) Z 8) S 6 1", 0, 6},
    {"7 () S 6", 0, 6},
    {"7 (a) S 2147483647 1", 0, INT32_MAX},
    {"7 (a) S 2147483648 1", -EBADMSG, 0},
    {"7 (a) S -1 1", -EBADMSG, 0},
    {"7 (a) S x 1", -EBADMSG, 0},
    {"7 (a) S  6 1", -EBADMSG, 0},
    {"7 (a) SS 6 1", -EBADMSG, 0},
    {"7 (a)x S 6 1", -EBADMSG, 0},
    {"7 (a) \r 6 1", -EBADMSG, 0},
    {"7 (a) S", -EBADMSG, 0},
    {"7 (a)", -EBADMSG, 0},
    {"7 a S 6 1", -EBADMSG, 0},
    {"", -EBADMSG, 0},
};

static void test_parent(void **state)
{
    const struct stat_row *row = *state;
    uint32_t parent = 4711;

    assert_int_equal(ancestors_parse_parent(text_of(row->name), &parent), row->error);
    assert_int_equal(parent, row->error ? 4711 : row->parent);
}

struct chain_row {
    const char *name;
    bool without_parent; /**< process 50, the parent, cannot be read */
    bool without_first;  /**< process 1, likewise */
    bool without_link;   /**< a descriptor of the parent, likewise */
    const char *sockets; /**< inodes, each after a blank */
    int error;
    uint32_t unread;
};

/** The chain is self, 50, 1. Process 60 is none of them. */
static const struct chain_row chains[] = {
    {"all are read", false, false, false, " 70 71 72", 0, 0},
    {"the parent has ended", true, false, false, " 70", -ENOENT, 50},
    {"process 1 may be unreadable", false, true, false, " 70 71", 0, 0},
    {"a descriptor is unreadable", false, false, true, " 70 71", -EINVAL, 50},
};

static void test_chain(void **state)
{
    const struct chain_row *row = *state;
    CLEANUP(ancestors_free) struct ancestors ancestors = {0};
    CLEANUP(strbuf_free) struct strbuf found = {0};
    struct scratch proc;

    scratch_make(&proc);
    scratch_file(&proc, "self/stat", TEXT("99 (sockstat) R 50 1"));
    scratch_link(&proc, "self/fd/3", "socket:[70]");
    scratch_link(&proc, "self/fd/4", "/dev/null");
    scratch_link(&proc, "60/fd/3", "socket:[73]");
    scratch_file(&proc, "60/stat", TEXT("60 (other) R 50 1"));
    if (!row->without_parent) {
        scratch_file(&proc, "50/stat", TEXT("50 (sh) S 1 1"));
        scratch_link(&proc, "50/fd/255", "socket:[71]");
    }
    if (row->without_link)
        scratch_file(&proc, "50/fd/7", TEXT("no link"));
    if (!row->without_first) {
        scratch_file(&proc, "1/stat", TEXT("1 (init) S 0 1"));
        scratch_link(&proc, "1/fd/9", "socket:[72]");
    }
    ancestors_read(proc.path, &ancestors);
    scratch_remove(&proc);
    for (uint32_t inode = 70; inode <= 73; inode++) {
        uint32_t value = 0;
        if (!idmap_find(&ancestors.sockets, inode, &value))
            continue;
        strbuf_byte(&found, ' ');
        strbuf_decimal(&found, inode);
    }
    assert_text(&found, row->sockets);
    assert_int_equal(ancestors.error, row->error);
    assert_int_equal(ancestors.unread, row->unread);
}

static void test_no_procfs(void **state)
{
    CLEANUP(ancestors_free) struct ancestors ancestors = {0};

    (void)state;
    ancestors_read("/no such procfs", &ancestors);
    assert_int_equal(ancestors.error, -ENOENT);
}

/** Processes that are their own ancestors: the search ends. */
static void test_cycle(void **state)
{
    CLEANUP(ancestors_free) struct ancestors ancestors = {0};
    struct scratch proc;

    (void)state;
    scratch_make(&proc);
    scratch_file(&proc, "self/stat", TEXT("99 (sockstat) R 50 1"));
    scratch_link(&proc, "self/fd/3", "socket:[70]");
    scratch_file(&proc, "50/stat", TEXT("50 (a) R 51 1"));
    scratch_link(&proc, "50/fd/3", "socket:[71]");
    scratch_file(&proc, "51/stat", TEXT("51 (b) R 50 1"));
    scratch_link(&proc, "51/fd/3", "socket:[72]");
    ancestors_read(proc.path, &ancestors);
    scratch_remove(&proc);
    assert_int_equal(ancestors.sockets.count, 3);
    assert_int_equal(ancestors.error, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_procfs),
        cmocka_unit_test(test_cycle),
    };

    return RUN_ROWS(test_parent, stats) + RUN_ROWS(test_chain, chains) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
