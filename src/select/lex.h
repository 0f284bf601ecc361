// SPDX-License-Identifier: MIT
/**
 * The words of a filter. Blanks part them and are never needed otherwise; `#` at the start of a
 * word begins a comment, up to the end of the line.
 */
#ifndef SELECT_LEX_H
#define SELECT_LEX_H

#include "base/strbuf.h"
#include "select/tree.h"

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

/** The token at the start of REST, which lies in a filter that ends with it. */
struct token lex_next(struct text rest);

/**
 * The pattern at the start of REST, behind "~": quoted, or a TOKEN_WORD up to a blank or to a
 * parenthesis that it did not open itself.
 */
struct token lex_pattern(struct text rest);

/** Appends what is between the quotes of a TOKEN_QUOTED. */
void lex_unquote(struct text quoted, struct strbuf *text);

/** True if the token is the word WORD, in any case. */
bool lex_is(const struct token *token, const char *word);

/** What stands behind the token in REST, in which it lies. */
struct text lex_after(struct text rest, const struct token *token);

#endif
