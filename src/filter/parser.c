// SPDX-License-Identifier: MIT
#include "filter/parser.h"

struct token parser_peek(const struct parser *parser)
{
    return lex_next(parser->rest);
}

void parser_take(struct parser *parser, const struct token *token)
{
    parser->rest = lex_after(parser->rest, token);
}

struct node *parser_fail(struct parser *parser, struct text part, const char *format, ...)
{
    va_list arguments;

    parser->error->part = part;
    va_start(arguments, format);
    strbuf_vformat(&parser->error->message, format, arguments);
    va_end(arguments);
    return NULL;
}

void parser_warn(struct parser *parser, const char *format, ...)
{
    va_list arguments;

    strbuf_truncate(&parser->error->warning, 0);
    va_start(arguments, format);
    strbuf_vformat(&parser->error->warning, format, arguments);
    va_end(arguments);
}

bool parser_is_and(const struct token *token)
{
    return token->type == TOKEN_AND || lex_is(token, "and");
}

bool parser_is_or(const struct token *token)
{
    return token->type == TOKEN_OR || lex_is(token, "or");
}

bool parser_is_not(const struct token *token)
{
    return token->type == TOKEN_NOT || lex_is(token, "not");
}

bool parser_is_value(const struct token *token)
{
    return token->type == TOKEN_QUOTED || (token->type == TOKEN_WORD && !parser_is_and(token) &&
                                           !parser_is_or(token) && !parser_is_not(token));
}
