// SPDX-License-Identifier: MIT
#include "track/json_read.h"

#include "base/parse.h"
#include "base/utf8.h"

bool json_fail(struct json_reader *reader, const char *error)
{
    if (!reader->error)
        reader->error = error;
    return false;
}

static void skip_blanks(struct json_reader *reader)
{
    struct text *rest = &reader->rest;

    while (rest->length > 0 && (*rest->bytes == ' ' || *rest->bytes == '\t' ||
                                *rest->bytes == '\n' || *rest->bytes == '\r'))
        *rest = text_skip(*rest, 1);
}

/** Returns the next byte that is not a blank; NUL: there is none, or there was an error. */
static char peek(struct json_reader *reader)
{
    skip_blanks(reader);
    return reader->rest.length > 0 && !reader->error ? *reader->rest.bytes : '\0';
}

/** Consumes BYTE if it is the next one. */
static bool accept(struct json_reader *reader, char byte)
{
    if (peek(reader) != byte)
        return false;
    reader->rest = text_skip(reader->rest, 1);
    return true;
}

/** Consumes WORD if it is next. */
static bool accept_word(struct json_reader *reader, const char *word)
{
    size_t length = strlen(word);

    if (peek(reader) != *word || reader->rest.length < length ||
        memcmp(reader->rest.bytes, word, length) != 0)
        return false;
    reader->rest = text_skip(reader->rest, length);
    return true;
}

bool json_read_null(struct json_reader *reader)
{
    return accept_word(reader, "null");
}

bool json_read_bool(struct json_reader *reader, bool *ret_value)
{
    bool value = accept_word(reader, "true");

    if (!value && !accept_word(reader, "false"))
        return json_fail(reader, "expected true or false");
    *ret_value = value;
    return true;
}

bool json_read_number(struct json_reader *reader, uint64_t limit, uint64_t *ret_number)
{
    bool leads = peek(reader) == '0';
    size_t length = reader->error ? 0 : text_digits(reader->rest);
    const char *bytes = reader->rest.bytes;
    bool more = length < reader->rest.length &&
                (bytes[length] == '.' || bytes[length] == 'e' || bytes[length] == 'E');

    if (length == 0 || more || (leads && length > 1))
        return json_fail(reader, "expected a whole number");
    if (parse_decimal(bytes, length, limit, ret_number) != 0)
        return json_fail(reader, "the number is too large");
    reader->rest = text_skip(reader->rest, length);
    return true;
}

/** Appends CHARACTER in UTF-8. */
static void put_character(struct strbuf *text, uint32_t character)
{
    if (character < 0x80) {
        strbuf_byte(text, (char)character);
    } else if (character < 0x800) {
        strbuf_byte(text, (char)(0xc0 | character >> 6));
        strbuf_byte(text, (char)(0x80 | (character & 0x3f)));
    } else if (character < 0x10000) {
        strbuf_byte(text, (char)(0xe0 | character >> 12));
        strbuf_byte(text, (char)(0x80 | (character >> 6 & 0x3f)));
        strbuf_byte(text, (char)(0x80 | (character & 0x3f)));
    } else {
        strbuf_byte(text, (char)(0xf0 | character >> 18));
        strbuf_byte(text, (char)(0x80 | (character >> 12 & 0x3f)));
        strbuf_byte(text, (char)(0x80 | (character >> 6 & 0x3f)));
        strbuf_byte(text, (char)(0x80 | (character & 0x3f)));
    }
}

/** Reads the four digits after "\u". */
static bool read_unit(struct json_reader *reader, uint32_t *ret_unit)
{
    uint64_t unit = 0;

    if (reader->rest.length < 4 || parse_hex(reader->rest.bytes, 4, 0xffff, &unit) != 0)
        return json_fail(reader, "invalid escape in a string");
    reader->rest = text_skip(reader->rest, 4);
    *ret_unit = (uint32_t)unit;
    return true;
}

/** Reads what follows "\u": a character, or a pair of surrogates. */
static bool read_escaped(struct json_reader *reader, struct strbuf *text)
{
    uint32_t character = 0;
    uint32_t low = 0;

    if (!read_unit(reader, &character))
        return false;
    if (character >= 0xd800 && character <= 0xdbff) {
        if (reader->rest.length < 2 || memcmp(reader->rest.bytes, "\\u", 2) != 0)
            return json_fail(reader, "half of a surrogate pair in a string");
        reader->rest = text_skip(reader->rest, 2);
        if (!read_unit(reader, &low))
            return false;
        if (low < 0xdc00 || low > 0xdfff)
            return json_fail(reader, "half of a surrogate pair in a string");
        character = 0x10000 + ((character & 0x3ff) << 10 | (low & 0x3ff));
    }
    if (character == 0)
        return json_fail(reader, "U+0000 in a string");
    if (character >= 0xd800 && character <= 0xdfff)
        return json_fail(reader, "half of a surrogate pair in a string");
    put_character(text, character);
    return true;
}

/** Reads what follows a backslash. */
static bool read_escape(struct json_reader *reader, struct strbuf *text)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    char letter = reader->rest.length > 0 ? *reader->rest.bytes : '\0';
    const char *found = letter ? strchr(letters, letter) : NULL;

    if (letter != 'u' && !found)
        return json_fail(reader, "invalid escape in a string");
    reader->rest = text_skip(reader->rest, 1);
    if (letter == 'u')
        return read_escaped(reader, text);
    strbuf_byte(text, meanings[found - letters]);
    return true;
}

