// SPDX-License-Identifier: MIT
#include "base/nearest.h"

#include "base/text.h"

#include <string.h>

/** Longer words are not compared; every key and option is shorter. */
#define LONGEST 32

/** Shorter words are not compared as beginnings: too many candidates begin with them. */
#define SHORTEST_BEGINNING 2

/**
 * Ranks: letters that follow the word; a part that is the word, after so many others; a part that
 * begins with it; wrong letters.
 */
#define RANK_WHOLE_PART LONGEST
#define RANK_PART (2 * LONGEST)
#define RANK_WRONG_LETTER (RANK_PART + 1)
#define RANK_NONE SIZE_MAX

struct nearest nearest_to(const char *word, size_t length)
{
    return (struct nearest){.word = word, .length = length, .rank = RANK_NONE};
}

static size_t least(size_t one, size_t other)
{
    return one < other ? one : other;
}

static bool same(char one, char other)
{
    return text_fold(one) == text_fold(other);
}

/**
 * Returns the edit distance between the first I bytes of ONE and the first J of OTHER, computed
 * from the distances of shorter prefixes.
 */
static size_t step(size_t table[LONGEST + 1][LONGEST + 1], const char *one, size_t i,
                   const char *other, size_t j)
{
    size_t best = table[i - 1][j - 1] + !same(one[i - 1], other[j - 1]);
    bool swapped =
        i > 1 && j > 1 && same(one[i - 1], other[j - 2]) && same(one[i - 2], other[j - 1]);

    best = least(best, least(table[i - 1][j], table[i][j - 1]) + 1);
    return swapped ? least(best, table[i - 2][j - 2] + 1) : best;
}

/**
 * Returns the number of insertions, deletions, replacements and swaps of neighbours from one word
 * to the other (optimal string alignment).
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

/** Returns true if TEXT begins with the word that was typed. */
static bool begins(const struct nearest *nearest, const char *text)
{
    for (size_t i = 0; i < nearest->length; i++) {
        if (text[i] == '\0' || !same(nearest->word[i], text[i]))
            return false;
    }
    return nearest->length >= SHORTEST_BEGINNING;
}

/** Returns the rank by the parts of CANDIDATE after "-" or "_"; RANK_NONE: none begins so. */
static size_t rank_of_part(const struct nearest *nearest, const char *candidate)
{
    size_t rank = RANK_NONE;
    size_t before = 0; // parts

    for (const char *byte = candidate; *byte; byte++) {
        if (!same(*byte, '_'))
            continue;
        before++;
        if (!begins(nearest, byte + 1))
            continue;
        char after = byte[1 + nearest->length];
        bool whole = after == '\0' || same(after, '_');
        rank = least(rank, whole ? RANK_WHOLE_PART + before : RANK_PART);
    }
    return rank;
}

static size_t rank_of(const struct nearest *nearest, const char *candidate)
{
    size_t length = strlen(candidate);

    if (begins(nearest, candidate) && same(candidate[nearest->length], '_'))
        return RANK_WHOLE_PART + 1; // as local_port, of which port_class is not better
    if (begins(nearest, candidate))
        return length - nearest->length;
    if (rank_of_part(nearest, candidate) != RANK_NONE)
        return rank_of_part(nearest, candidate);
    size_t edits = edits_between(nearest->word, nearest->length, candidate, length);
    if (3 * edits > nearest->length)
        return RANK_NONE;
    // With equally many wrong letters, one with the same first letter ranks higher.
    return RANK_WRONG_LETTER + 2 * edits + !same(*nearest->word, *candidate);
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
    if (nearest->length > LONGEST || strlen(candidate) > LONGEST)
        return;
    size_t rank = rank_of(nearest, candidate);
    if (rank == RANK_NONE || rank > nearest->rank)
        return;
    if (rank < nearest->rank)
        nearest->count = 0;
    nearest->rank = rank;
    if (nearest->count < NEAREST_LIMIT)
        nearest->best[nearest->count++] = candidate;
}

void nearest_text(const struct nearest *nearest, const char *prefix, struct strbuf *text)
{
    for (size_t i = 0; i < nearest->count; i++) {
        if (i > 0)
            strbuf_text(text, i + 1 < nearest->count ? ", " : " or ");
        strbuf_text(text, prefix);
        strbuf_text(text, nearest->best[i]);
    }
}
