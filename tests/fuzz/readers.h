// SPDX-License-Identifier: MIT
/**
 * Readers of what the program writes, by the letter of the RFCs and without its code: UTF-8
 * (RFC 3629), strings and documents of JSON (RFC 8259).
 */
#ifndef READERS_H
#define READERS_H

#include "fuzz.h"

/** Bytes that are read from the front. */
struct input {
    const unsigned char *place, *end;
};

/** LENGTH bytes; none may be at NULL. */
static inline struct input input_of(const char *bytes, size_t length)
{
    const unsigned char *place = (const unsigned char *)(bytes ? bytes : "");

    return (struct input){place, place + length};
}

/** The first and second bytes that may begin a character; the others are 80 to BF (section 4). */
static const struct {
    unsigned char first[2], second[2];
    size_t length;
} utf8_forms[] = {
    {{0x00, 0x7f}, {0x80, 0xbf}, 1}, {{0xc2, 0xdf}, {0x80, 0xbf}, 2},
    {{0xe0, 0xe0}, {0xa0, 0xbf}, 3}, {{0xe1, 0xec}, {0x80, 0xbf}, 3},
    {{0xed, 0xed}, {0x80, 0x9f}, 3}, {{0xee, 0xef}, {0x80, 0xbf}, 3},
    {{0xf0, 0xf0}, {0x90, 0xbf}, 4}, {{0xf1, 0xf3}, {0x80, 0xbf}, 4},
    {{0xf4, 0xf4}, {0x80, 0x8f}, 4},
};

static inline bool between(unsigned char byte, const unsigned char range[2])
{
    return byte >= range[0] && byte <= range[1];
}

/** Bytes that the character at the front takes; 0 when there is none. */
static inline size_t utf8_length(const struct input *input)
{
    static const unsigned char rest[] = {0x80, 0xbf};
    size_t left = (size_t)(input->end - input->place);

    for (size_t i = 0; left > 0 && i < sizeof(utf8_forms) / sizeof(utf8_forms[0]); i++) {
        size_t length = utf8_forms[i].length;
        if (!between(input->place[0], utf8_forms[i].first) || length > left)
            continue;
        bool good = length == 1 || between(input->place[1], utf8_forms[i].second);
        for (size_t next = 2; next < length; next++)
            good = good && between(input->place[next], rest);
        return good ? length : 0;
    }
    return 0;
}

/** Takes one character; false when there is none. */
static inline bool utf8_take(struct input *input, uint32_t *ret_character)
{
    static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    size_t length = utf8_length(input);

    if (length == 0)
        return false;
    uint32_t character = *input->place & masks[length];
    for (size_t i = 1; i < length; i++)
        character = character * 64 + input->place[i] % 64;
    input->place += length;
    *ret_character = character;
    return true;
}

/** True for what must reach no terminal: controls, and what steers the direction of text. */
static inline bool is_harmful(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0x61c ||
           character == 0x200e || character == 0x200f || character == 0x2028 ||
           character == 0x2029 || (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xfeff;
}

/** True when all of it is UTF-8 that a terminal may have. */
static inline bool is_harmless(const char *bytes, size_t length)
{
    struct input input = input_of(bytes, length);
    uint32_t character = 0;

    while (input.place < input.end) {
        if (!utf8_take(&input, &character) || is_harmful(character))
            return false;
    }
    return true;
}

/** A digit in lower-case hexadecimal; 16 for none. */
static inline unsigned hex_value(unsigned char digit)
{
    const char *place = digit ? strchr("0123456789abcdef", digit) : NULL;

    return place ? (unsigned)(place - "0123456789abcdef") : 16;
}

/** Takes COUNT digits; false when they are not there. */
static inline bool hex_take(struct input *input, size_t count, uint32_t *ret_number)
{
    uint32_t number = 0;

    for (size_t i = 0; i < count; i++) {
        if (input->place == input->end || hex_value(*input->place) > 15)
            return false;
        number = number * 16 + hex_value(*input->place++);
    }
    *ret_number = number;
    return true;
}

static inline bool byte_take(struct input *input, char byte)
{
    if (input->place == input->end || *input->place != (unsigned char)byte)
        return false;
    input->place++;
    return true;
}

/** "\uD83D" was read: the other half follows, or it is half a character. */
static inline bool json_pair_take(struct input *input, uint32_t *character)
{
    uint32_t low = 0;

    if (*character < 0xd800 || *character > 0xdfff)
        return true;
    if (*character > 0xdbff || !byte_take(input, '\\') || !byte_take(input, 'u') ||
        !hex_take(input, 4, &low) || low < 0xdc00 || low > 0xdfff)
        return false;
    *character = 0x10000 + (*character - 0xd800) * 0x400 + (low - 0xdc00);
    return true;
}

/** Takes one character of a string, which the caller knows has not ended. */
static inline bool json_character_take(struct input *input, uint32_t *ret_character)
{
    static const char escapes[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";

    if (!byte_take(input, '\\'))
        return utf8_take(input, ret_character) && *ret_character >= 0x20;
    if (byte_take(input, 'u'))
        return hex_take(input, 4, ret_character) && json_pair_take(input, ret_character);
    for (size_t i = 0; escapes[i]; i++) {
        if (!byte_take(input, escapes[i]))
            continue;
        *ret_character = (unsigned char)meanings[i];
        return true;
    }
    return false;
}

#endif