/** Reads one character of a string. */
static bool read_character(struct json_reader *reader, struct strbuf *text)
{
    uint32_t character = 0;
    unsigned char first = (unsigned char)*reader->rest.bytes;
    size_t length = utf8_read(reader->rest.bytes, reader->rest.length, &character);

    if (first < 0x20)
        return json_fail(reader, "control character in a string");
    if (length == 0)
        return json_fail(reader, "a string is not UTF-8");
    if (first != '\\')
        strbuf_bytes(text, reader->rest.bytes, length);
    reader->rest = text_skip(reader->rest, length);
    return first != '\\' || read_escape(reader, text);
}

bool json_read_string(struct json_reader *reader, struct strbuf *text)
{
    strbuf_truncate(text, 0);
    if (!accept(reader, '"'))
        return json_fail(reader, "expected a string");
    while (reader->rest.length > 0 && *reader->rest.bytes != '"') {
        if (!read_character(reader, text))
            return false;
    }
    // Not accept(), which skips blanks: within a string they are part of it.
    if (reader->rest.length == 0)
        return json_fail(reader, "a string does not end");
    reader->rest = text_skip(reader->rest, 1);
    return true;
}

bool json_read_open(struct json_reader *reader, char bracket)
{
    if (accept(reader, bracket))
        return true;
    return json_fail(reader, bracket == '{' ? "expected an object" : "expected an array");
}

bool json_read_next(struct json_reader *reader, char bracket, bool *first)
{
    bool was_first = *first;

    *first = false;
    if (reader->error || accept(reader, bracket))
        return false;
    return was_first || accept(reader, ',') ||
           json_fail(reader,
                     bracket == '}' ? "expected \",\" or \"}\"" : "expected \",\" or \"]\"");
}

bool json_read_key(struct json_reader *reader, struct strbuf *key)
{
    return json_read_string(reader, key) &&
           (accept(reader, ':') || json_fail(reader, "expected \":\""));
}

/** Consumes a number of any form. */
static bool skip_number(struct json_reader *reader)
{
    struct text *rest = &reader->rest;

    accept(reader, '-');
    size_t whole = text_digits(*rest);
    bool leads = whole > 1 && *rest->bytes == '0';
    *rest = text_skip(*rest, whole);
    if (whole == 0 || leads)
        return json_fail(reader, "expected a value");
    if (rest->length > 0 && *rest->bytes == '.') {
        *rest = text_skip(*rest, 1);
        size_t fraction = text_digits(*rest);
        *rest = text_skip(*rest, fraction);
        if (fraction == 0)
            return json_fail(reader, "expected a digit");
    }
    if (rest->length == 0 || (*rest->bytes != 'e' && *rest->bytes != 'E'))
        return true;
    *rest = text_skip(*rest, 1);
    if (rest->length > 0 && (*rest->bytes == '+' || *rest->bytes == '-'))
        *rest = text_skip(*rest, 1);
    size_t exponent = text_digits(*rest);
    *rest = text_skip(*rest, exponent);
    return exponent > 0 || json_fail(reader, "expected a digit");
}

/** Consumes a string, a number or a word. */
static bool skip_simple(struct json_reader *reader)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    bool value;
    char first = peek(reader);

    if (first == '"')
        return json_read_string(reader, &text);
    if (first == 't' || first == 'f')
        return json_read_bool(reader, &value);
    if (first == 'n')
        return json_read_null(reader) || json_fail(reader, "expected null");
    return skip_number(reader);
}

/** The ends of the lists that a value is in, "]" or "}". */
struct nesting {
    char ends[JSON_DEPTH];
    size_t depth;
};

/** Consumes a simple value, an empty list, or the beginning of a list up to its first value. */
static bool enter(struct json_reader *reader, struct nesting *nesting, bool *ret_inside)
{
    CLEANUP(strbuf_free) struct strbuf key = {0};
    char first = peek(reader);
    char end = first == '{' ? '}' : ']';

    *ret_inside = false;
    if (first != '{' && first != '[')
        return skip_simple(reader);
    if (nesting->depth == JSON_DEPTH)
        return json_fail(reader, "nested too deeply");
    accept(reader, first);
    if (accept(reader, end))
        return true;
    nesting->ends[nesting->depth++] = end;
    *ret_inside = true;
    return first == '[' || json_read_key(reader, &key);
}

/** After a value: consumes the ends of lists, or the comma. Returns true if a value follows. */
static bool leave(struct json_reader *reader, struct nesting *nesting)
{
    CLEANUP(strbuf_free) struct strbuf key = {0};

    while (nesting->depth > 0 && accept(reader, nesting->ends[nesting->depth - 1]))
        nesting->depth--;
    if (nesting->depth == 0)
        return false;
    if (!accept(reader, ','))
        return json_fail(reader, "expected \",\" or the end of a list");
    return nesting->ends[nesting->depth - 1] == ']' || json_read_key(reader, &key);
}

bool json_read_skip(struct json_reader *reader)
{
    struct nesting nesting = {.depth = 0};
    bool inside = false;

    do {
        if (!enter(reader, &nesting, &inside))
            return false;
    } while (inside || leave(reader, &nesting));
    return !reader->error;
}

bool json_read_end(struct json_reader *reader)
{
    if (peek(reader) == '\0' && reader->rest.length == 0)
        return !reader->error;
    return json_fail(reader, "text after the value");
}
