// SPDX-License-Identifier: MIT
#include "filter/parse_condition.h"

#include "filter/host.h"
#include "filter/pattern.h"
#include "filter/port.h"
#include "filter/quantity.h"
#include "filter/shortcut.h"
#include "filter/value.h"

#include <errno.h>
#include <string.h>

/** Takes an operator if there is one. */
static bool take_comparison(struct parser *parser, enum comparison *ret_comparison)
{
    struct token token = parser_peek(parser);

    if (!lex_comparison(&token, ret_comparison))
        return false;
    parser_take(parser, &token);
    return true;
}

static bool is_order(enum comparison comparison)
{
    return comparison >= COMPARE_BELOW && comparison <= COMPARE_AT_LEAST;
}

static bool is_pattern(enum comparison comparison)
{
    return comparison == COMPARE_MATCH || comparison == COMPARE_NO_MATCH;
}

static bool has_text(enum value_kind kind)
{
    return kind == KIND_NAME || kind == KIND_USER || kind == KIND_DEVICE || kind == KIND_PROCESS ||
           kind == KIND_WORD || kind == KIND_FLOW || kind == KIND_CGROUP || kind == KIND_CONTAINER;
}

/**
 * Returns true if the comparison suits the values of the subject; returns false after a message.
 */
static bool check_comparison(struct parser *parser, const struct subject *subject,
                             enum comparison comparison)
{
    bool ordered =
        subject->kind == KIND_NUMBER || subject->kind == KIND_PORT || subject->kind == KIND_MARK;

    if (is_order(comparison) && !ordered)
        parser_fail(parser, subject->word, "%s takes = and != only", subject->fields[0]->key);
    else if (is_pattern(comparison) && !has_text(subject->kind))
        parser_fail(parser, subject->word, "%s is not a name: ~ and !~ search names only",
                    subject->fields[0]->key);
    else
        return true;
    return false;
}

static bool refuse_escape(struct parser *parser, struct text escape)
{
    parser_fail(parser, escape, "invalid escape \"%.*s\" (expected \\\", \\\\ or \\xNN)",
                text_shown(escape), escape.bytes);
    return false;
}

/** Adds the value TOKEN to the test; returns false after a message. */
static bool add_value(struct parser *parser, const struct literal *literal,
                      const struct token *token)
{
    CLEANUP(strbuf_free) struct strbuf unquoted = {0};
    struct text text = token->text;
    bool quoted = token->type == TOKEN_QUOTED;

    if (quoted) {
        if (!lex_unquote(token, &unquoted, &text))
            return refuse_escape(parser, text);
        text = (struct text){unquoted.data ? unquoted.data : "", unquoted.length};
    }
    parser->error->part = token->text;
    if (is_pattern(literal->test->comparison))
        return pattern_add(literal, text);
    return value_add(literal, text, quoted);
}

/** Sets a message that TOKEN follows the sign AFTER instead of a value. */
static bool refuse_value(struct parser *parser, const struct token *token, const char *after)
{
    if (token->type == TOKEN_OPEN_QUOTE)
        parser_fail(parser, token->text, "missing closing quote");
    else
        parser_fail(parser, token->text, "missing value after \"%s\"", after);
    return false;
}

/** Returns the text from the beginning of WORD up to a blank. */
static struct text up_to_blank(const struct parser *parser, struct text word)
{
    const char *end = parser->rest.bytes + parser->rest.length;

    while (word.bytes + word.length < end && !strchr(" \t\n\r", word.bytes[word.length]))
        word.length++;
    return word;
}

/**
 * Sets a message and returns true if the next value TOKEN is the first part of a path with a sign
 * in it: "/run/a=b". KEY is what it is compared with; NAMED: a name, which need not begin as a
 * path.
 */
static bool refuse_part(struct parser *parser, const struct token *token, struct text key,
                        bool named)
{
    CLEANUP(strbuf_free) struct strbuf quoted = {0};
    struct parser ahead = *parser;
    parser_take(&ahead, token);
    struct token next = parser_peek(&ahead);
    struct text path = token->text;
    struct text name =
        path.length > 5 && memcmp(path.bytes, "unix:", 5) == 0 ? text_skip(path, 5) : path;

    named = named || text_has((struct text){name.bytes, 1}, "/@.");
    if (token->type != TOKEN_WORD || !named || next.text.bytes != path.bytes + path.length ||
        next.type == TOKEN_END || next.type == TOKEN_COMMA || next.type == TOKEN_AND ||
        next.type == TOKEN_OR || (next.type == TOKEN_CLOSE && parser->depth > 1))
        return false;
    path = up_to_blank(parser, path);
    lex_quote(text_is(key, "path") ? up_to_blank(parser, name) : path, &quoted);
    const char *shell = strchr(quoted.data, '\'') ? "" : "'"; // a shell takes quotes away
    parser_fail(parser, path, "a name with \"%c\" must be quoted; write %s%.*s = %s%s",
                *next.text.bytes, shell, text_shown(key), key.bytes, quoted.data, shell);
    return true;
}

