// SPDX-License-Identifier: MIT
/**
 * sock/cgroup_path: every row of tests/data/cgroup-paths.tsv, whose columns are a path and what it
 * says; "-" is nothing. The last column is the source of the row.
 */
#include "unit.h"

#include "sock/cgroup_path.h"

#define COLUMNS 12
#define ROWS 112

struct row {
    const char *path; // also the name of the test
    char *line;
    char *columns[COLUMNS];
};

/** Reads the rows; the lines stay in memory. */
static void read_rows(struct row rows[ROWS])
{
    FILE *file = fopen("tests/data/cgroup-paths.tsv", "r");
    char *line = NULL;
    size_t size = 0;

    assert_true(file && getline(&line, &size, file) > 0);
    for (size_t i = 0; i < ROWS; i++) {
        rows[i].line = NULL;
        size = 0;
        assert_true(getline(&rows[i].line, &size, file) > 0);
        char *rest = rows[i].line;
        for (size_t column = 0; column < COLUMNS; column++)
            rows[i].columns[column] = strsep(&rest, "\t");
        assert_non_null(rest);
        rows[i].path = rows[i].columns[0];
    }
    assert_true(getline(&line, &size, file) < 0);
    free(line);
    fclose(file);
}

static void assert_says(const char *column, struct text actual, const char *expected)
{
    if (strcmp(expected, "-") == 0)
        expected = "";
    if (actual.length != strlen(expected) || (actual.length > 0 && !text_is(actual, expected)))
        fail_msg("%s: %.*s, expected %s", column, (int)actual.length,
                 actual.bytes ? actual.bytes : "", expected);
}

static struct text word_of(const char *word)
{
    return word ? text_of(word) : (struct text){0};
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct text path = text_of(row->path);
    char *space = malloc(2 * path.length);
    struct cgroup_place place;
    char uid[16] = "-";

    cgroup_path_parse(path, space, &place);
    if (place.uid != UINT32_MAX)
        snprintf(uid, sizeof(uid), "%u", place.uid);
    assert_says("unit", place.unit, row->columns[1]);
    assert_says("user_unit", place.user_unit, row->columns[2]);
    assert_says("slice", place.slice, row->columns[3]);
    assert_string_equal(uid, row->columns[4]);
    assert_says("session", place.session, row->columns[5]);
    assert_says("machine", place.machine, row->columns[6]);
    assert_says("runtime", word_of(runtime_names[place.runtime]), row->columns[7]);
    assert_says("container", place.container, row->columns[8]);
    assert_says("pod", place.pod, row->columns[9]);
    assert_says("class", word_of(pod_class_names[place.pod_class]), row->columns[10]);
    assert_says("name", place.name, row->columns[11]);
    free(space);
}

int main(void)
{
    static struct row rows[ROWS];

    read_rows(rows);
    int failed = RUN_ROWS(test_row, rows);
    for (size_t i = 0; i < ROWS; i++)
        free(rows[i].line);
    return failed;
}
