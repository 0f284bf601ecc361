// SPDX-License-Identifier: MIT
#include "base/text.h"

#include "base/alloc.h"

#include <string.h>

struct text text_of(const char *string)
{
    return (struct text){string, strlen(string)};
}

char text_fold(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return (char)(byte - 'A' + 'a');
    return byte == '-' ? '_' : byte;
}

bool text_is(struct text text, const char *word)
{
    return text.length == strlen(word) && memcmp(text.bytes, word, text.length) == 0;
}

bool text_is_like(struct text text, const char *word)
{
    if (text.length != strlen(word))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text_fold(text.bytes[i]) != text_fold(word[i]))
            return false;
    }
    return true;
}

int text_compare(struct text one, struct text other)
{
    size_t common = one.length < other.length ? one.length : other.length;
    int result = common > 0 ? memcmp(one.bytes, other.bytes, common) : 0;

    return result ? result : (one.length > other.length) - (one.length < other.length);
}

struct text text_take_word(struct text *list)
{
    const char *comma = memchr(list->bytes, ',', list->length);
    struct text word = {list->bytes, comma ? (size_t)(comma - list->bytes) : list->length};

    *list = comma ? text_skip(*list, word.length + 1) : (struct text){0};
    return word;
}

struct text text_take_until(struct text *text, char separator)
{
    const char *end = text->length > 0 ? memchr(text->bytes, separator, text->length) : NULL;
    struct text taken = {text->bytes, end ? (size_t)(end - text->bytes) : text->length};

    *text = text_skip(*text, taken.length + (end != NULL));
    return taken;
}

struct text text_after(struct text text, const char *key)
{
    size_t length = strlen(key);
    const char *place = text.length > 0 ? memmem(text.bytes, text.length, key, length) : NULL;

    if (!place)
        return (struct text){0};
    return text_skip(text, (size_t)(place - text.bytes) + length);
}

size_t text_digits(struct text text)
{
    size_t length = 0;

    while (length < text.length && text.bytes[length] >= '0' && text.bytes[length] <= '9')
        length++;
    return length;
}

int text_shown(struct text text)
{
    return text.length > 80 ? 80 : (int)text.length;
}

bool text_has(struct text text, const char *set)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] != '\0' && strchr(set, text.bytes[i]))
            return true;
    }
    return false;
}

char *text_copy(struct text text)
{
    char *copy = alloc_array(text.length + 1, 1);

    if (text.length > 0)
        memcpy(copy, text.bytes, text.length);
    return copy;
}