/**
 * Sets a message and returns true if the value TOKEN is a number and the next word its unit: "200
 * ms", which would be the process ms.
 */
static bool refuse_lone_unit(struct parser *parser, const struct literal *literal,
                             const struct token *token)
{
    CLEANUP(strbuf_free) struct strbuf right = {0};
    struct parser ahead = *parser;

    parser_take(&ahead, token);
    struct token next = parser_peek(&ahead);
    if (literal->subject->kind != KIND_NUMBER || next.type != TOKEN_WORD ||
        !quantity_correct(token->text, next.text, literal->subject->fields[0]->unit, &right))
        return false;
    parser_fail(parser, next.text,
                "a unit follows its number without a blank; write %s, or \"process = %.*s\" for a "
                "process of this name",
                right.data, text_shown(next.text), next.text.bytes);
    return true;
}

/** Parses VALUE { "," VALUE } into the test. Returns false after a message. */
static bool parse_values(struct parser *parser, const struct literal *literal)
{
    bool pattern = is_pattern(literal->test->comparison);
    const char *after = comparison_signs[literal->test->comparison];

    for (;;) {
        struct token token = pattern ? lex_pattern(parser->rest) : parser_peek(parser);
        if (token.type != TOKEN_WORD && token.type != TOKEN_QUOTED)
            return refuse_value(parser, &token, after);
        bool name = literal->subject->fields[0]->needs & NEED_NAME;
        if (!pattern && refuse_part(parser, &token, literal->subject->word, name))
            return false;
        if (!pattern && refuse_lone_unit(parser, literal, &token))
            return false;
        if (!add_value(parser, literal, &token))
            return false;
        parser_take(parser, &token);
        const struct item *first = literal->test->items;
        if (is_order(literal->test->comparison) &&
            (literal->test->count != 1 || first->type != ITEM_RANGE ||
             first->range.low != first->range.high)) {
            parser_fail(parser, token.text, "\"%s\" takes one value",
                        comparison_signs[literal->test->comparison]);
            return false;
        }
        token = parser_peek(parser);
        if (token.type != TOKEN_COMMA || pattern)
            return true;
        parser_take(parser, &token);
        after = ",";
    }
}

static bool is_state(const struct field *field)
{
    return field_is_a(field, FIELD_STATE);
}

static struct node *test_node(const struct subject *subject, enum comparison comparison)
{
    struct node *node = node_new(NODE_TEST);

    node->test.fields[0] = subject->fields[0];
    node->test.fields[1] = subject->fields[1];
    node->test.comparison = comparison;
    return node;
}

/** Returns true if the token is a boolean value, so that the key is not a condition by itself. */
static bool is_yes_or_no(const struct token *token)
{
    static const char *const words[] = {"yes", "no", "true", "false", "1", "0"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (lex_is(token, words[i]))
            return true;
    }
    return false;
}

/** Returns the condition for a boolean key without a value. */
static struct node *parse_bool(struct parser *parser, const struct subject *subject)
{
    struct node *node = test_node(subject, COMPARE_EQUAL);
    struct literal literal = {subject, parser->resolver, &node->test, parser->error};

    value_add(&literal, text_of("yes"), false);
    return node;
}

/**
 * Sets a message and returns true if the key of an endpoint is followed by "port 80", as tcpdump
 * writes it.
 */
static bool refuse_port(struct parser *parser, const struct subject *subject,
                        const struct token *token)
{
    struct parser ahead = *parser;
    struct subject other;

    if (subject->kind != KIND_ENDPOINT || !lex_is(token, "port"))
        return false;
    parser_take(&ahead, token);
    struct token port = parser_peek(&ahead);
    if (!parser_is_value(&port) || subject_find(port.text, &other))
        return false;
    parser_fail(parser, token->text, "%.*s is not an address; write \"%s %.*s\"",
                text_shown(token->text), token->text.bytes, host_port_key(subject),
                text_shown(port.text), port.text.bytes);
    return true;
}

/** Parses an optional operator and values after a key. */
static struct node *parse_comparison(struct parser *parser, const struct subject *subject)
{
    enum comparison comparison = COMPARE_EQUAL;
    bool said = take_comparison(parser, &comparison);
    struct token token = parser_peek(parser);

