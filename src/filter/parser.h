// SPDX-License-Identifier: MIT
/**
 * Where the parser is in a filter, and what it found wrong.
 */
#ifndef FILTER_PARSER_H
#define FILTER_PARSER_H

#include "base/user_error.h"
#include "filter/lex.h"
#include "sock/resolver.h"

struct parser {
    struct text rest; /**< what is not parsed yet */
    const struct resolver *resolver;
    struct user_error *error;
    unsigned depth; /**< of nesting */
};

/** Returns the next token, which stays. */
struct token parser_peek(const struct parser *parser);

/** Continues after the token. */
void parser_take(struct parser *parser, const struct token *token);

/** Notes what is wrong, at PLACE; NULL, always. */
struct node *parser_fail(struct parser *parser, struct text part, const char *format, ...)
    FORMAT_PRINTF(3, 4);

/** Notes a warning, the last of which counts; the filter may be right all the same. */
void parser_warn(struct parser *parser, const char *format, ...) FORMAT_PRINTF(2, 3);

bool parser_is_and(const struct token *token);
bool parser_is_or(const struct token *token);
bool parser_is_not(const struct token *token);

/** Returns true if a value, not a word of the grammar, is there. */
bool parser_is_value(const struct token *token);

#endif
