// SPDX-License-Identifier: MIT
/**
 * Strict numbers: the whole input is consumed, there is at least one digit, no sign, no blank,
 * no prefix, and nothing above the limit. 0 on success; -EINVAL when it is no number, -ERANGE
 * when it is too large. *RET_NUMBER is untouched on failure.
 */
#ifndef BASE_PARSE_H
#define BASE_PARSE_H

#include <stddef.h>
#include <stdint.h>

int parse_decimal(const char *text, size_t length, uint64_t limit, uint64_t *ret_number);
int parse_hex(const char *text, size_t length, uint64_t limit, uint64_t *ret_number);

#endif
