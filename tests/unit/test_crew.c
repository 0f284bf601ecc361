// SPDX-License-Identifier: MIT
/** show/crew: long outputs that several threads format are those of one. */
#include "../known.h"
#include "scene.h"

#include "show_all.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define ROWS 40000
#define WIDEST 33333 // the only row whose inode has six digits

/** The inode of row NUMBER. */
static unsigned inode_of(unsigned number)
{
    return number == WIDEST ? 654321 : 1 + number % 9999;
}

/** Many sockets, listed in the opposite order. */
static void fill(struct sock_table *table)
{
    table->order = calloc(ROWS, sizeof(*table->order));
    for (unsigned i = 0; i < ROWS; i++) {
        scene_addf(table, "tcp established 10.0.0.1:1 10.0.0.2:2 inode=%u", inode_of(i));
        table->order[i] = ROWS - 1 - i;
    }
}

struct row {
    const char *name;
    enum format format;
    size_t limit; /**< 0: none */
    int headings; /**< lines before the rows */
    const char *start;
    int width;
    const char *end, *last; /**< of a row, of the last one */
};

static const struct row rows[] = {
    {"table", FORMAT_TABLE, 0, 1, "", 6, "\n", "\n"},
    {"limited table", FORMAT_TABLE, 20000, 1, "", 6, "\n", "\n"},
    {"CSV", FORMAT_CSV, 0, 1, "", 1, "\n", "\n"},
    {"limited CSV", FORMAT_CSV, 17409, 1, "", 1, "\n", "\n"},
    {"JSON", FORMAT_JSON, 0, 2, "{\"inode\":", 1, "},\n", "}\n"},
};

/** Shows the table in several threads; returns the result. */
static int show_in_threads(const struct row *row, const struct sock_table *table, int fd)
{
    struct facts facts;
    struct view view = {.format = row->format,
                        .header = true,
                        .style.numeric = true,
                        .threads = 3,
                        .limited = row->limit > 0,
                        .limit = row->limit};

    known_init(&facts);
    assert_true(view_add_list(&view, "inode", &(struct user_error){0}));
    int result = show_all(&view, table, &facts, fd);
    view_free(&view);
    known_free(&facts);
    return result;
}

static void test_rows_are_in_order(void **state)
{
    const struct row *row = *state;
    struct sock_table table = {0};
    size_t count = row->limit ? row->limit : ROWS;
    char expected[64], actual[512];
    FILE *file = tmpfile();

    fill(&table);
    assert_int_equal(show_in_threads(row, &table, fileno(file)), 0);
    rewind(file);
    for (int i = 0; i < row->headings; i++)
        assert_non_null(fgets(actual, sizeof(actual), file));
    for (unsigned i = 0; i < count; i++) {
        snprintf(expected, sizeof(expected), "%s%*u%s", row->start, row->width,
                 inode_of(ROWS - 1 - i), i + 1 < count ? row->end : row->last);
        assert_non_null(fgets(actual, sizeof(actual), file));
        assert_string_equal(actual, expected);
    }
    fclose(file);
    sock_table_free(&table);
}

static void test_an_error_of_the_output_ends_all(void **state)
{
    struct sock_table table = {0};
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

    (void)state;
    fill(&table);
    assert_int_equal(show_in_threads(&rows[0], &table, full), -ENOSPC);
    close(full);
    sock_table_free(&table);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_error_of_the_output_ends_all),
    };

    return RUN_ROWS(test_rows_are_in_order, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
