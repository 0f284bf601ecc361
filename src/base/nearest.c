// SPDX-License-Identifier: MIT
#include "base/nearest.h"

#include <stdbool.h>
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

/** What turning the first I bytes of ONE into the first J of OTHER takes, from shorter ones. */
static size_t step(size_t table[LONGEST + 1][LONGEST + 1], const char *one, size_t i,
                   const char *other, size_t j)
{
    size_t best = table[i - 1][j - 1] + (one[i - 1] != other[j - 1]);
    bool swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];

    best = least(best, least(table[i - 1][j], table[i][j - 1]) + 1);
    return swapped ? least(best, table[i - 2][j - 2] + 1) : best;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours from one word to the other (optimal
 * string alignment).
 */
static size_t edits_between(const char *one, size_t one_length, const char *other,
                            size_t other_length)
{
    size_t table[LONGEST + 1][LONGEST + 1];

    for (size_t i = 0; i <= one_length; i++) {
        for (size_t j = 0; j <= other_length; j++)
            table[i][j] = i == 0 || j == 0 ? i + j : step(table, one, i, other, j);
    }
    return table[one_length][other_length];
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
