// SPDX-License-Identifier: MIT
/**
 * A run of bytes that belongs to somebody else; any byte may occur.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *bytes;
    size_t length;
};

/** The bytes of a NUL-terminated string, without its NUL. */
struct text text_of(const char *string);

/** Returns the small letter for an ASCII capital, "_" for "-", and any other byte as it is. */
char text_fold(char byte);

/** True if the text is WORD. */
bool text_is(struct text text, const char *word);

/** True if the text is WORD in any case of ASCII letters, and with "-" or "_" for each other. */
bool text_is_like(struct text text, const char *word);

/** Orders by bytes, a text before those that it begins: negative, 0 or positive. */
int text_compare(struct text one, struct text other);

/** What comes behind the first COUNT bytes, of which there are at least so many. */
struct text text_skip(struct text text, size_t count);

/** How many decimal digits the text begins with. */
size_t text_digits(struct text text);

/** For "%.*s": how many bytes of the text a message repeats. */
int text_shown(struct text text);

/** True when one of the bytes of SET, none of them NUL, is in the text. */
bool text_has(struct text text, const char *set);

/** A copy with a NUL behind it, which the caller frees. */
char *text_copy(struct text text);

#endif