    if (!said && subject->kind == KIND_BOOL && !is_yes_or_no(&token))
        return parse_bool(parser, subject);
    if (!said && !parser_is_value(&token)) {
        if (token.type == TOKEN_OPEN_QUOTE)
            return parser_fail(parser, token.text, "missing closing quote");
        return parser_fail(parser, subject->word,
                           "missing value after %.*s; for a process of this name, write "
                           "\"process = %.*s\"",
                           text_shown(subject->word), subject->word.bytes,
                           text_shown(subject->word), subject->word.bytes);
    }
    if (!check_comparison(parser, subject, comparison) ||
        (!said && refuse_port(parser, subject, &token)))
        return NULL;
    struct node *node = test_node(subject, comparison);
    struct literal literal = {subject, parser->resolver, &node->test, parser->error};
    node->side_by_side = !said && is_state(subject->fields[0]);
    if (parse_values(parser, &literal))
        return node;
    node_free(node);
    return NULL;
}

static struct node *parse_exclude(struct parser *parser, struct text word)
{
    struct subject subject;
    struct token token = parser_peek(parser);

    if (!parser_is_value(&token) && token.type != TOKEN_COMPARE && token.type != TOKEN_OPEN_QUOTE)
        return parser_fail(parser, word, "missing state after exclude");
    subject_find(text_of("state"), &subject);
    subject.word = word;
    struct node *states = parse_comparison(parser, &subject);
    if (!states)
        return NULL;
    struct node *node = node_new(NODE_NOT);
    states->side_by_side = false;
    node_add(node, states);
    return node;
}

/** Sets a message that WORD is not a key, with the keys that are most similar. */
static void refuse_key(struct parser *parser, struct text word, const struct nearest *nearest)
{
    CLEANUP(strbuf_free) struct strbuf suggestion = {0};

    nearest_text(nearest, "", &suggestion);
    if (suggestion.data)
        parser_fail(parser, word, "unknown key \"%.*s\"; did you mean %s?", text_shown(word),
                    word.bytes, suggestion.data);
    else
        parser_fail(parser, word, "unknown key \"%.*s\"; --list-columns lists them",
                    text_shown(word), word.bytes);
}

/**
 * Finds the subject WORD. Warns of "retrans", which ss prints for other counters. "RETRANS" is the
 * heading of a table of ours, so there is no warning.
 */
static bool find_subject(struct parser *parser, struct text word, struct subject *ret_subject)
{
    if (text_is(word, "retrans"))
        parser_warn(parser, "\"retrans\" means retransmits, the unanswered retransmissions; for "
                            "retrans of ss -i, write retransmits_total or retransmits_in_flight");
    return subject_find(word, ret_subject);
}

static struct node *parse_has(struct parser *parser)
{
    struct token token = parser_peek(parser);
    struct subject subject;

    if (token.type != TOKEN_WORD)
        return parser_fail(parser, token.text, "missing key after has");
    if (!find_subject(parser, token.text, &subject)) {
        struct nearest nearest = subject_nearest(token.text);
        refuse_key(parser, token.text, &nearest);
        return NULL;
    }
    parser_take(parser, &token);
    return test_node(&subject, COMPARE_PRESENT);
}

/**
 * Sets a message and returns true if the tokens after a bare word show that it is a mistyped key.
 */
static bool refuse_mistyped_key(struct parser *parser, const struct token *token)
{
    struct parser ahead = *parser;
    struct text word = token->text;
    struct nearest nearest = subject_nearest(word);

    parser_take(&ahead, token);
    struct token next = parser_peek(&ahead);
    bool followed = next.type == TOKEN_COMPARE;
    // a glob cannot be a mistyped key
    bool near = nearest.count > 0 && !text_has(word, "*?[") && parser_is_value(&next);
    if (!followed && !near)
        return false;
    refuse_key(parser, word, &nearest);
    if (!followed)
        user_error_add(parser->error, " For a process of this name, write \"process = %.*s\"",
                       text_shown(word), word.bytes);
    return true;
}

/** Returns the child of NODE that compares with the subject; adds one if there is none. */
static struct test *test_of(struct node *node, const struct subject *subject)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct test *test = &node->children[i]->test;
        if (test->fields[0] == subject->fields[0] && test->fields[1] == subject->fields[1])
            return &node->children[i]->test;
    }
    struct node *child = test_node(subject, COMPARE_EQUAL);
    node_add(node, child);
    return &child->test;
}

/**
 * Adds the ports of the service WORD to NODE. If there is none, WORD is only the name of a process;
 * if the lookup fails, also sets a warning.
 */
