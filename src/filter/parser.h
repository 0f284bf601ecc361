// SPDX-License-Identifier: MIT
/**
 * The state of the parser and its errors.
 */
#ifndef FILTER_PARSER_H
#define FILTER_PARSER_H

#include "base/user_error.h"
#include "filter/lex.h"
#include "sock/resolver.h"

struct parser {
    struct text rest; /**< the text that is not parsed yet */
    const struct resolver *resolver;
    struct user_error *error;
    unsigned depth; /**< depth of nesting */
};

/** Returns the next token without taking it. */
struct token parser_peek(const struct parser *parser);

/** Continues after the token. */
void parser_take(struct parser *parser, const struct token *token);

/** Sets the error message for PART of the filter. Always returns NULL. */
struct node *parser_fail(struct parser *parser, struct text part, const char *format, ...)
    FORMAT_PRINTF(3, 4);

/** Sets the warning, replacing an earlier one; the filter may still be correct. */
void parser_warn(struct parser *parser, const char *format, ...) FORMAT_PRINTF(2, 3);

bool parser_is_and(const struct token *token);
bool parser_is_or(const struct token *token);
bool parser_is_not(const struct token *token);

/** Returns true if the token is a value and not a word of the grammar. */
bool parser_is_value(const struct token *token);

#endif
