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

/** Compares the whole output, which has no NUL, with EXPECTED. */
static inline void assert_output(const struct view *view, const struct sock_table *table,
                                 const struct facts *facts, const char *expected)
{
    FILE *file = tmpfile();
    char actual[8192] = "";

    assert_int_equal(show_all(view, table, facts, fileno(file)), 0);
    rewind(file);
    size_t length = fread(actual, 1, sizeof(actual) - 1, file);
    fclose(file);
    assert_int_equal(strlen(actual), length);
    assert_string_equal(actual, expected);
}

#endif
