// SPDX-License-Identifier: MIT
/**
 * A run of bytes that is borrowed; it may contain any byte.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *bytes;
    size_t length;
};

/** Returns the bytes of a NUL-terminated string, without its NUL. */
struct text text_of(const char *string);

/** Returns the lower-case letter for an ASCII capital, "_" for "-", and any other byte as it is. */
char text_fold(char byte);

/** Returns true if the text is WORD. */
bool text_is(struct text text, const char *word);

/**
 * Returns true if the text is WORD, ignoring the case of ASCII letters and taking "-" and "_" as
 * equal.
 */
bool text_is_like(struct text text, const char *word);

/**
 * Compares by bytes, a text before those that it begins; returns a negative number, 0 or a positive
 * number.
 */
int text_compare(struct text one, struct text other);

/** Returns the text after its first COUNT bytes; it must have at least COUNT. */
static inline struct text text_skip(struct text text, size_t count)
{
    return (struct text){text.bytes + count, text.length - count};
}

/**
 * Removes the first word from LIST, words separated by commas, and returns it. LIST->bytes is NULL
 * after the last.
 */
struct text text_take_word(struct text *list);

/**
 * Removes the bytes up to the first SEPARATOR, and it, from *TEXT; without one, all of them.
 * Returns them without it.
 */
struct text text_take_until(struct text *text, char separator);

/** Returns what follows the first place of KEY in the text; bytes are NULL if it is not there. */
struct text text_after(struct text text, const char *key);

/** Returns the number of decimal digits at the start of the text. */
size_t text_digits(struct text text);

/** Returns, for "%.*s", how many bytes of the text a message repeats. */
int text_shown(struct text text);

/** Returns true if one of the bytes of SET, none of them NUL, is in the text. */
bool text_has(struct text text, const char *set);

/** Returns a copy followed by a NUL, which the caller frees. */
char *text_copy(struct text text);

#endif
