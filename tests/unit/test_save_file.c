// SPDX-License-Identifier: MIT
/** os/save_file: a file is replaced as a whole or not at all. */
#include "scratch.h"

#include "os/file.h"
#include "os/save_file.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static struct strbuf path_of(const struct scratch *scratch, const char *name)
{
    struct strbuf path = {0};

    strbuf_text(&path, scratch->path);
    strbuf_byte(&path, '/');
    strbuf_text(&path, name);
    return path;
}

/** Checks the contents of the file "f", and that it is the only one. */
static void check_contents(const struct scratch *scratch, const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    DIR *directory = opendir(scratch->path);
    size_t files = 0;

    for (struct dirent *entry; (entry = readdir(directory));)
        files += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(directory);
    assert_int_equal(files, 1);
    assert_int_equal(file_read(scratch->fd, "f", 100, &contents), 0);
    assert_text(&contents, expected);
}

static void write_new(const struct save_file *file)
{
    assert_int_equal(write(file->fd, "new", 3), 3);
}

static void test_commit(void **state)
{
    struct scratch scratch;
    struct save_file file = {0};
    struct stat status;

    (void)state;
    scratch_make(&scratch);
    CLEANUP(strbuf_free) struct strbuf path = path_of(&scratch, "f");
    scratch_file(&scratch, "f", TEXT("old"));
    assert_int_equal(chmod(path.data, 0640), 0);
    assert_int_equal(save_file_open(path.data, &file), 0);
    write_new(&file);
    assert_int_equal(save_file_commit(&file), 0);
    save_file_close(&file); // nothing is left to do
    check_contents(&scratch, "new");
    assert_int_equal(stat(path.data, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    scratch_remove(&scratch);
}

static void test_without_commit(void **state)
{
    struct scratch scratch;
    struct save_file file = {0};

    (void)state;
    scratch_make(&scratch);
    CLEANUP(strbuf_free) struct strbuf path = path_of(&scratch, "f");
    scratch_file(&scratch, "f", TEXT("old"));
    assert_int_equal(save_file_open(path.data, &file), 0);
    write_new(&file);
    save_file_close(&file);
    check_contents(&scratch, "old");
    scratch_remove(&scratch);
}

static void test_refused(void **state)
{
    struct scratch scratch;
    struct save_file file = {0};

    (void)state;
    scratch_make(&scratch);
    CLEANUP(strbuf_free) struct strbuf link = path_of(&scratch, "link");
    CLEANUP(strbuf_free) struct strbuf none = path_of(&scratch, "none/f");
    assert_int_equal(symlink("f", link.data), 0);
    assert_int_equal(save_file_open(link.data, &file), -EEXIST);
    assert_int_equal(save_file_open(scratch.path, &file), -EEXIST);
    assert_int_equal(save_file_open(none.data, &file), -ENOENT);
    assert_int_equal(file.keeper, 0);
    scratch_remove(&scratch);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commit),
        cmocka_unit_test(test_without_commit),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
