// SPDX-License-Identifier: MIT
#include "filter/lex.h"

#include "base/parse.h"
#include "sock/community_id.h"

#include <string.h>

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/** Returns true for the bytes that cannot be in a word. A NUL can. */
static bool ends_word(char byte)
{
    return is_blank(byte) || (byte != '\0' && strchr("(),=!<>~&|'\"", byte));
}

static struct text skip_blanks(struct text rest)
{
    for (;;) {
        while (rest.length > 0 && is_blank(*rest.bytes))
            rest = text_skip(rest, 1);
        if (rest.length == 0 || *rest.bytes != '#')
            return rest;
        const char *newline = memchr(rest.bytes, '\n', rest.length);
        rest = text_skip(rest, newline ? (size_t)(newline - rest.bytes) : rest.length);
    }
}

/** Tokens other than words; a token comes before its own prefixes. */
static const struct {
    const char *text;
    enum token_type type;
    enum comparison comparison;
} signs[] = {
    {"(", TOKEN_OPEN, 0},
    {")", TOKEN_CLOSE, 0},
    {",", TOKEN_COMMA, 0},
    {"&&", TOKEN_AND, 0},
    {"&", TOKEN_AND, 0},
    {"||", TOKEN_OR, 0},
    {"|", TOKEN_OR, 0},
    {"==", TOKEN_COMPARE, COMPARE_EQUAL},
    {"=", TOKEN_COMPARE, COMPARE_EQUAL},
    {"!=", TOKEN_COMPARE, COMPARE_UNEQUAL},
    {"!~", TOKEN_COMPARE, COMPARE_NO_MATCH},
    {"!", TOKEN_NOT, 0},
    {"~", TOKEN_COMPARE, COMPARE_MATCH},
    {"<=", TOKEN_COMPARE, COMPARE_AT_MOST},
    {"<", TOKEN_COMPARE, COMPARE_BELOW},
    {">=", TOKEN_COMPARE, COMPARE_AT_LEAST},
    {">", TOKEN_COMPARE, COMPARE_ABOVE},
};

static struct token quoted(struct text rest)
{
    char quote = *rest.bytes;
    size_t length = 1;

    while (length < rest.length && rest.bytes[length] != quote) {
        bool escape = quote == '"' && rest.bytes[length] == '\\';
        length += escape ? 2 : 1;
    }
    if (length >= rest.length)
        return (struct token){.type = TOKEN_OPEN_QUOTE, .text = {rest.bytes, rest.length}};
    return (struct token){.type = TOKEN_QUOTED, .text = {rest.bytes, length + 1}};
}

static bool is_quote(char byte)
{
    return byte == '\'' || byte == '"';
}

struct token lex_next(struct text rest)
{
    rest = skip_blanks(rest);
    if (rest.length == 0)
        return (struct token){.type = TOKEN_END, .text = rest};
    if (is_quote(*rest.bytes))
        return quoted(rest);
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        size_t length = strlen(signs[i].text);
        if (rest.length >= length && memcmp(rest.bytes, signs[i].text, length) == 0)
            return (struct token){signs[i].type, {rest.bytes, length}, signs[i].comparison};
    }
    // The padding of a Community ID would be a sign.
    size_t length = community_id_begins(rest) ? COMMUNITY_ID_LENGTH : 1;
    while (length < rest.length && !ends_word(rest.bytes[length]))
        length++;
    return (struct token){.type = TOKEN_WORD, .text = {rest.bytes, length}};
}

struct token lex_pattern(struct text rest)
{
    size_t length = 0;
    size_t depth = 0;

    rest = skip_blanks(rest);
    if (rest.length == 0)
        return (struct token){.type = TOKEN_END, .text = rest};
    if (is_quote(*rest.bytes))
        return quoted(rest);
    while (length < rest.length && !is_blank(rest.bytes[length])) {
        char byte = rest.bytes[length];
        if (byte == ')' && depth == 0)
            break;
        depth += byte == '(';
        depth -= byte == ')';
        length += byte == '\\' && length + 1 < rest.length ? 2 : 1;
    }
    if (length == 0)
        return lex_next(rest);
    return (struct token){.type = TOKEN_WORD, .text = {rest.bytes, length}};
}

/**
 * Reads the escape at the start of REST: a quote, a backslash or a byte in hexadecimal. Returns its
 * length, or 0 if it is not valid.
 */
static size_t read_escape(struct text rest, char *ret_byte)
{
    uint64_t byte = 0;

    if (rest.length < 2)
        return 0;
    if (rest.bytes[1] == '"' || rest.bytes[1] == '\\') {
        *ret_byte = rest.bytes[1];
        return 2;
    }
    if (rest.bytes[1] != 'x' || rest.length < 4 ||
        parse_hex(rest.bytes + 2, 2, UINT8_MAX, &byte) != 0)
        return 0;
    *ret_byte = (char)byte;
    return 4;
}

/** Returns the backslash at the start of REST and the character after it. */
static struct text wrong_escape(struct text rest)
{
    size_t length = rest.length < 2 ? rest.length : 2;

    while (length < rest.length && (rest.bytes[length] & 0xc0) == 0x80) // inside UTF-8
        length++;
    return (struct text){rest.bytes, length};
}

bool lex_unquote(const struct token *quoted, struct strbuf *text, struct text *ret_wrong)
{
    size_t closing = quoted->type == TOKEN_QUOTED;
    struct text rest = {quoted->text.bytes + 1, quoted->text.length - 1 - closing};

    while (rest.length > 0) {
        char byte = *rest.bytes;
        size_t length = 1;
        if (byte == '\\' && *quoted->text.bytes == '"')
            length = read_escape(rest, &byte);
        if (length == 0) {
            *ret_wrong = wrong_escape(rest);
            return false;
        }
        strbuf_byte(text, byte);
        rest = text_skip(rest, length);
    }
    return true;
}

void lex_quote(struct text value, struct strbuf *text)
{
    strbuf_byte(text, '"');
    for (size_t i = 0; i < value.length; i++) {
        if (value.bytes[i] == '"' || value.bytes[i] == '\\')
            strbuf_byte(text, '\\');
        strbuf_byte(text, value.bytes[i]);
    }
    strbuf_byte(text, '"');
}

bool lex_is(const struct token *token, const char *word)
{
    return token->type == TOKEN_WORD && text_is_like(token->text, word);
}

/** Comparisons by their words in ss. */
static const struct {
    const char *word;
    enum comparison comparison;
} comparison_words[] = {
    {"eq", COMPARE_EQUAL},     {"ne", COMPARE_UNEQUAL}, {"neq", COMPARE_UNEQUAL},
    {"gt", COMPARE_ABOVE},     {"lt", COMPARE_BELOW},   {"ge", COMPARE_AT_LEAST},
    {"geq", COMPARE_AT_LEAST}, {"le", COMPARE_AT_MOST}, {"leq", COMPARE_AT_MOST},
};

bool lex_comparison(const struct token *token, enum comparison *ret_comparison)
{
    if (token->type == TOKEN_COMPARE) {
        *ret_comparison = token->comparison;
        return true;
    }
    for (size_t i = 0; i < sizeof(comparison_words) / sizeof(comparison_words[0]); i++) {
        if (!lex_is(token, comparison_words[i].word))
            continue;
        *ret_comparison = comparison_words[i].comparison;
        return true;
    }
    return false;
}

struct text lex_after(struct text rest, const struct token *token)
{
    const char *end = token->text.bytes + token->text.length;

    return (struct text){end, (size_t)(rest.bytes + rest.length - end)};
}
