// SPDX-License-Identifier: MIT
#include "filter/parse.h"

#include "filter/expand.h"
#include "filter/parse_condition.h"

/** Deeper nesting is refused to protect the stack. */
#define DEEPEST 100

static struct node *parse_or(struct parser *parser);

static struct node *parse_group(struct parser *parser, const struct token *open)
{
    parser_take(parser, open);
    struct node *node = parse_or(parser);
    if (!node)
        return NULL;
    struct token token = parser_peek(parser);
    if (token.type == TOKEN_CLOSE) {
        parser_take(parser, &token);
        return node;
    }
    node_free(node);
    return parser_fail(parser, open->text, "missing \")\"");
}

static struct node *parse_not(struct parser *parser)
{
    struct token token = parser_peek(parser);
    struct node *node = NULL;

    if (++parser->depth > DEEPEST)
        return parser_fail(parser, token.text, "nested more than %d levels deep", DEEPEST);
    if (parser_is_not(&token)) {
        parser_take(parser, &token);
        struct node *child = parse_not(parser);
        node = child ? node_new(NODE_NOT) : NULL;
        if (node)
            node_add(node, child);
    } else {
        node = token.type == TOKEN_OPEN ? parse_group(parser, &token) : parse_condition(parser);
    }
    parser->depth--;
    return node;
}

/** Moves the items of the state OTHER to the state NODE and frees OTHER. */
static void unite_states(struct node *node, struct node *other)
{
    for (size_t i = 0; i < other->test.count; i++)
        *test_add(&node->test) = other->test.items[i];
    other->test.count = 0;
    node_free(other);
}

static struct node *parse_and(struct parser *parser)
{
    struct node *all = node_new(NODE_AND);
    bool side_by_side = false;

    for (;;) {
        struct node *child = parse_not(parser);
        if (!child) {
            node_free(all);
            return NULL;
        }
        if (side_by_side && child->side_by_side && all->children[all->count - 1]->side_by_side)
            unite_states(all->children[all->count - 1], child);
        else
            node_add(all, child);
        struct token token = parser_peek(parser);
        side_by_side = !parser_is_and(&token);
        if (token.type == TOKEN_END || token.type == TOKEN_CLOSE || parser_is_or(&token))
            return all;
        if (parser_is_and(&token))
            parser_take(parser, &token);
    }
}

static struct node *parse_or(struct parser *parser)
{
    struct node *any = node_new(NODE_OR);

    for (;;) {
        struct node *child = parse_and(parser);
        if (!child) {
            node_free(any);
            return NULL;
        }
        node_add(any, child);
        struct token token = parser_peek(parser);
        if (!parser_is_or(&token))
            return any;
        parser_take(parser, &token);
    }
}

static void prepare(struct test *test, void *context)
{
    (void)context;
    test_prepare(test);
}

struct node *parse_filter(struct text text, const struct resolver *resolver,
                          struct user_error *ret_error)
{
    struct parser parser = {.rest = text, .resolver = resolver, .error = ret_error};
    struct token token = lex_next(text);

    *ret_error = (struct user_error){.part = token.text};
    if (token.type == TOKEN_END)
        return parser_fail(&parser, token.text, "empty filter");
    struct node *node = parse_or(&parser);
    if (!node)
        return NULL;
    token = parser_peek(&parser);
    if (token.type == TOKEN_END) {
        node = node_simplify(tree_expand(node));
        node_visit(node, prepare, NULL);
        return node;
    }
    node_free(node);
    return parser_fail(&parser, token.text, "unmatched \"%.*s\"", text_shown(token.text),
                       token.text.bytes);
}
