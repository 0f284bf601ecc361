// SPDX-License-Identifier: MIT
#include "filter/quantity.h"

#include "base/alloc.h"
#include "base/parse.h"

#include <errno.h>
#include <string.h>

/** Units by the kind of quantity, in any case. */
static const struct {
    enum unit unit;
    const char *name;
    uint64_t factor;
} units[] = {
    {UNIT_BYTES, "b", 1},
    {UNIT_BYTES, "k", 1 << 10},
    {UNIT_BYTES, "m", 1 << 20},
    {UNIT_BYTES, "g", 1 << 30},
    {UNIT_BYTES_PER_SECOND, "b", 1},
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
    {UNIT_MICROSECONDS, "h", 3600000000},
    {UNIT_MILLISECONDS, "ms", 1},
    {UNIT_MILLISECONDS, "s", 1000},
    {UNIT_MILLISECONDS, "m", 60000},
    {UNIT_MILLISECONDS, "h", 3600000},
};

/** Units as others write them, in any case unless `exact`; the right one is a unit of `units`. */
static const struct {
    const char *wrong;
    const char *right;
    bool exact;
} misspelled[] = {
    {"kB/s", "k", true},          {"KB/s", "k", true},
    {"MB/s", "M", true},          {"GB/s", "G", true},
    {"kib/s", "k", false},        {"mib/s", "M", false},
    {"gib/s", "G", false},        {"kb/s", "kbit/s", false},
    {"mb/s", "Mbit/s", false},    {"gb/s", "Gbit/s", false},
    {"kbps", "kbit/s", false},    {"mbps", "Mbit/s", false},
    {"gbps", "Gbit/s", false},    {"kbits/s", "kbit/s", false},
    {"mbits/s", "Mbit/s", false}, {"gbits/s", "Gbit/s", false},
    {"kb", "k", false},           {"mb", "M", false},
    {"gb", "G", false},           {"kib", "k", false},
    {"mib", "M", false},          {"gib", "G", false},
    {"byte", "b", false},         {"bytes", "b", false},
    {"usec", "us", false},        {"usecs", "us", false},
    {"\xc2\xb5s", "us", true}, // micro sign
    {"\xce\xbcs", "us", true}, // Greek mu
    {"microsecond", "us", false}, {"microseconds", "us", false},
    {"msec", "ms", false},        {"msecs", "ms", false},
    {"millisecond", "ms", false}, {"milliseconds", "ms", false},
    {"sec", "s", false},          {"secs", "s", false},
    {"second", "s", false},       {"seconds", "s", false},
    {"min", "m", false},          {"mins", "m", false},
    {"minute", "m", false},       {"minutes", "m", false},
    {"hour", "h", false},         {"hours", "h", false},
};

/** Returns the factor of the unit NAME, or 0 if there is no such unit. */
static uint64_t factor_of(enum unit unit, struct text name)
{
    if (name.length == 0)
        return unit == UNIT_PER_SECOND ? 1000 : 1; // it counts thousandths
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (units[i].unit == unit && text_is_like(name, units[i].name))
            return units[i].factor;
    }
    return 0;
}

/** Returns true for k, m and g: their decimal fractions are rarely whole numbers of bytes. */
static bool is_rounded(uint64_t factor)
{
    return factor > 1 && (factor & (factor - 1)) == 0;
}

/**
 * Returns the fraction after the point, "5" in "1.5s", in the smallest unit. Returns 0; -EINVAL if
 * it is not a fraction; -EDOM if it is not a whole number of the smallest unit, nor rounded to one.
 */
static int get_fraction(struct text digits, uint64_t factor, uint64_t *ret_number)
{
    uint64_t scale = 1;
    uint64_t part = 0;

    if (digits.length > 9 || parse_decimal(digits.bytes, digits.length, UINT64_MAX, &part) != 0)
        return -EINVAL;
    for (size_t i = 0; i < digits.length; i++)
        scale *= 10;
    if (part * factor % scale != 0 && !is_rounded(factor))
        return -EDOM;
    *ret_number = part * factor / scale;
    return 0;
}

/** The parts of a number: "12", "5" and "k" of "12.5k". */
struct parts {
    struct text whole;
    struct text fraction; /**< bytes: NULL without a point */
    struct text unit;
};

static struct parts split(struct text word)
{
    struct parts parts = {.whole = {word.bytes, text_digits(word)}};
    struct text rest = text_skip(word, parts.whole.length);

    if (rest.length > 0 && *rest.bytes == '.') {
        rest = text_skip(rest, 1);
        parts.fraction = (struct text){rest.bytes, text_digits(rest)};
        rest = text_skip(rest, parts.fraction.length);
    }
    parts.unit = rest;
    return parts;
}

