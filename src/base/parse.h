// SPDX-License-Identifier: MIT
/**
 * Strict parsing of numbers: the whole input is consumed; it has at least one digit, no sign, no
 * blank, no prefix, and is not above the limit. Returns 0; -EINVAL if it is not a number; -ERANGE
 * if it is too large. *RET_NUMBER is untouched on failure.
 */
#ifndef BASE_PARSE_H
#define BASE_PARSE_H

#include <stddef.h>
#include <stdint.h>

int parse_decimal(const char *text, size_t length, uint64_t limit, uint64_t *ret_number);
int parse_hex(const char *text, size_t length, uint64_t limit, uint64_t *ret_number);

#endif