static void add_service(struct parser *parser, struct node *node, struct text word)
{
    CLEANUP(ports_free) struct ports ports = {0};
    struct subject subject;
    int error = port_service(parser->resolver, word, &ports);

    if (error && error != -ENOENT)
        parser_warn(
            parser,
            "service \"%.*s\" cannot be looked up (%s); searching only for a process of this name",
            text_shown(word), word.bytes, strerror(-error));
    if (error)
        return;
    subject_find(text_of("port"), &subject);
    port_add_to(test_of(node, &subject), &ports);
}

/** Adds the shortcut TOKEN, whose key is KEY, to NODE; returns false after a message. */
static bool add_shortcut(struct parser *parser, struct node *node, const struct token *token,
                         const char *key)
{
    struct subject subject;
    struct text word = token->text;

    subject_find(text_of(key), &subject);
    struct literal literal = {&subject, parser->resolver, test_of(node, &subject), parser->error};
    bool name = token->type == TOKEN_WORD && strcmp(key, "process") == 0;
    bool good = add_value(parser, &literal, token);
    if (!good && strcmp(key, "addr") == 0)
        user_error_add(parser->error, "; process = \"%.*s\" finds a process of this name",
                       text_shown(word), word.bytes);
    if (name && !text_has(word, "*?["))
        add_service(parser, node, word);
    return good;
}

/**
 * Sets a message and returns true if the shortcut is an address that can also be read as address
 * and port.
 */
static bool refuse_ambiguous(struct parser *parser, const struct token *token)
{
    struct text word = token->text;
    struct text address;
    struct text port;

    if (token->type != TOKEN_WORD || !host_is_ambiguous(word, &address, &port))
        return false;
    parser_fail(parser, word,
                "\"%.*s\" is an IPv6 address without a port; write \"[%.*s]:%.*s\" for port %.*s, "
                "or \"addr %.*s\" for the address",
                text_shown(word), word.bytes, text_shown(address), address.bytes, text_shown(port),
                port.bytes, text_shown(port), port.bytes, text_shown(word), word.bytes);
    return true;
}

/** Returns the key of a shortcut. In quotes it is a path, by its first byte, or a process. */
static const char *key_of(const struct token *token)
{
    if (token->type != TOKEN_QUOTED)
        return shortcut_key(token->text);
    return text_has((struct text){token->text.bytes + 1, 1}, "/@") ? "path" : "process";
}

/** Parses SHORTCUT { "," SHORTCUT }. */
static bool parse_shortcuts(struct parser *parser, struct node *node)
{
    for (;;) {
        struct token token = parser_peek(parser);
        if (!parser_is_value(&token))
            return refuse_value(parser, &token, ",");
        const char *key = key_of(&token);
        bool name = token.type == TOKEN_WORD && strcmp(key, "process") == 0;
        if (refuse_part(parser, &token, text_of("path"), false) ||
            (name && refuse_mistyped_key(parser, &token)) || refuse_ambiguous(parser, &token))
            return false;
        if (!add_shortcut(parser, node, &token, key))
            return false;
        parser_take(parser, &token);
        token = parser_peek(parser);
        if (token.type != TOKEN_COMMA)
            return true;
        parser_take(parser, &token);
    }
}

static struct node *parse_shortcut(struct parser *parser)
{
    struct node *node = node_new(NODE_OR);

    if (!parse_shortcuts(parser, node)) {
        node_free(node);
        return NULL;
    }
    if (node->count > 1)
        return node;
    struct node *only = node->children[0];
    node->count = 0;
    node_free(node);
    // "LISTEN ESTAB" means either, as "state listen state estab" does
    only->side_by_side = is_state(only->test.fields[0]);
    return only;
}

static struct node *refuse_term(struct parser *parser, const struct token *token)
{
    switch (token->type) {
    case TOKEN_OPEN_QUOTE:
        return parser_fail(parser, token->text, "missing closing quote");
    case TOKEN_COMPARE:
        return parser_fail(parser, token->text, "missing key before \"%.*s\"",
                           text_shown(token->text), token->text.bytes);
    case TOKEN_END:
        return parser_fail(parser, token->text, "missing condition at the end");
    default:
        return parser_fail(parser, token->text, "missing condition before \"%.*s\"",
                           text_shown(token->text), token->text.bytes);
    }
}

struct node *parse_condition(struct parser *parser)
{
    struct token token = parser_peek(parser);
    struct subject subject;

    if (!parser_is_value(&token))
        return refuse_term(parser, &token);
    if (lex_is(&token, "exclude")) {
        parser_take(parser, &token);
        return parse_exclude(parser, token.text);
    }
    if (lex_is(&token, "has")) {
        parser_take(parser, &token);
        return parse_has(parser);
    }
    if (token.type != TOKEN_WORD || !find_subject(parser, token.text, &subject))
        return parse_shortcut(parser);
    parser_take(parser, &token);
    return parse_comparison(parser, &subject);
}
