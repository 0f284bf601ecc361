// SPDX-License-Identifier: MIT
#include "filter/pattern.h"

#include "base/parse.h"

#include <stdlib.h>
#include <string.h>

/**
 * Limits for regcomp(3), which copies repeated parts and is recursive: "a{1,32767}" takes glibc
 * 2.36 several seconds and 3 GB; twenty nested "+" make a million copies. If "*", "+" or "{1,}"
 * repeats something that can be empty, the time doubles with each copy: "(()?){0,19}*" takes 4 s.
 * Within these limits it takes about 10 ms, 8 MB and a stack of 64 KiB.
 */
#define LARGEST_PATTERN 512
#define LARGEST_EMPTY_LOOP 32
#define MOST_GROUPS 50

/** Upper bound of the bytes that regcomp needs within these limits. */
#define MOST_MEMORY (8 << 20)

/** Above every limit; sums and products do not overflow. */
#define MOST_REPETITIONS ((uint64_t)1 << 16)
#define LARGEST_SIZE ((uint64_t)1 << 32)

/** An open group: the size before its last atom, and the last atom, which may be repeated. */
struct group_measure {
    uint64_t before, last; /**< sizes */
    bool before_filled;    /**< the part of the branch before the last atom cannot be empty */
    bool last_filled;      /**< the last atom cannot be empty */
    bool empty_branch;     /**< an earlier branch can be empty */
};

/** The size of a pattern with its repetitions expanded, while it is read. */
struct measure {
    struct text rest;
    struct group_measure groups[MOST_GROUPS + 1]; /**< the first is the pattern itself */
    size_t depth;
    bool empty_loop; /**< an unlimited repetition of a part that can be empty */
};

static struct group_measure *open_group(struct measure *measure)
{
    return &measure->groups[measure->depth];
}

static void add_atom(struct measure *measure, uint64_t size, bool filled)
{
    struct group_measure *group = open_group(measure);

    group->before += group->last;
    group->last = size;
    group->before_filled = group->before_filled || group->last_filled;
    group->last_filled = filled;
}

/** Counts the last atom COUNT times, and the operator. */
static void repeat(struct measure *measure, uint64_t count, bool optional, bool endless)
{
    struct group_measure *group = open_group(measure);

    group->last = group->last * count + 1;
    if (group->last > LARGEST_SIZE)
        group->last = LARGEST_SIZE;
    measure->empty_loop = measure->empty_loop || (endless && !group->last_filled);
    group->last_filled = group->last_filled && !optional;
}

static bool may_be_empty(const struct group_measure *group)
{
    return group->empty_branch || (!group->before_filled && !group->last_filled);
}

static void begin_branch(struct measure *measure)
{
    struct group_measure *group = open_group(measure);

    group->empty_branch = may_be_empty(group);
    group->before += group->last + 1;
    group->last = 0;
    group->before_filled = group->last_filled = false;
}

static void close_group(struct measure *measure)
{
    struct group_measure group = *open_group(measure);

    if (measure->depth == 0) {
        add_atom(measure, 1, true); // an unmatched ")" is literal
        return;
    }
    *open_group(measure) = (struct group_measure){0};
    measure->depth--;
    add_atom(measure, group.before + group.last + 1, !may_be_empty(&group));
}

/** Skips to the end of a bracket expression, after its "["; "]" included. */
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

/**
 * Takes the number at the start of REST; returns MOST_REPETITIONS if it is larger, 0 if there is
 * none.
 */
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

/** Reads "5}", "1,5}" or "1,}" after the "{". */
static void take_interval(struct measure *measure)
{
    struct text rest = measure->rest;
    uint64_t least = take_number(&rest);
    uint64_t count = least;
    bool endless = false;

    if (rest.length > 0 && *rest.bytes == ',') {
        rest = text_skip(rest, 1);
        endless = text_digits(rest) == 0;
        count = endless ? least + 1 : take_number(&rest);
    }
    measure->rest = text_skip(rest, rest.length > 0 && *rest.bytes == '}');
    repeat(measure, count > 0 ? count : 1, least == 0, endless);
}

/** Reads the character after a backslash: anchors and back-references can be empty. */
static void take_escape(struct measure *measure)
{
    bool filled = measure->rest.length > 0 && !strchr("bB<>`'123456789", *measure->rest.bytes);

    measure->rest = text_skip(measure->rest, measure->rest.length > 0);
    add_atom(measure, 1, filled);
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
    case '|':
        begin_branch(measure);
        break;
    case '*':
        repeat(measure, 1, true, true);
        break;
    case '?':
        repeat(measure, 1, true, false);
        break;
    case '+':
        repeat(measure, 2, false, true); // counts as one copy and "*"
        break;
    case '{':
        take_interval(measure);
        break;
    case '[':
        skip_bracket(measure);
        add_atom(measure, 1, true);
        break;
    case '\\':
        take_escape(measure);
        break;
    default:
        add_atom(measure, 1, byte != '^' && byte != '$');
        break;
    }
}

/**
 * Returns true if PATTERN is within the limits; returns false after a message. Every "(" counts as
 * a group.
 */
static bool check_size(const struct literal *literal, struct text pattern)
{
    struct measure measure = {.rest = pattern};
    uint64_t size = 0;
    size_t groups = 0;

    for (size_t i = 0; i < pattern.length; i++)
        groups += pattern.bytes[i] == '(';
    bool good = pattern.length <= LARGEST_PATTERN && groups <= MOST_GROUPS;
    while (good && measure.rest.length > 0)
        take_byte(&measure, *measure.rest.bytes);
    for (size_t i = 0; i <= measure.depth; i++)
        size += measure.groups[i].before + measure.groups[i].last;
    if (!good || size > LARGEST_PATTERN)
        return user_error_add(literal->error,
                              "pattern too large (at most %d characters with its repetitions "
                              "written out, and %d groups)",
                              LARGEST_PATTERN, MOST_GROUPS);
    if (measure.empty_loop && size > LARGEST_EMPTY_LOOP)
        return user_error_add(literal->error,
                              "pattern too large (at most %d characters where * or + repeats what "
                              "can be empty)",
                              LARGEST_EMPTY_LOOP);
    return true;
}

/**
 * Compiles PATTERN; returns the result of regcomp. Exits if memory is short, before regcomp can run
 * out of it: glibc 2.36 then frees some of its memory twice and aborts. The allocated memory is not
 * touched, so the check is cheap.
 */
static int compile(regex_t *compiled, const char *pattern)
{
    free(alloc_array(MOST_MEMORY, 1));
    int error = regcomp(compiled, pattern, REG_EXTENDED | REG_NOSUB);
    if (error == REG_ESPACE)
        alloc_failed();
    return error;
}

bool pattern_add(const struct literal *literal, struct text pattern)
{
    struct text text = {text_copy(pattern), pattern.length};
    struct item *item = test_add(literal->test);
    char words[128];

    item->type = ITEM_PATTERN;
    item->source = text;
    if (strlen(text.bytes) != text.length)
        return user_error_add(literal->error, "a pattern cannot contain a NUL byte");
    if (!check_size(literal, pattern))
        return false;
    item->pattern = alloc_array(1, sizeof(*item->pattern));
    int error = compile(item->pattern, text.bytes);
    if (!error)
        return true;
    regerror(error, item->pattern, words, sizeof(words));
    free(item->pattern);
    item->pattern = NULL;
    return user_error_add(literal->error, "invalid regular expression \"%.*s\": %s",
                          text_shown(text), text.bytes, words);
}
