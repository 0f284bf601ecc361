// SPDX-License-Identifier: MIT
#include "filter/quantity.h"

#include "base/alloc.h"
#include "base/parse.h"

#include <string.h>

/** Units by the kind of quantity; the first of a kind is that of a bare number. */
static const struct {
    enum unit unit;
    const char *name;
    uint64_t factor;
} units[] = {
    {UNIT_BYTES, "b", 1},
    {UNIT_BYTES, "k", 1 << 10},
    {UNIT_BYTES, "m", 1 << 20},
    {UNIT_BYTES, "g", 1 << 30},
    {UNIT_BYTES_PER_SECOND, "b/s", 1},
    {UNIT_BYTES_PER_SECOND, "k", 1 << 10},
    {UNIT_BYTES_PER_SECOND, "m", 1 << 20},
    {UNIT_BYTES_PER_SECOND, "g", 1 << 30},
    {UNIT_BYTES_PER_SECOND, "kbit/s", 125},
    {UNIT_BYTES_PER_SECOND, "mbit/s", 125000},
    {UNIT_BYTES_PER_SECOND, "gbit/s", 125000000},
    {UNIT_BYTES_PER_SECOND, "kbit", 125},
    {UNIT_BYTES_PER_SECOND, "mbit", 125000},
    {UNIT_BYTES_PER_SECOND, "gbit", 125000000},
    {UNIT_MICROSECONDS, "us", 1},
    {UNIT_MICROSECONDS, "ms", 1000},
    {UNIT_MICROSECONDS, "s", 1000000},
    {UNIT_MICROSECONDS, "m", 60000000},
    {UNIT_MILLISECONDS, "ms", 1},
    {UNIT_MILLISECONDS, "s", 1000},
    {UNIT_MILLISECONDS, "m", 60000},
    {UNIT_MILLISECONDS, "h", 3600000},
};

/** Returns the factor of the unit NAME, or 0 if there is no such unit. */
static uint64_t factor_of(enum unit unit, struct text name)
{
    if (name.length == 0)
        return 1;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (units[i].unit == unit && text_is_like(name, units[i].name))
            return units[i].factor;
    }
    return 0;
}

/**
 * Adds to *NUMBER the fraction after the point, "5" in "1.5s", in the smallest unit. Returns false
 * if it is not a fraction, or not a whole number of the smallest unit.
 */
static bool add_fraction(struct text digits, uint64_t factor, uint64_t *number)
{
    uint64_t scale = 1;
    uint64_t part = 0;

    if (digits.length > 9 || parse_decimal(digits.bytes, digits.length, UINT64_MAX, &part) != 0)
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
    size_t digits = text_digits(word);
    if (parse_decimal(word.bytes, digits, UINT32_MAX, &number) != 0)
        return false;
    struct text rest = text_skip(word, digits);
    struct text fraction = {0};
    if (rest.length > 0 && *rest.bytes == '.') {
        rest = text_skip(rest, 1);
        fraction = (struct text){rest.bytes, text_digits(rest)};
        rest = text_skip(rest, fraction.length);
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

bool quantity_parse_time(struct text word, uint64_t *ret_milliseconds)
{
    CLEANUP(strbuf_free) struct strbuf time = {0};

    if (word.length == 0 || text_has(word, "xX")) // no hexadecimal number
        return false;
    strbuf_bytes(&time, word.bytes, word.length);
    char last = word.bytes[word.length - 1];
    if (last >= '0' && last <= '9')
        strbuf_byte(&time, 's');
    return quantity_parse((struct text){time.data, time.length}, UNIT_MILLISECONDS,
                          ret_milliseconds);
}

void quantity_seconds(uint64_t milliseconds, struct strbuf *text)
{
    strbuf_decimal(text, milliseconds / 1000);
    if (milliseconds % 1000 == 0)
        return;
    strbuf_byte(text, '.');
    strbuf_byte(text, (char)('0' + milliseconds / 100 % 10));
    if (milliseconds % 100 > 0)
        strbuf_byte(text, (char)('0' + milliseconds / 10 % 10));
    if (milliseconds % 10 > 0)
        strbuf_byte(text, (char)('0' + milliseconds % 10));
}
