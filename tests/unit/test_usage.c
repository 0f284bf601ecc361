// SPDX-License-Identifier: MIT
/** usage: what the program says of itself. */
#include "unit.h"

#include "cli/options.h"

#include <errno.h>
#include <unistd.h>

/** Without the sandbox, which would stay. */
static int print(enum action action, int fd)
{
    return usage_print(&(struct options){.action = action, .unconfined = true}, fd);
}

/** What ACTION prints; the caller frees it. */
static char *printed(enum action action)
{
    FILE *file = tmpfile();
    char *text = calloc(131072, 1);

    assert_int_equal(print(action, fileno(file)), 0);
    rewind(file);
    assert_true(fread(text, 1, 131071, file) < 131071);
    fclose(file);
    return text;
}

struct line_row {
    const char *name;
    enum action action;
    const char *line; /**< stands there once, as a line of its own */
};

static const struct line_row lines[] = {
    {"how it is called", ACTION_HELP, "Usage: sockstat [OPTION]... [FILTER]..."},
    {"what it is", ACTION_HELP, "Show the sockets of this host and the processes that hold them."},
    {"a switch", ACTION_HELP, "  -t, --tcp                 TCP sockets"},
    {"an argument", ACTION_HELP,
     "      --columns=KEY,...     these columns; +KEY,... adds to the default"},
    {"where the rest is", ACTION_HELP,
     "More: sockstat --help=all lists all options, man sockstat explains them."},
    {"how it is called, with all options", ACTION_HELP_ALL,
     "Usage: sockstat [OPTION]... [FILTER]..."},
    {"a section", ACTION_HELP_ALL, "Details:"},
    {"a switch, with all options", ACTION_HELP_ALL,
     "  -t, --tcp                       TCP sockets"},
    {"no letter", ACTION_HELP_ALL, "      --csv                       comma-separated values"},
    {"an argument, with all options", ACTION_HELP_ALL,
     "      --columns=KEY,...           these columns; +KEY,... adds to the default"},
    {"an argument that may be left out", ACTION_HELP_ALL,
     "  -h, --help[=all]                print a short help; =all: all options"},
    {"the widest option", ACTION_HELP_ALL,
     "      --source=auto|netlink|proc  where to read (auto: whichever works)"},
    {"version", ACTION_VERSION, "sockstat " VERSION},
    {"a number", ACTION_LIST_COLUMNS,
     "uid               number     ID of the user who created the socket"},
    {"a word", ACTION_LIST_COLUMNS, "proto             word       protocol: tcp, udp, raw, ..."},
    {"a text for people", ACTION_LIST_COLUMNS,
     "local             text       local address and port"},
    {"the longest key", ACTION_LIST_COLUMNS,
     "timer_expires_ms  number     milliseconds until the timer fires"},
    {"a switch, for completion", ACTION_LIST_OPTIONS, "-t\t--tcp\t-\tTCP sockets"},
    {"no letter, for completion", ACTION_LIST_OPTIONS, "-\t--csv\t-\tcomma-separated values"},
    {"words, for completion", ACTION_LIST_OPTIONS,
     "-\t--color\tauto|always|never\tcolour for states (auto: on a terminal)"},
};

static void test_line(void **state)
{
    const struct line_row *row = *state;
    char *text = printed(row->action);
    size_t length = strlen(row->line);
    int count = 0;

    for (char *rest = text, *line; (line = strsep(&rest, "\n"));)
        count += strlen(line) == length && memcmp(line, row->line, length) == 0;
    free(text);
    assert_int_equal(count, 1);
}

static size_t lines_of(enum action action)
{
    char *text = printed(action);
    size_t count = 0;

    for (const char *byte = text; *byte; byte++)
        count += *byte == '\n';
    assert_int_equal(text[strlen(text) - 1], '\n');
    free(text);
    return count;
}

static void test_one_line_each(void **state)
{
    size_t options = 0;
    size_t columns = 0;

    (void)state;
    while (option_table[options].name)
        options++;
    while (field_table[columns].key)
        columns++;
    assert_int_equal(lines_of(ACTION_LIST_OPTIONS), options);
    assert_int_equal(lines_of(ACTION_LIST_COLUMNS), columns);
    assert_int_equal(lines_of(ACTION_VERSION), 4); // and what it was built with
}

static void test_sections_come_in_order(void **state)
{
    char *text = printed(ACTION_HELP_ALL);
    const char *sockets = strstr(text, "\n\nWhich sockets (default");
    const char *detail = strstr(text, "\n\nDetails:\n");
    const char *output = strstr(text, "\n\nOutput format:\n");
    const char *other = strstr(text, "\n\nOther:\n");

    (void)state;
    assert_non_null(sockets);
    assert_true(sockets < strstr(text, "--tcp ") && strstr(text, "--tcp ") < detail);
    assert_true(detail < strstr(text, "--numeric ") && strstr(text, "--numeric ") < output);
    assert_true(output < strstr(text, "--json ") && strstr(text, "--json ") < other);
    assert_true(other < strstr(text, "--help[") &&
                strstr(text, "--help[") < strstr(text, "\n\nEx"));
    free(text);
}

/** Returns the length of the longest line. */
static size_t width_of(enum action action)
{
    char *text = printed(action);
    size_t width = 0;

    for (char *rest = text, *line; (line = strsep(&rest, "\n"));)
        width = strlen(line) > width ? strlen(line) : width;
    free(text);
    return width;
}

static void test_help_is_one_screen(void **state)
{
    (void)state;
    // on 24 rows, one is for the prompt
    assert_true(lines_of(ACTION_HELP) <= 23);
    assert_true(width_of(ACTION_HELP) <= 80);
    assert_true(width_of(ACTION_HELP_ALL) <= 80);
}

static void test_the_schema_is_the_file(void **state)
{
    FILE *file = fopen("src/show/schema.json", "r");
    char *expected = calloc(131072, 1);
    char *text = printed(ACTION_SCHEMA);

    (void)state;
    assert_non_null(file);
    assert_true(fread(expected, 1, 131071, file) > 0);
    fclose(file);
    assert_string_equal(text, expected);
    free(text);
    free(expected);
}

static void test_nothing_is_said_when_sockets_are_shown(void **state)
{
    char *text = printed(ACTION_SHOW);

    (void)state;
    assert_string_equal(text, "");
    free(text);
}

static void test_a_failed_write_is_told(void **state)
{
    (void)state;
    assert_int_equal(print(ACTION_HELP, -1), -EBADF);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_line_each),
        cmocka_unit_test(test_sections_come_in_order),
        cmocka_unit_test(test_help_is_one_screen),
        cmocka_unit_test(test_the_schema_is_the_file),
        cmocka_unit_test(test_nothing_is_said_when_sockets_are_shown),
        cmocka_unit_test(test_a_failed_write_is_told),
    };

    return RUN_ROWS(test_line, lines) + cmocka_run_group_tests(tests, NULL, NULL);
}
