// SPDX-License-Identifier: MIT
/**
 * What the unit tests share. Each test_*.c is a program of its own.
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "sock/sock.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** Bytes that may hold NUL, from a string literal. */
#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/** Runs one test under the name NAME for each row of ROWS, whose first member is its name. */
#define RUN_ROWS(function, rows) run_rows(function, (rows), COUNT(rows), sizeof((rows)[0]))

static inline int run_rows(CMUnitTestFunction function, const void *rows, size_t count, size_t size)
{
    struct CMUnitTest *tests = calloc(count, sizeof(*tests));

    for (size_t i = 0; i < count; i++) {
        void *row = (void *)((uintptr_t)rows + i * size);
        const char *name;
        memcpy(&name, row, sizeof(name));
        tests[i] = (struct CMUnitTest){.name = name, .test_func = function, .initial_state = row};
    }
    int failed = _cmocka_run_group_tests("rows", tests, count, NULL, NULL);
    free(tests);
    return failed;
}

static inline void assert_text(const struct strbuf *actual, const char *expected)
{
    assert_string_equal(actual->data ? actual->data : "", expected);
}

static inline unsigned hex_digit(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/**
 * The bytes recorded under NAME in tests/data/inet_diag.hex, in memory of exactly that size so
 * that a sanitizer sees reads beyond it; the caller frees them.
 */
static inline unsigned char *recorded(const char *name, size_t *ret_size)
{
    FILE *file = fopen("tests/data/inet_diag.hex", "r");
    char line[1024];
    size_t length = strlen(name);

    assert_non_null(file);
    while (fgets(line, sizeof(line), file)) {
        if (strncmp(line, name, length) != 0 || line[length] != ' ')
            continue;
        const char *digits = line + length + 1;
        size_t size = strcspn(digits, "\n") / 2;
        unsigned char *bytes = malloc(size);
        for (size_t i = 0; i < size; i++)
            bytes[i] =
                (unsigned char)(hex_digit(digits[2 * i]) << 4 | hex_digit(digits[2 * i + 1]));
        fclose(file);
        *ret_size = size;
        return bytes;
    }
    fail_msg("nothing recorded as %s", name);
    return NULL;
}

#endif
