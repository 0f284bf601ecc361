// SPDX-License-Identifier: MIT
/**
 * Numbers and quantities. The first byte chooses limit and unit. What is taken must be taken by
 * strtoull or by a regular expression as well, with the same value, and nothing else may be.
 */
#include "fuzz.h"

#include "base/parse.h"
#include "filter/quantity.h"

#include <errno.h>
#include <regex.h>

static void check_number(const char *text, size_t size, unsigned base, uint64_t limit)
{
    const char *digits = base == 10 ? "0123456789" : "0123456789abcdefABCDEF";
    char *word = strndup(text, size);
    bool good = size > 0 && strlen(word) == size && strspn(word, digits) == size;
    uint64_t number = 4711;
    int result = base == 10 ? parse_decimal(text, size, limit, &number)
                            : parse_hex(text, size, limit, &number);

    MUST(good == (result != -EINVAL));
    errno = 0;
    unsigned long long expected = strtoull(word, NULL, (int)base);
    if (good)
        MUST(result == (errno == ERANGE || expected > limit ? -ERANGE : 0));
    MUST(number == (result == 0 ? expected : 4711));
    free(word);
}

/** What is written can be read, and is what printf writes. */
static void check_written(uint64_t number)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    char expected[64];

    strbuf_decimal(&text, number);
    strbuf_byte(&text, ' ');
    strbuf_hex(&text, number, (int)(number % 20));
    snprintf(expected, sizeof(expected), "%llu %0*llx", (unsigned long long)number,
             (int)(number % 20), (unsigned long long)number);
    MUST(strcmp(text.data, expected) == 0);
}

/** Units of a kind as one text, each between commas, and after it the factor of each. */
struct kind {
    const char *names;
    uint64_t factors[8];
};

static const struct kind kinds[UNIT_COUNT] = {
    [UNIT_BYTES] = {",b,k,m,g,", {1, 1024, 1048576, 1073741824}},
    [UNIT_BYTES_PER_SECOND] = {",b,k,m,g,kbit,mbit,gbit,",
                               {1, 1024, 1048576, 1073741824, 125, 125000, 125000000}},
    [UNIT_MICROSECONDS] = {",us,ms,s,m,h,", {1, 1000, 1000000, 60000000, 3600000000}},
    [UNIT_MILLISECONDS] = {",ms,s,m,h,", {1, 1000, 60000, 3600000}},
};

/** The factor of a unit; 0 for no unit of this kind. */
static uint64_t factor_of(enum unit unit, const char *name)
{
    size_t length = strlen(name);
    char word[8] = ",";

    if (!*name)
        return unit == UNIT_PER_SECOND ? 1000 : 1; // thousandths
    if (!kinds[unit].names || length > 6)
        return 0;
    // "kbit/s" is "kbit"; "ms/s" is no unit
    if (length == 6 && strcasecmp(name + 1, "bit/s") == 0)
        length -= 2;
    snprintf(word + 1, sizeof(word) - 1, "%.*s,", (int)length, name);
    const char *found = strcasestr(kinds[unit].names, word);
    size_t number = 0;
    for (const char *at = kinds[unit].names; found && at < found; at++)
        number += *at == ',';
    return found ? kinds[unit].factors[number] : 0;
}

/** What quantity_parse is to return. */
struct quantity {
    int result;
    uint64_t number;
};

/** NUMBER[.FRACTION][UNIT], of which the parts are MATCHES, NUMBER not above LIMIT. */
static struct quantity expect_parts(const char *word, const regmatch_t matches[5], enum unit unit,
                                    uint64_t limit)
{
    char fraction[16] = "";
    regoff_t digits = matches[3].rm_eo - matches[3].rm_so;
    uint64_t factor = factor_of(unit, word + matches[4].rm_so);

    errno = 0;
    uint64_t whole = strtoull(word, NULL, 10);
    if (errno || whole > limit)
        return (struct quantity){-ERANGE, 0};
    if (factor == 0)
        return (struct quantity){-EINVAL, 0};
    // With 128 bits, and as billionths, so that there is one way only to divide.
    unsigned __int128 result = (unsigned __int128)whole * factor;
    if (result > UINT64_MAX)
        return (struct quantity){-ERANGE, 0};
    snprintf(fraction, sizeof(fraction), "%.*s", (int)digits, word + matches[3].rm_so);
    uint64_t billionths = strtoull(fraction, NULL, 10);
    for (regoff_t i = digits; i < 9; i++)
        billionths *= 10;
    if (digits > 9)
        return (struct quantity){-EINVAL, 0};
    bool binary = factor == 1024 || factor == 1048576 || factor == 1073741824; // rounded down
    if (billionths * factor % 1000000000 != 0 && !binary)
        return (struct quantity){-EDOM, 0};
    result += billionths * factor / 1000000000;
    return (struct quantity){result > UINT64_MAX ? -ERANGE : 0, (uint64_t)result};
}

static struct quantity expect_quantity(const char *word, enum unit unit, uint64_t limit)
{
    regmatch_t matches[5];
    regex_t decimal;
    struct quantity expected = {-EINVAL, 0};

    if (word[0] == '0' && (word[1] == 'x' || word[1] == 'X') && word[2]) {
        errno = 0;
        expected.number = strtoull(word, NULL, 16);
        if (unit != UNIT_PER_SECOND &&
            strspn(word + 2, "0123456789abcdefABCDEF") == strlen(word + 2))
            expected.result = errno ? -ERANGE : 0;
        return expected;
    }
    MUST(regcomp(&decimal, "^([0-9]+)([.]([0-9]+))?([A-Za-z/]*)$", REG_EXTENDED) == 0);
    if (regexec(&decimal, word, 5, matches, 0) == 0)
        expected = expect_parts(word, matches, unit, limit);
    regfree(&decimal);
    return expected;
}

static void check_quantity(const char *text, size_t size, enum unit unit, uint64_t limit)
{
    char *word = strndup(text, size);
    struct quantity expected = {-EINVAL, 0};
    uint64_t number = 4711;

    if (strlen(word) == size)
        expected = expect_quantity(word, unit, limit);
    int result = quantity_parse((struct text){text, size}, unit, limit, &number);
    // What is neither a number nor within the limit may be refused for either reason.
    MUST((result == 0) == (expected.result == 0));
    MUST((result == -EDOM) == (expected.result == -EDOM));
    MUST(result == 0 || result == -EINVAL || result == -ERANGE || result == -EDOM);
    MUST(number == (result == 0 ? expected.number : 4711));
    free(word);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint64_t limits[] = {
        0, 9, 255, 65535, INT32_MAX, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX};
    uint8_t chosen = choice(&data, &size);
    uint64_t number = 0;
    char *text = exact(data, size);

    check_number(text, size, 10, limits[chosen & 7]);
    check_number(text, size, 16, limits[chosen & 7]);
    check_quantity(text, size, (chosen >> 3) % UNIT_COUNT, limits[chosen & 7]);
    if (parse_hex(text, size, UINT64_MAX, &number) == 0)
        check_written(number);
    free(text);
    return 0;
}
