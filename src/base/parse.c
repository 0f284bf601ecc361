// SPDX-License-Identifier: MIT
#include "base/parse.h"

#include <errno.h>

/** Returns the value of a digit in any base up to 16, or 16 for another byte. */
static unsigned digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return (unsigned)(digit - '0');
    if (digit >= 'a' && digit <= 'f')
        return (unsigned)(digit - 'a') + 10;
    if (digit >= 'A' && digit <= 'F')
        return (unsigned)(digit - 'A') + 10;
    return 16;
}

static int parse_digits(const char *text, size_t length, unsigned base, uint64_t limit,
                        uint64_t *ret_number)
{
    uint64_t number = 0;

    if (length == 0)
        return -EINVAL;
    for (size_t i = 0; i < length; i++) {
        if (digit_value(text[i]) >= base)
            return -EINVAL;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned digit = digit_value(text[i]);
        if (digit > limit || number > (limit - digit) / base)
            return -ERANGE;
        number = number * base + digit;
    }
    *ret_number = number;
    return 0;
}

int parse_decimal(const char *text, size_t length, uint64_t limit, uint64_t *ret_number)
{
    return parse_digits(text, length, 10, limit, ret_number);
}

int parse_hex(const char *text, size_t length, uint64_t limit, uint64_t *ret_number)
{
    return parse_digits(text, length, 16, limit, ret_number);
}
