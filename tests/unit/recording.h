// SPDX-License-Identifier: MIT
/**
 * Bytes recorded in tests/data: lines "NAME HEX", lines that begin with # are comments.
 */
#ifndef RECORDING_H
#define RECORDING_H

#include "unit.h"

/**
 * The bytes under NAME in the file PATH, in memory of exactly that size so that a sanitizer sees
 * reads beyond it; the caller frees them.
 */
static inline unsigned char *recording(const char *path, const char *name, size_t *ret_size)
{
    FILE *file = fopen(path, "r");
    unsigned char *bytes = NULL;
    size_t length = strlen(name);
    size_t capacity = 0;
    char *line = NULL;

    assert_non_null(file);
    while (!bytes && getline(&line, &capacity, file) > 0) {
        if (strncmp(line, name, length) != 0 || line[length] != ' ')
            continue;
        const char *digits = line + length + 1;
        *ret_size = strcspn(digits, "\n") / 2;
        bytes = malloc(*ret_size);
        for (size_t i = 0; i < *ret_size; i++)
            bytes[i] =
                (unsigned char)(hex_digit(digits[2 * i]) << 4 | hex_digit(digits[2 * i + 1]));
    }
    free(line);
    fclose(file);
    if (!bytes)
        fail_msg("nothing recorded as %s", name);
    return bytes;
}

#endif
