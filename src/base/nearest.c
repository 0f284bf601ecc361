// SPDX-License-Identifier: MIT
#include "base/nearest.h"

#include <string.h>

/** Longer words are not compared; no key or option comes near it. */
#define LONGEST 32

struct nearest nearest_to(const char *word, size_t length)
{
    return (struct nearest){.word = word, .length = length, .edits = length / 3 + 2};
}

static size_t least(size_t one, size_t other)
{
    return one < other ? one : other;
}

/** Insertions, deletions and replacements from one word to the other (Levenshtein). */
static size_t edits_between(const char *one, size_t one_length, const char *other,
                            size_t other_length)
{
    size_t row[LONGEST + 1];

    for (size_t j = 0; j <= other_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= one_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= other_length; j++) {
            size_t replaced = diagonal + (one[i - 1] != other[j - 1]);
            diagonal = row[j];
            row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[other_length];
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
    size_t length = strlen(candidate);

    if (nearest->length > LONGEST || length > LONGEST)
        return;
    size_t edits = edits_between(nearest->word, nearest->length, candidate, length);
    if (edits >= nearest->edits)
        return;
    nearest->edits = edits;
    nearest->best = candidate;
}
