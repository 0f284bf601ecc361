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
 * Returns the number of columns of CHARACTER: 1 or 2; 0 if it must not be shown (controls,
 * characters without width, direction controls, and those that Unicode 14 does not assign). The
 * width is that of wcwidth(3) in glibc 2.36, except that controls which glibc shows have none.
 */
size_t utf8_width(uint32_t character);

#endif
