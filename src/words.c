// SPDX-License-Identifier: MIT
/** What may stand next in a filter that is being typed: --list-words, for completion. */
#include "options.h"

#include "base/escape.h"
#include "base/file.h"
#include "select/lex.h"
#include "select/subject.h"

#include <dirent.h>
#include <fcntl.h>
#include <net/if.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

/** A filter up to the cursor, and what is listed. */
struct words {
    struct strbuf *text;    /**< one a line: the word, a tab, what it is */
    struct text before;     /**< what stands before the candidate in the word at the cursor */
    struct subject subject; /**< whose value comes next */
    enum {
        NEXT_TEST,  /**< a condition */
        NEXT_LOGIC, /**< and, or, or another condition */
        NEXT_KEY,   /**< behind has */
        NEXT_VALUE,
        NEXT_UNKNOWN,
    } next;
};

static void put_word(struct words *words, const char *word, const char *help)
{
    // As it was typed, or completion would not know it: a backslash, too.
    escape_message(words->text, words->before.bytes, words->before.length);
    escape_text(words->text, word, strlen(word), "");
    strbuf_byte(words->text, '\t');
    strbuf_text(words->text, help);
    strbuf_byte(words->text, '\n');
}

static void put_keys(struct words *words)
{
    const char *word;
    const char *help = "";

    for (const struct field *field = field_table; field->key; field++) {
        put_word(words, field->key, field->help);
        if (field->alias)
            put_word(words, field->alias, field->help);
    }
    for (size_t i = 0; (word = subject_extra(i, &help)); i++)
        put_word(words, word, help);
}

static void put_tests(struct words *words)
{
    put_keys(words);
    put_word(words, "exclude", "all but these states");
    put_word(words, "has", "there is a value");
    put_word(words, "not", "the opposite");
}

static void put_users(struct words *words)
{
    const struct passwd *entry;

    setpwent();
    while ((entry = getpwent()))
        put_word(words, entry->pw_name, "user");
    endpwent();
}

static void put_devices(struct words *words)
{
    struct if_nameindex *list = if_nameindex();

    for (const struct if_nameindex *one = list; one && one->if_name; one++)
        put_word(words, one->if_name, "interface");
    if (list)
        if_freenameindex(list);
}

/** The name of each process, as often as there are processes of this name. */
static void put_processes(struct words *words)
{
    DIR *directory = opendir("/proc");
    const struct dirent *entry;

    while (directory && (entry = readdir(directory))) {
        CLEANUP(strbuf_free) struct strbuf path = {0};
        CLEANUP(strbuf_free) struct strbuf comm = {0};
        if (!text_digits(text_of(entry->d_name)))
            continue;
        strbuf_text(&path, entry->d_name);
        strbuf_text(&path, "/comm");
        if (file_read(dirfd(directory), path.data, 64, &comm) != 0 || comm.length < 2)
            continue;
        strbuf_truncate(&comm, comm.length - 1);
        if (!text_has((struct text){comm.data, comm.length}, " '\"()&|<>!=,"))
            put_word(words, comm.data, "process");
    }
    if (directory)
        closedir(directory);
}

static void put_values(struct words *words)
{
    const struct field *field = words->subject.fields[0];
    const char *name;

    switch (words->subject.kind) {
    case KIND_WORD:
        for (size_t i = 0; (name = field->words(i)); i++)
            put_word(words, name, field->key);
        for (size_t i = 0; strcmp(field->key, "state") == 0 && (name = subject_state_name(i)); i++)
            put_word(words, name, "states, by the words of ss");
        for (size_t i = 0; strcmp(field->key, "proto") == 0 && (name = subject_proto_name(i)); i++)
            put_word(words, name, "protocol and family, as in tables");
        break;
    case KIND_BOOL:
        put_word(words, "yes", field->key);
        put_word(words, "no", field->key);
        break;
    case KIND_USER:
        put_users(words);
        break;
    case KIND_DEVICE:
        put_devices(words);
        break;
    case KIND_PROCESS:
    case KIND_NAME:
        if (field->needs & NEED_OWNER)
            put_processes(words);
        break;
    default:
        break;
    }
}

/** Takes one token into account. */
static void advance(struct words *words, const struct token *token)
{
    switch (token->type) {
    case TOKEN_COMPARE:
    case TOKEN_COMMA:
        words->next = words->subject.fields[0] ? NEXT_VALUE : NEXT_UNKNOWN;
        return;
    case TOKEN_WORD:
    case TOKEN_QUOTED:
        break;
    default:
        words->next = token->type == TOKEN_CLOSE ? NEXT_LOGIC : NEXT_TEST;
        return;
    }
    bool value = words->next == NEXT_VALUE;
    if (value || words->next == NEXT_KEY) {
        words->next = NEXT_LOGIC;
    } else if (lex_is(token, "has")) {
        words->next = NEXT_KEY;
    } else if (lex_is(token, "and") || lex_is(token, "or") || lex_is(token, "not")) {
        words->next = NEXT_TEST;
    } else {
        bool exclude = lex_is(token, "exclude");
        words->subject = (struct subject){0};
        words->next = subject_find(exclude ? text_of("state") : token->text, &words->subject)
                          ? NEXT_VALUE
                          : NEXT_LOGIC;
    }
}

/** How much of the word at the cursor stands before what is to be completed. */
static size_t begun(const char *word)
{
    size_t length = strlen(word);

    while (length > 0 && !strchr("(),=!<>~&| ", word[length - 1]))
        length--;
    return length;
}

void words_list(char *const operands[], struct strbuf *text)
{
    CLEANUP(strbuf_free) struct strbuf filter = {0};
    struct words words = {.text = text, .next = NEXT_TEST};
    const char *last = "";

    for (size_t i = 0; operands[i]; i++) {
        last = operands[i];
        if (!operands[i + 1])
            break;
        strbuf_text(&filter, last);
        strbuf_byte(&filter, ' ');
    }
    words.before = (struct text){last, begun(last)};
    strbuf_bytes(&filter, last, words.before.length);
    struct text rest = {filter.data ? filter.data : "", filter.length};
    for (struct token token = lex_next(rest); token.type != TOKEN_END; token = lex_next(rest)) {
        if (token.type == TOKEN_OPEN_QUOTE)
            return;
        advance(&words, &token);
        rest = lex_after(rest, &token);
    }
    if (words.next == NEXT_VALUE)
        put_values(&words);
    bool may_end = words.next == NEXT_VALUE && words.subject.kind == KIND_BOOL;
    if (words.next == NEXT_LOGIC || may_end) {
        put_word(&words, "and", "both");
        put_word(&words, "or", "either");
    }
    if (words.next == NEXT_LOGIC || words.next == NEXT_TEST)
        put_tests(&words);
    if (words.next == NEXT_KEY)
        put_keys(&words);
}
