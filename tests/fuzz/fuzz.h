// SPDX-License-Identifier: MIT
/**
 * What a fuzz target is, and what targets share. `make fuzz` runs each with libFuzzer; `make
 * check` replays the corpora. A target holds what it tests to rules of its own, written without
 * the code under test: a finding is a crash.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Tries one input; 0. A finding is a crash. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Ends the program, with a word on where, unless the rule holds. */
#define MUST(rule)                                                                                 \
    do {                                                                                           \
        if (!(rule)) {                                                                             \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #rule);                     \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/** A copy in memory of exactly that size, so that a sanitizer sees reads beyond it. */
static inline void *exact(const void *bytes, size_t size)
{
    void *copy = calloc(1, size);

    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

/** Takes one byte off the input: a choice that is not part of what is parsed; 0 at its end. */
static inline uint8_t choice(const uint8_t **data, size_t *size)
{
    if (*size == 0)
        return 0;
    (*size)--;
    return *(*data)++;
}

#endif
