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
    int digits = number % 20 < 16 ? (int)(number % 20) : 16; // no number has more
    snprintf(expected, sizeof(expected), "%llu %0*llx", (unsigned long long)number, digits,
             (unsigned long long)number);
    MUST(strcmp(text.data, expected) == 0);
}

/** The factor of a unit; 0 for no unit of this kind. */
static uint64_t factor_of(enum unit unit, const char *name)
{
    if (!*name)
        return 1;
    if (unit == UNIT_BYTES && name[1] == '\0')
        return *name == 'b' || *name == 'B'   ? 1
               : *name == 'k' || *name == 'K' ? 1024
               : *name == 'm' || *name == 'M' ? 1048576
               : *name == 'g' || *name == 'G' ? 1073741824
                                              : 0;
    if (unit == UNIT_MILLISECONDS)
        return strcasecmp(name, "ms") == 0  ? 1
               : strcasecmp(name, "s") == 0 ? 1000
               : strcasecmp(name, "m") == 0 ? 60000
               : strcasecmp(name, "h") == 0 ? 3600000
                                            : 0;
    return 0;
}

/** NUMBER[.FRACTION][UNIT], of which the parts are MATCHES. */
static bool expect_parts(const char *word, const regmatch_t matches[5], enum unit unit,
                         uint64_t *ret_number)
{
    char fraction[16] = "";
    regoff_t digits = matches[3].rm_eo - matches[3].rm_so;
    uint64_t factor = factor_of(unit, word + matches[4].rm_so);

    errno = 0;
    uint64_t whole = strtoull(word, NULL, 10);
    if (errno || whole > UINT32_MAX || factor == 0 || digits > 9)
        return false;
    // As billionths, so that there is one way only to divide.
    snprintf(fraction, sizeof(fraction), "%.*s", (int)digits, word + matches[3].rm_so);
    uint64_t billionths = strtoull(fraction, NULL, 10);
    for (regoff_t i = digits; i < 9; i++)
        billionths *= 10;
    if (billionths * factor % 1000000000 != 0)
        return false;
    *ret_number = whole * factor + billionths * factor / 1000000000;
    return true;
}

static bool expect_quantity(const char *word, enum unit unit, uint64_t *ret_number)
{
    regmatch_t matches[5];
    regex_t decimal;

    if (word[0] == '0' && (word[1] == 'x' || word[1] == 'X') && word[2]) {
        errno = 0;
        *ret_number = strtoull(word, NULL, 16);
        return !errno && strspn(word + 2, "0123456789abcdefABCDEF") == strlen(word + 2);
    }
    MUST(regcomp(&decimal, "^([0-9]+)([.]([0-9]+))?([A-Za-z]*)$", REG_EXTENDED) == 0);
    bool good = regexec(&decimal, word, 5, matches, 0) == 0 &&
                expect_parts(word, matches, unit, ret_number);
    regfree(&decimal);
    return good;
}

static void check_quantity(const char *text, size_t size, enum unit unit)
{
    char *word = strndup(text, size);
    uint64_t expected = 4711;
    uint64_t number = 4711;
    bool good = strlen(word) == size && expect_quantity(word, unit, &expected);

    MUST(quantity_parse((struct text){text, size}, unit, &number) == good);
    MUST(number == (good ? expected : 4711));
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
    check_quantity(text, size, (chosen >> 3) % UNIT_COUNT);
    if (parse_hex(text, size, UINT64_MAX, &number) == 0)
        check_written(number);
    free(text);
    return 0;
}
