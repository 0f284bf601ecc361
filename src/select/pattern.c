// SPDX-License-Identifier: MIT
/** Regular expressions in a filter, and what they would cost. */
#include "select/literal.h"

#include "base/parse.h"

#include <stdlib.h>
#include <string.h>

/**
 * Limits for regcomp(3), which copies what is repeated and calls itself: "a{1,32767}" takes glibc
 * 2.36 several seconds and 3 GB, twenty "+" around each other a million copies. Within these it
 * takes less than 0.1 s and 8 MB, and gets by with a stack of 64 KiB.
 */
#define LARGEST_PATTERN 512
#define MOST_GROUPS 50

/** More than any limit; sums and products stay below. */
#define MOST_REPETITIONS ((uint64_t)1 << 16)
#define LARGEST_SIZE ((uint64_t)1 << 32)

/** The size of a pattern with its repetitions written out, while it is read. */
struct measure {
    struct text rest;
    /** Of each open group: what is before its last atom, and that atom, which may be repeated. */
    struct {
        uint64_t before, last;
    } groups[MOST_GROUPS + 1];
    size_t depth;
};

static void add_atom(struct measure *measure, uint64_t size)
{
    measure->groups[measure->depth].before += measure->groups[measure->depth].last;
    measure->groups[measure->depth].last = size;
}

/** Writes the last atom COUNT times, and the operator itself. */
static void repeat(struct measure *measure, uint64_t count)
{
    uint64_t *last = &measure->groups[measure->depth].last;

    *last = *last * count + 1;
    if (*last > LARGEST_SIZE)
        *last = LARGEST_SIZE;
}

static void close_group(struct measure *measure)
{
    if (measure->depth == 0) {
        add_atom(measure, 1); // without "(" it stands for itself
        return;
    }
    uint64_t size = measure->groups[measure->depth].before + measure->groups[measure->depth].last;
    measure->groups[measure->depth].before = measure->groups[measure->depth].last = 0;
    measure->depth--;
    add_atom(measure, size + 1);
}

/** Skips to what follows the "]" that ends a bracket expression, whose "[" is skipped already. */
static void skip_bracket(struct measure *measure)
{
    struct text rest = measure->rest;

    if (rest.length > 0 && *rest.bytes == '^')
        rest = text_skip(rest, 1);
    if (rest.length > 0 && *rest.bytes == ']')
        rest = text_skip(rest, 1);
    while (rest.length > 0 && *rest.bytes != ']') {
        bool named = *rest.bytes == '[' && rest.length > 1 && strchr(":.=", rest.bytes[1]);
        char sign = named ? rest.bytes[1] : '\0';
        rest = text_skip(rest, named ? 2 : 1);
        while (named && rest.length > 1 && (rest.bytes[0] != sign || rest.bytes[1] != ']'))
            rest = text_skip(rest, 1);
        if (named)
            rest = text_skip(rest, rest.length > 1 ? 2 : rest.length);
    }
    measure->rest = text_skip(rest, rest.length > 0);
}

/** Takes the number at the front of REST; MOST_REPETITIONS if it is larger, 0 if there is none. */
static uint64_t take_number(struct text *rest)
{
    size_t digits = text_digits(*rest);
    uint64_t number = MOST_REPETITIONS;

    if (digits == 0)
        return 0;
    parse_decimal(rest->bytes, digits, MOST_REPETITIONS, &number);
    *rest = text_skip(*rest, digits);
    return number;
}

/** Reads "5}", "1,5}" or "1,}", whose "{" is skipped already. */
static void take_interval(struct measure *measure)
{
    struct text rest = measure->rest;
    uint64_t count = take_number(&rest);

    if (rest.length > 0 && *rest.bytes == ',') {
        rest = text_skip(rest, 1);
        count = text_digits(rest) > 0 ? take_number(&rest) : count + 1;
    }
    measure->rest = text_skip(rest, rest.length > 0 && *rest.bytes == '}');
    repeat(measure, count > 0 ? count : 1);
}

static void take_byte(struct measure *measure, char byte)
{
    measure->rest = text_skip(measure->rest, 1);
    switch (byte) {
    case '(':
        measure->depth++;
        break;
    case ')':
        close_group(measure);
        break;
    case '*':
    case '?':
        repeat(measure, 1);
        break;
    case '+':
        repeat(measure, 2); // as one and "*"
        break;
    case '{':
        take_interval(measure);
        break;
    case '[':
        skip_bracket(measure);
        add_atom(measure, 1);
        break;
    case '\\':
        measure->rest = text_skip(measure->rest, measure->rest.length > 0);
        add_atom(measure, 1);
        break;
    default:
        add_atom(measure, 1);
        break;
    }
}

/** True if PATTERN is beyond the limits. Every "(" counts, also one that opens no group. */
static bool is_too_large(struct text pattern)
{
    struct measure measure = {.rest = pattern};
    uint64_t size = 0;
    size_t groups = 0;

    for (size_t i = 0; i < pattern.length; i++)
        groups += pattern.bytes[i] == '(';
    if (pattern.length > LARGEST_PATTERN || groups > MOST_GROUPS)
        return true;
    while (measure.rest.length > 0)
        take_byte(&measure, *measure.rest.bytes);
    for (size_t i = 0; i <= measure.depth; i++)
        size += measure.groups[i].before + measure.groups[i].last;
    return size > LARGEST_PATTERN;
}

bool literal_pattern(const struct literal *literal, struct text pattern)
{
    struct text text = {text_copy(pattern), pattern.length};
    struct item *item = test_add(literal->test);
    char words[128];

    item->type = ITEM_PATTERN;
    item->source = text;
    if (strlen(text.bytes) != text.length)
        return literal_fail(literal, "a pattern cannot contain a NUL byte");
    if (is_too_large(pattern))
        return literal_fail(literal,
                            "pattern too large (at most %d characters with its repetitions "
                            "written out, and %d groups)",
                            LARGEST_PATTERN, MOST_GROUPS);
    item->pattern = alloc_array(1, sizeof(*item->pattern));
    int error = regcomp(item->pattern, text.bytes, REG_EXTENDED | REG_NOSUB);
    if (error == REG_ESPACE)
        alloc_failed();
    if (!error)
        return true;
    regerror(error, item->pattern, words, sizeof(words));
    free(item->pattern);
    item->pattern = NULL;
    int shown = text.length > 80 ? 80 : (int)text.length;
    return literal_fail(literal, "invalid regular expression \"%.*s\": %s", shown, text.bytes,
                        words);
}
