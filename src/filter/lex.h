// SPDX-License-Identifier: MIT
/**
 * The words of a filter. Blanks part them and are never needed otherwise; `#` at the start of a
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
    TOKEN_WORD,       /**< anything else; "and", "or" and "not" are words until a parser says so */
    TOKEN_QUOTED,     /**< 'text' or "text"; see lex_unquote */
    TOKEN_OPEN_QUOTE, /**< a quote without its end */
};

struct token {
    enum token_type type;
    struct text text;           /**< in the filter, quotes included */
    enum comparison comparison; /**< TOKEN_COMPARE */
};

/** Returns the token at the start of REST, which lies in a filter that ends with it. */
struct token lex_next(struct text rest);

/**
 * Returns the pattern at the start of REST, behind "~": quoted, or a TOKEN_WORD up to a blank or to
 * a parenthesis that it did not open itself.
 */
struct token lex_pattern(struct text rest);

/**
 * Appends the value of a TOKEN_QUOTED; of a TOKEN_OPEN_QUOTE, the value that it begins. In double
 * quotes, `\"`, `\\` and `\xNN` stand for a byte. At any other backslash, returns false, with
 * *RET_WRONG set to it and the character after it.
 */
bool lex_unquote(const struct token *quoted, struct strbuf *text, struct text *ret_wrong);

/** Appends VALUE in quotes. The result is a TOKEN_QUOTED that lex_unquote turns into VALUE. */
void lex_quote(struct text value, struct strbuf *text);

/** Returns true and sets *RET_COMPARISON if the token is a comparison, as a sign or a word of ss.
 */
bool lex_comparison(const struct token *token, enum comparison *ret_comparison);

/** Returns true if the token is the word WORD, in any case. */
bool lex_is(const struct token *token, const char *word);

/** Returns what stands behind the token in REST, in which it lies. */
struct text lex_after(struct text rest, const struct token *token);

#endif
