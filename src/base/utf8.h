// SPDX-License-Identifier: MIT
/**
 * UTF-8 (RFC 3629), and the width of characters on a terminal.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Reads one character from TEXT (LENGTH > 0 bytes). Returns its length in bytes and sets
 * *RET_CHARACTER; returns 0, with *RET_CHARACTER untouched, if the bytes are not valid UTF-8
 * (overlong forms, surrogates and values above U+10FFFF included).
 */
size_t utf8_read(const char *text, size_t length, uint32_t *ret_character);

/**
 * Loads the character tables of libc from their file; otherwise this happens at the first character
 * that is not ASCII. Returns false if there are none.
 */
bool utf8_prepare(void);

/**
 * Returns the number of columns of CHARACTER: 1 or 2; 0 if it must not be shown (controls,
 * characters without width, direction controls, unassigned ones unless libc is musl, which reports
 * a width for them, or if libc has no data).
 */
size_t utf8_width(uint32_t character);

#endif
