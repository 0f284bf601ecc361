// SPDX-License-Identifier: MIT
#include "base/utf8.h"

#include <locale.h>
#include <stdbool.h>
#include <wchar.h>
#include <wctype.h>

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

/**
 * wcwidth depends on the locale. The user's locale is never used; only its character types could
 * change the output. C.UTF-8 is built into musl, and glibc has a file of it from 2.35 on. Without
 * it, a character that is not ASCII has no width and is escaped.
 */
bool utf8_prepare(void)
{
    if (uselocale((locale_t)0) == LC_GLOBAL_LOCALE)
        uselocale(newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0)); // 0 if missing: no change
    return uselocale((locale_t)0) != LC_GLOBAL_LOCALE;
}

size_t utf8_width(uint32_t character)
{
    if (character < 0x80)
        return character >= 0x20 && character != 0x7f;
    // Some versions of libc report a width for the soft hyphen, the direction controls and the
    // format controls of interlinear annotations (U+FFF9 to U+FFFB) and Egyptian hieroglyphs; musl
    // does for code points that are reserved for invisible characters (DerivedCoreProperties.txt,
    // Default_Ignorable_Code_Point).
    bool invisible = character == 0xad || character == 0x61c ||
                     (character >= 0x200b && character <= 0x200f) ||
                     (character >= 0x2028 && character <= 0x202e) ||
                     (character >= 0x2060 && character <= 0x206f) ||
                     (character >= 0xfff0 && character <= 0xfffb) ||
                     (character >= 0x13430 && character <= 0x1343f) ||
                     (character >= 0xe0000 && character <= 0xe0fff);
    if (invisible)
        return 0;
    bool shown = utf8_prepare() && iswprint((wint_t)character);
    int width = shown ? wcwidth((wchar_t)character) : 0;
    return width > 0 ? (size_t)width : 0;
}
