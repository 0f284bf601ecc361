// SPDX-License-Identifier: MIT
/**
 * UTF-8 (RFC 3629), and what a character does to a terminal.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Reads one character from TEXT (LENGTH > 0 bytes). Returns the bytes it takes and sets
 * *RET_CHARACTER; 0, with *RET_CHARACTER untouched, when the bytes are not valid UTF-8
 * (overlong forms, surrogates and values above U+10FFFF among them).
 */
size_t utf8_read(const char *text, size_t length, uint32_t *ret_character);

/**
 * Has libc read what it knows of characters, from a file; else that happens when the first of them
 * is not ASCII. False when it knows none.
 */
bool utf8_prepare(void);

/**
 * Columns that CHARACTER takes: 1 or 2; 0 when it must not be shown (controls, characters
 * without width, direction controls, unassigned ones unless libc is musl, which reports a width for
 * them, or when libc cannot tell).
 */
size_t utf8_width(uint32_t character);

#endif
