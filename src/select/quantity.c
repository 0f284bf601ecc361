// SPDX-License-Identifier: MIT
#include "select/quantity.h"

#include "base/parse.h"

#include <string.h>

static bool same(struct text word, const char *other)
{
    return word.length == strlen(other) && strncasecmp(word.bytes, other, word.length) == 0;
}

/** Units, by what they count; the first of a kind is what a bare number is in. */
static const struct {
    enum unit unit;
    const char *name;
    uint64_t factor;
} units[] = {
    {UNIT_BYTES, "b", 1},
    {UNIT_BYTES, "k", 1 << 10},
    {UNIT_BYTES, "m", 1 << 20},
    {UNIT_BYTES, "g", 1 << 30},
    {UNIT_MILLISECONDS, "ms", 1},
    {UNIT_MILLISECONDS, "s", 1000},
    {UNIT_MILLISECONDS, "m", 60000},
    {UNIT_MILLISECONDS, "h", 3600000},
};

/** What one of the unit behind a number is worth; 0 when there is no such unit. */
static uint64_t factor_of(enum unit unit, struct text name)
{
    if (name.length == 0)
        return 1;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (units[i].unit == unit && same(name, units[i].name))
            return units[i].factor;
    }
    return 0;
}

static size_t digits_of(struct text word)
{
    size_t length = 0;

    while (length < word.length && word.bytes[length] >= '0' && word.bytes[length] <= '9')
        length++;
    return length;
}

static struct text skip(struct text word, size_t count)
{
    return (struct text){word.bytes + count, word.length - count};
}

/**
 * Adds to *NUMBER the part of a unit behind the point, "5" in "1.5s", and takes it off WORD.
 * False when it is none, or not a whole number of the smallest unit.
 */
static bool add_fraction(struct text digits, uint64_t factor, uint64_t *number)
{
    uint64_t scale = 1;
    uint64_t part = 0;

    if (digits.length == 0 || digits.length > 9 ||
        parse_decimal(digits.bytes, digits.length, UINT64_MAX, &part) != 0)
        return false;
    for (size_t i = 0; i < digits.length; i++)
        scale *= 10;
    if (part * factor % scale != 0)
        return false;
    *number += part * factor / scale;
    return true;
}

bool quantity_parse(struct text word, enum unit unit, uint64_t *ret_number)
{
    uint64_t number = 0;

    if (word.length > 2 && word.bytes[0] == '0' && (word.bytes[1] | 32) == 'x')
        return parse_hex(word.bytes + 2, word.length - 2, UINT64_MAX, ret_number) == 0;
    size_t digits = digits_of(word);
    if (parse_decimal(word.bytes, digits, UINT32_MAX, &number) != 0)
        return false;
    struct text rest = skip(word, digits);
    struct text fraction = {0};
    if (rest.length > 0 && *rest.bytes == '.') {
        rest = skip(rest, 1);
        fraction = (struct text){rest.bytes, digits_of(rest)};
        rest = skip(rest, fraction.length);
        if (fraction.length == 0)
            return false;
    }
    uint64_t factor = factor_of(unit, rest);
    if (factor == 0)
        return false;
    number *= factor;
    if (fraction.bytes && !add_fraction(fraction, factor, &number))
        return false;
    *ret_number = number;
    return true;
}
