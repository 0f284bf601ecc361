// SPDX-License-Identifier: MIT
/** filter/lex: the tokens of a filter, each in brackets behind a letter for what it is. */
#include "unit.h"

#include "filter/lex.h"

struct lex_row {
    const char *filter; /**< and the name of the test */
    const char *tokens;
};

static const struct lex_row rows[] = {
    {"", ""},
    {" \t\n", ""},
    {"a b", "w[a] w[b]"},
    {"sport=:80", "w[sport] =[=] w[:80]"},
    {"(sport=:80)", "([(] w[sport] =[=] w[:80] )[)]"},
    {"a==b", "w[a] =[==] w[b]"},
    {"a!=b", "w[a] =[!=] w[b]"},
    {"!a", "![!] w[a]"},
    {"a<b>c<=d>=e", "w[a] =[<] w[b] =[>] w[c] =[<=] w[d] =[>=] w[e]"},
    {"a~b", "w[a] =[~] w[b]"},
    {"a!~b", "w[a] =[!~] w[b]"},
    {"a&b&&c", "w[a] &[&] w[b] &[&&] w[c]"},
    {"a|b||c", "w[a] |[|] w[b] |[||] w[c]"},
    {"80,443", "w[80] ,[,] w[443]"},
    {"[::1]:53", "w[[::1]:53]"},
    {"10.0.0.0/8:https", "w[10.0.0.0/8:https]"},
    {"8000-8100", "w[8000-8100]"},
    {"ngi*x", "w[ngi*x]"},
    {"\"a b\"c", "q[\"a b\"] w[c]"},
    {"'a\"b'", "q['a\"b']"},
    {"\"a\\\"b\"", "q[\"a\\\"b\"]"},
    {"'a", "o['a]"},
    {"\"a\\", "o[\"a\\]"},
    {"\"\\\"", "o[\"\\\"]"},
    {"\"\\\"\"", "q[\"\\\"\"]"},
    {"a", "w[a]"},
    {"(", "([(]"},
    {"'", "o[']"},
    {"# a b", ""},
    {"a # b\nc", "w[a] w[c]"},
    {"a#b", "w[a#b]"},
    {"a=#b", "w[a] =[=]"},
    {"\xff\x01", "w[\xff\x01]"},
    {"a=1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "w[a] =[=] w[1:LQU9qZlK+B5F3KDmev6m5PMibrg=]"},
    {"1:LQU9qZlK+B5F3KDmev6m5PMibrg=)", "w[1:LQU9qZlK+B5F3KDmev6m5PMibrg=] )[)]"},
    {"1:LQU9qZlK+B5F3KDmev6m5PMibr=", "w[1:LQU9qZlK+B5F3KDmev6m5PMibr] =[=]"},
};

static const char letters[] = {
    [TOKEN_OPEN] = '(',   [TOKEN_CLOSE] = ')',      [TOKEN_COMMA] = ',', [TOKEN_COMPARE] = '=',
    [TOKEN_NOT] = '!',    [TOKEN_AND] = '&',        [TOKEN_OR] = '|',    [TOKEN_WORD] = 'w',
    [TOKEN_QUOTED] = 'q', [TOKEN_OPEN_QUOTE] = 'o',
};

static void put_token(struct strbuf *line, const struct token *token)
{
    if (line->length > 0)
        strbuf_byte(line, ' ');
    strbuf_byte(line, letters[token->type]);
    strbuf_byte(line, '[');
    strbuf_bytes(line, token->text.bytes, token->text.length);
    strbuf_byte(line, ']');
}

static void test_tokens(void **state)
{
    const struct lex_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf line = {0};
    struct text rest = text_of(row->filter);

    for (struct token token = lex_next(rest); token.type != TOKEN_END; token = lex_next(rest)) {
        put_token(&line, &token);
        rest = lex_after(rest, &token);
    }
    assert_text(&line, row->tokens);
}

static const struct lex_row patterns[] = {
    {"a b", "w[a]"},
    {" ^ngi(nx|x)$)", "w[^ngi(nx|x)$]"},
    {"a)", "w[a]"},
    {"a&b=c!,", "w[a&b=c!,]"},
    {"'a b' c", "q['a b']"},
    {"'a", "o['a]"},
    {"a", "w[a]"},
    {"'", "o[']"},
    {"a\\)b) c", "w[a\\)b]"},
    {"\\) b", "w[\\)]"},
    {"a\\", "w[a\\]"},
};

static void test_pattern(void **state)
{
    const struct lex_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf line = {0};
    struct token token = lex_pattern(text_of(row->filter));

    put_token(&line, &token);
    assert_text(&line, row->tokens);
}

static const struct lex_row quoted[] = {
    {"'a b'", "a b"},
    {"'a\\b'", "a\\b"},
    {"\"a\\\"b\"", "a\"b"},
    {"\"a\\\\b\"", "a\\b"},
    {"\"\"", ""},
    {"\"", ""},
    {"\"a b", "a b"},
    {"'a\"", "a\""},
    {"\"\\x41\\xfF\\x22\"", "A\xff\""},
    {"'\\x41'", "\\x41"},
    {"\"\\\\x41\"", "\\x41"},
    {"\"a\\x4", "a"},
    {"\"a\\x41", "aA"},
    {"\"a\\qb", "a"},
    {"\"a\\\"b", "a\"b"},
    {"\"a\\", "a"},
    {"'a\\", "a\\"},
};

static void test_unquote(void **state)
{
    const struct lex_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    struct text wrong;
    struct token token = lex_next(text_of(row->filter));

    lex_unquote(&token, &text, &wrong);
    assert_text(&text, row->tokens);
}

static const struct lex_row values[] = {
    {"", "\"\""},           {"a b", "\"a b\""},   {"a'b", "\"a'b\""},
    {"a\"b", "\"a\\\"b\""}, {"a\\", "\"a\\\\\""}, {"#(,\xff\n", "\"#(,\xff\n\""},
};

static void test_quote(void **state)
{
    const struct lex_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(strbuf_free) struct strbuf value = {0};
    struct text wrong;

    lex_quote(text_of(row->filter), &text);
    assert_text(&text, row->tokens);
    struct token token = lex_next(strbuf_contents(&text));
    assert_int_equal(token.type, TOKEN_QUOTED);
    assert_int_equal(token.text.length, text.length);
    assert_true(lex_unquote(&token, &value, &wrong));
    assert_text(&value, row->filter);
}

int main(void)
{
    return RUN_ROWS(test_tokens, rows) + RUN_ROWS(test_pattern, patterns) +
           RUN_ROWS(test_unquote, quoted) + RUN_ROWS(test_quote, values);
}
