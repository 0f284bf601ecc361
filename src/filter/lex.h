// SPDX-License-Identifier: MIT
/**
 * The tokens of a filter. Blanks separate words and are optional elsewhere; `#` at the start of a
 * word begins a comment, up to the end of the line.
 */
#ifndef FILTER_LEX_H
#define FILTER_LEX_H

#include "base/strbuf.h"
#include "filter/tree.h"

enum token_type {
    TOKEN_END,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_COMPARE,    /**< "=", ">=", "~", ... */
    TOKEN_NOT,        /**< "!" */
    TOKEN_AND,        /**< "&" or "&&" */
    TOKEN_OR,         /**< "|" or "||" */
    TOKEN_WORD,       /**< any other; the parser decides if "and", "or" and "not" are words */
    TOKEN_QUOTED,     /**< 'text' or "text"; see lex_unquote */
    TOKEN_OPEN_QUOTE, /**< a quote without its closing quote */
};

struct token {
    enum token_type type;
    struct text text;           /**< in the filter, quotes included */
    enum comparison comparison; /**< TOKEN_COMPARE */
};

/** Returns the token at the start of REST. REST must extend to the end of the filter. */
struct token lex_next(struct text rest);

/**
 * Returns the pattern at the start of REST, after "~": quoted, or a TOKEN_WORD up to a blank or an
 * unmatched closing parenthesis.
 */
struct token lex_pattern(struct text rest);

/**
 * Appends the value of a TOKEN_QUOTED, or the beginning of the value for a TOKEN_OPEN_QUOTE. In
 * double quotes, `\"`, `\\` and `\xNN` stand for a byte. For any other backslash, returns false and
 * sets *RET_WRONG to it and the next character.
 */
bool lex_unquote(const struct token *quoted, struct strbuf *text, struct text *ret_wrong);

/** Appends VALUE in quotes. The result is a TOKEN_QUOTED that lex_unquote converts to VALUE. */
void lex_quote(struct text value, struct strbuf *text);

/**
 * Returns true and sets *RET_COMPARISON if the token is a comparison: an operator or a word of ss.
 */
bool lex_comparison(const struct token *token, enum comparison *ret_comparison);

/** Returns true if the token is the word WORD, in any case. */
bool lex_is(const struct token *token, const char *word);

/** Returns the part of REST after the token, which lies in REST. */
struct text lex_after(struct text rest, const struct token *token);

#endif