int quantity_parse(struct text word, enum unit unit, uint64_t limit, uint64_t *ret_number)
{
    struct parts parts = split(word);
    uint64_t number = 0;
    uint64_t part = 0;

    if (word.length > 2 && word.bytes[0] == '0' && (word.bytes[1] | 32) == 'x')
        return unit == UNIT_PER_SECOND
                   ? -EINVAL
                   : parse_hex(word.bytes + 2, word.length - 2, UINT64_MAX, ret_number);
    uint64_t factor = factor_of(unit, parts.unit);
    int error = parse_decimal(parts.whole.bytes, parts.whole.length, limit, &number);
    if (error || factor == 0)
        return error ? error : -EINVAL;
    if (__builtin_mul_overflow(number, factor, &number))
        return -ERANGE;
    if (parts.fraction.bytes)
        error = get_fraction(parts.fraction, factor, &part);
    if (error)
        return error;
    if (__builtin_add_overflow(number, part, &number))
        return -ERANGE;
    *ret_number = number;
    return 0;
}

const char *quantity_units(enum unit unit)
{
    static const char *const texts[UNIT_COUNT] = {
        [UNIT_BYTES] = "bytes, or a number with k, m or g",
        [UNIT_BYTES_PER_SECOND] =
            "bytes per second, or a number with k, M, G, kbit/s, Mbit/s or Gbit/s",
        [UNIT_MICROSECONDS] = "microseconds, or a number with us, ms, s, m or h",
        [UNIT_MILLISECONDS] = "milliseconds, or a number with ms, s, m or h",
        [UNIT_PER_SECOND] = "a number a second, such as 5 or 0.5",
    };

    return texts[unit] ? texts[unit] : "a number";
}

const char *quantity_whole(enum unit unit)
{
    static const char *const texts[UNIT_COUNT] = {
        [UNIT_BYTES] = "a whole number of bytes",
        [UNIT_BYTES_PER_SECOND] = "a whole number of bytes per second",
        [UNIT_MICROSECONDS] = "a whole number of microseconds",
        [UNIT_MILLISECONDS] = "a whole number of milliseconds",
        [UNIT_PER_SECOND] = "a whole number of thousandths",
    };

    return texts[unit] ? texts[unit] : "a whole number";
}

/** Returns the unit of this kind that NAME stands for, or NULL. */
static const char *right_unit(enum unit unit, struct text name)
{
    for (size_t i = 0; i < sizeof(misspelled) / sizeof(misspelled[0]); i++) {
        const char *wrong = misspelled[i].wrong;
        bool same = misspelled[i].exact ? text_is(name, wrong) : text_is_like(name, wrong);
        if (same && factor_of(unit, text_of(misspelled[i].right)) > 0)
            return misspelled[i].right;
    }
    return NULL;
}

bool quantity_correct(struct text number, struct text name, enum unit unit, struct strbuf *text)
{
    size_t start = text->length;
    const char *right = right_unit(unit, name);
    uint64_t ignored;

    if (name.length == 0 || text_digits(number) == 0)
        return false;
    strbuf_bytes(text, number.bytes, number.length);
    strbuf_bytes(text, right ? right : name.bytes, right ? strlen(right) : name.length);
    if (quantity_parse((struct text){text->data + start, text->length - start}, unit, UINT64_MAX,
                       &ignored) == 0)
        return true;
    strbuf_truncate(text, start);
    return false;
}

/** Appends "LOW" with its unit, "-", HIGH. */
static void put_range(struct text low, struct text unit, struct text high, struct strbuf *text)
{
    strbuf_bytes(text, low.bytes, low.length);
    strbuf_bytes(text, unit.bytes, unit.length);
    strbuf_byte(text, '-');
    strbuf_bytes(text, high.bytes, high.length);
}

/** Returns the unit of this kind whose factor is 1. */
static struct text smallest_unit(enum unit unit)
{
    size_t i = 0;

    while (units[i].unit != unit || units[i].factor != 1)
        i++;
    return text_of(units[i].name);
}

bool quantity_correct_range(struct text low, struct text high, enum unit unit, struct strbuf *text)
{
    CLEANUP(strbuf_free) struct strbuf both = {0};
    struct text name = split(high).unit;
    uint64_t plain = 0;
    uint64_t first = 0;
    uint64_t last = 0;

    strbuf_bytes(&both, low.bytes, low.length);
    strbuf_bytes(&both, name.bytes, name.length);
    // "x80" of "0-0x80" is no unit.
    if (split(low).unit.length > 0 || name.length == 0 || factor_of(unit, name) == 0 ||
        quantity_parse(strbuf_contents(&both), unit, UINT64_MAX, &first) != 0 ||
        quantity_parse(high, unit, UINT64_MAX, &last) != 0)
        return false;
    bool number = quantity_parse(low, unit, UINT64_MAX, &plain) == 0;
    if (number && plain == first)
        return false;
    put_range(low, number && first > last ? smallest_unit(unit) : name, high, text);
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
    return quantity_parse(strbuf_contents(&time), UNIT_MILLISECONDS, UINT32_MAX,
                          ret_milliseconds) == 0;
}
