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
    assert_int_equal(save_file_open(path.data, 0600, &file), 0);
    write_new(&file);
    assert_int_equal(save_file_commit(&file), 0);
    save_file_close(&file); // nothing is left to do
    check_contents(&scratch, "new");
    assert_int_equal(stat(path.data, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    scratch_remove(&scratch);
}

/** A new file has the mode that is asked for, whatever the mask. */
static void test_mode(void **state)
{
    struct scratch scratch;
    struct save_file file = {0};
    struct stat status;

    (void)state;
    scratch_make(&scratch);
    mode_t mask = umask(0077);
    assert_int_equal(save_file_open(scratch_path(&scratch, "f"), 0644, &file), 0);
    umask(mask);
    write_new(&file);
    assert_int_equal(save_file_commit(&file), 0);
    assert_int_equal(stat(scratch_path(&scratch, "f"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0644);
    scratch_remove(&scratch);
}

/** The directory is the one that the path led to first, also if it is exchanged for another. */
static void test_directory_is_exchanged(void **state)
{
    struct scratch scratch;
    struct save_file file = {0};
    CLEANUP(strbuf_free) struct strbuf contents = {0};

    (void)state;
    scratch_make(&scratch);
    assert_int_equal(mkdirat(scratch.fd, "dir", 0755), 0);
    assert_int_equal(mkdirat(scratch.fd, "target", 0755), 0);
    assert_int_equal(save_file_open(scratch_path(&scratch, "dir/f"), 0644, &file), 0);
    write_new(&file);
    assert_int_equal(renameat(scratch.fd, "dir", scratch.fd, "moved"), 0);
    assert_int_equal(symlinkat("target", scratch.fd, "dir"), 0);
    assert_int_equal(save_file_commit(&file), 0);
    assert_int_equal(file_read(scratch.fd, "moved/f", 100, &contents), 0);
    assert_text(&contents, "new");
    assert_int_equal(faccessat(scratch.fd, "target/f", F_OK, 0), -1);
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
    assert_int_equal(save_file_open(path.data, 0600, &file), 0);
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
    assert_int_equal(save_file_open(link.data, 0600, &file), -EEXIST);
    assert_int_equal(save_file_open(scratch.path, 0600, &file), -EEXIST);
    assert_int_equal(save_file_open(scratch_path(&scratch, ""), 0600, &file), -EEXIST);
    assert_int_equal(save_file_open(none.data, 0600, &file), -ENOENT);
    assert_int_equal(file.keeper, 0);
    scratch_remove(&scratch);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commit),
        cmocka_unit_test(test_mode),
        cmocka_unit_test(test_directory_is_exchanged),
        cmocka_unit_test(test_without_commit),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
