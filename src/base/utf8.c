// SPDX-License-Identifier: MIT
#include "base/utf8.h"

#include <stdbool.h>

/**
 * The first character of each sequence of characters of the same width, shifted by 2, with the
 * width. This does not depend on the locale or on libc, and no file is read at the start. Python
 * has the data: src/base/width_table.py > src/base/width_table.h.
 */
#include "base/width_table.h"

struct sequence {
    unsigned char mask; /**< bits of the first byte that give the length */
    unsigned char lead; /**< their value */
    uint32_t least;     /**< lowest character of this length */
};

/** Indexed by the number of bytes that follow the first. */
static const struct sequence sequences[] = {
    {.mask = 0x80, .lead = 0x00, .least = 0},
    {.mask = 0xe0, .lead = 0xc0, .least = 0x80},
    {.mask = 0xf0, .lead = 0xe0, .least = 0x800},
    {.mask = 0xf8, .lead = 0xf0, .least = 0x10000},
};

static size_t bytes_that_follow(unsigned char first)
{
    size_t follow = 0;

    while (follow < 4 && (first & sequences[follow].mask) != sequences[follow].lead)
        follow++;
    return follow;
}

size_t utf8_read(const char *text, size_t length, uint32_t *ret_character)
{
    unsigned char first = (unsigned char)text[0];
    size_t follow = bytes_that_follow(first);

    if (follow == 4 || follow >= length)
        return 0;
    uint32_t character = first & (unsigned char)~sequences[follow].mask;
    for (size_t i = 1; i <= follow; i++) {
        unsigned char next = (unsigned char)text[i];
        if ((next & 0xc0) != 0x80)
            return 0;
        character = character << 6 | (next & 0x3f);
    }
    bool surrogate = character >= 0xd800 && character <= 0xdfff;
    if (character < sequences[follow].least || character > 0x10ffff || surrogate)
        return 0;
    *ret_character = character;
    return follow + 1;
}

size_t utf8_width(uint32_t character)
{
    if (character < 0x80)
        return character >= 0x20 && character != 0x7f;
    size_t low = 0;
    size_t high = sizeof(width_changes) / sizeof(width_changes[0]);

    // The element at LOW is the last one known not to be after the character.
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (width_changes[middle] >> 2 <= character)
            low = middle;
        else
            high = middle;
    }
    return width_changes[low] & 3;
}
