// SPDX-License-Identifier: MIT
#include "collect/netns_choice.h"

#include "base/parse.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

/** No lower inode is one of a namespace: 0xEFFFFFF0, include/uapi/linux/nsfs.h. */
#define LOWEST_INODE UINT32_C(4026531824)

void netns_choice_free(struct netns_choice *choice)
{
    for (size_t i = 0; i < choice->count; i++)
        free(choice->wishes[i].text);
    free(choice->wishes);
    *choice = (struct netns_choice){0};
}

bool netns_choice_is_self(const struct netns_choice *choice)
{
    return !choice->all && choice->count == 0;
}

bool netns_choice_is_several(const struct netns_choice *choice)
{
    return choice->all || choice->count + choice->self > 1;
}

static void complain(struct strbuf *error, const char *format, ...) FORMAT_PRINTF(2, 3);

static void complain(struct strbuf *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(error, format, arguments);
    va_end(arguments);
}

static bool starts(struct text word, const char *with)
{
    size_t length = strlen(with);

    return word.length >= length && memcmp(word.bytes, with, length) == 0;
}

/** Parses what follows "pid:". */
static bool parse_pid(struct text word, uint32_t *ret_number, struct strbuf *error)
{
    struct text digits = text_skip(word, 4);
    uint64_t pid = 0;

    if (parse_decimal(digits.bytes, digits.length, INT32_MAX, &pid) != 0 || pid == 0) {
        complain(error, "invalid process number \"%.*s\" in a network namespace (expected pid:N)",
                 text_shown(word), word.bytes);
        return false;
    }
    *ret_number = (uint32_t)pid;
    return true;
}

/** Returns INODE of "net:[INODE]"; other words are returned as they are. */
static struct text without_brackets(struct text word)
{
    static const char prefix[] = "net:[";
    size_t start = sizeof(prefix) - 1;

    if (!starts(word, prefix) || word.bytes[word.length - 1] != ']')
        return word;
    return (struct text){word.bytes + start, word.length - start - 1};
}

/**
 * Returns true and sets *WISH if WORD is an inode. Returns false if it is something else; then
 * appends to ERROR if it looks like an inode.
 */
static bool parse_inode(struct text word, struct netns_wish *wish, struct strbuf *error)
{
    struct text digits = without_brackets(word);
    bool bracketed = digits.length != word.length;
    uint64_t inode = 0;
    int failure = parse_decimal(digits.bytes, digits.length, UINT32_MAX, &inode);

    if (failure == -ERANGE || (bracketed && (failure || inode < LOWEST_INODE))) {
        complain(error, "invalid inode \"%.*s\" of a network namespace", text_shown(word),
                 word.bytes);
        return false;
    }
    if (failure || inode < LOWEST_INODE)
        return false;
    *wish = (struct netns_wish){.kind = NETNS_WISH_INODE, .number = (uint32_t)inode};
    return true;
}

/** Sets *WISH to what WORD, which is not empty, means. Returns false if it is wrong. */
static bool parse_wish(struct text word, struct netns_wish *wish, struct strbuf *error)
{
    size_t before = error->length;

    if (memchr(word.bytes, '\0', word.length)) {
        complain(error, "a network namespace must not contain a NUL byte");
        return false;
    }
    if (memchr(word.bytes, '/', word.length)) {
        *wish = (struct netns_wish){.kind = NETNS_WISH_PATH};
        return true;
    }
    if (starts(word, "pid:")) {
        wish->kind = NETNS_WISH_PID;
        return parse_pid(word, &wish->number, error);
    }
    if (parse_inode(word, wish, error))
        return true;
    wish->kind = NETNS_WISH_NAME;
    if (error->length == before && (text_is(word, ".") || text_is(word, "..")))
        complain(error, "invalid name \"%.*s\" of a network namespace", text_shown(word),
                 word.bytes);
    return error->length == before;
}

static bool add_word(struct netns_choice *choice, struct text word, struct strbuf *error)
{
    struct netns_wish wish = {0};

    if (word.length == 0) {
        complain(error, "missing network namespace "
                        "(expected self, all, a name, a path, pid:N or an inode)");
        return false;
    }
    if (text_is(word, "all"))
        choice->all = true;
    else if (text_is(word, "self"))
        choice->self = true;
    else if (parse_wish(word, &wish, error)) {
        wish.text = text_copy(word);
        choice->wishes = alloc_grow(choice->wishes, &choice->capacity, choice->count + 1,
                                    sizeof(*choice->wishes));
        choice->wishes[choice->count++] = wish;
    } else
        return false;
    return true;
}

bool netns_choice_parse(struct netns_choice *choice, struct text words, struct strbuf *ret_error)
{
    if (words.length == 0)
        return add_word(choice, words, ret_error);
    do {
        if (!add_word(choice, text_take_word(&words), ret_error))
            return false;
    } while (words.bytes);
    return true;
}
