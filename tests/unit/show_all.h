// SPDX-License-Identifier: MIT
/** A whole table in one call. */
#ifndef SHOW_ALL_H
#define SHOW_ALL_H

#include "unit.h"

#include "show/show.h"

#include <stdio.h>
#include <string.h>

static inline int show_all(const struct view *view, const struct sock_table *table,
                           const struct facts *facts, int fd)
{
    struct show *show = show_begin(view, facts, fd);

    show_rows(show, table);
    return show_end(show);
}

#define OUTPUT_SIZE 8192

/** Stores the whole output, which has no NUL. */
static inline void show_text(const struct view *view, const struct sock_table *table,
                             const struct facts *facts, char ret_text[OUTPUT_SIZE])
{
    FILE *file = tmpfile();

    assert_int_equal(show_all(view, table, facts, fileno(file)), 0);
    rewind(file);
    size_t length = fread(ret_text, 1, OUTPUT_SIZE - 1, file);
    fclose(file);
    ret_text[length] = 0;
    assert_int_equal(strlen(ret_text), length);
}

/** Compares the whole output with EXPECTED. */
static inline void assert_output(const struct view *view, const struct sock_table *table,
                                 const struct facts *facts, const char *expected)
{
    char actual[OUTPUT_SIZE];

    show_text(view, table, facts, actual);
    assert_string_equal(actual, expected);
}

#endif
