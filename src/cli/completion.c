// SPDX-License-Identifier: MIT
/**
 * Lists the candidates for the next word of a filter that is being typed: --list-words, for
 * completion.
 */
#include "cli/options.h"

#include "base/escape.h"
#include "collect/netns_mounts.h"
#include "filter/lex.h"
#include "filter/subject.h"
#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define PATHS_LIMIT (1 << 24) // bytes of the list of Unix sockets, or of mounts

/** The state of a filter up to the cursor, and the list of candidates. */
struct words {
    struct strbuf *text;    /**< one candidate per line: the operand, a tab, its description */
    struct text before;     /**< the part of the operand at the cursor that precedes the word */
    struct strbuf begun;    /**< the part of the value before the cursor */
    bool quoted;            /**< the word at the cursor is quoted in the filter */
    struct subject subject; /**< the subject whose value comes next */
    bool compared;          /**< an operator follows the subject */
    enum comparison comparison;
    bool failed; /**< the list is incomplete; a message was printed */
    enum {
        NEXT_TEST,  /**< a condition */
        NEXT_LOGIC, /**< and, or, or another condition */
        NEXT_KEY,   /**< after has */
        NEXT_VALUE,
        NEXT_UNKNOWN,
    } next;
};

static void put_word(struct words *words, const char *word, const char *help)
{
    strbuf_bytes(words->text, words->before.bytes, words->before.length);
    strbuf_text(words->text, word);
    strbuf_byte(words->text, '\t');
    strbuf_text(words->text, help);
    strbuf_byte(words->text, '\n');
}

/** Returns true if every character is printable, so that the text fits into a line of the list. */
static bool is_printable(struct text text)
{
    CLEANUP(strbuf_free) struct strbuf escaped = {0};

    escape_message(&escaped, text.bytes, text.length);
    return escaped.length == text.length;
}

/** Returns true if the filter would read the unquoted name as something else. */
static bool needs_quotes(struct text name)
{
    struct token token = lex_next(name);
    enum comparison comparison;

    return token.type != TOKEN_WORD || token.text.length != name.length || *name.bytes == '-' ||
           text_digits(name) > 0 || text_has(name, "*?[") || lex_is(&token, "and") ||
           lex_is(&token, "or") || lex_is(&token, "not") || lex_comparison(&token, &comparison);
}

/**
 * Lists a value in the form in which the filter takes it for exactly that name; omits it if there
 * is none. A quoted value is listed only if it continues the typed text: shells compare texts and
 * cannot see that "a b" continues a.
 */
static void put_value(struct words *words, const char *value, const char *help)
{
    CLEANUP(strbuf_free) struct strbuf quoted = {0};
    struct text name = text_of(value);
    bool pattern = words->comparison == COMPARE_MATCH || words->comparison == COMPARE_NO_MATCH;

    if (!is_printable(name) || (pattern && text_has(name, "^.[]$()|*+?{}\\")))
        return;
    if (!words->quoted && !needs_quotes(name)) {
        put_word(words, value, help);
        return;
    }
    if (name.length < words->begun.length ||
        (words->begun.length > 0 && memcmp(value, words->begun.data, words->begun.length) != 0))
        return;
    lex_quote(name, &quoted);
    put_word(words, quoted.data, help);
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

/** Prints that WHAT could not be listed. */
static void fail(struct words *words, const char *what, int error)
{
    if (error == ENOMEM)
        alloc_failed();
    diag_message("%s: %s", what, strerror(error));
    words->failed = true;
}

static void put_users(struct words *words)
{
    const struct passwd *entry;
    size_t count = 0;

    // Not after setpwent(3), which drops the errors of opening the database.
    for (; (errno = 0, entry = getpwent()); count++)
        put_value(words, entry->pw_name, "user");
    // Missing name services set other values. glibc does not report every allocation failure, but
    // then there are no users at all.
    if (errno == ENOMEM || errno == EIO || errno == EMFILE || errno == ENFILE)
        fail(words, "users", errno);
    else if (count == 0)
        fail(words, "users", ENOENT);
    endpwent();
}

static void put_devices(struct words *words)
{
    struct if_nameindex *list = if_nameindex();

    if (!list) {
        fail(words, "interfaces", errno);
        return;
    }
    for (const struct if_nameindex *one = list; one->if_name; one++)
        put_value(words, one->if_name, "interface");
    if_freenameindex(list);
}

static void put_process(struct words *words, int directory, const char *pid)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};
    CLEANUP(strbuf_free) struct strbuf comm = {0};

    strbuf_text(&path, pid);
    strbuf_text(&path, "/comm");
    int error = file_read(directory, path.data, 64, &comm);
    if (error == -ENOENT || error == -ESRCH || error == -EACCES || error == -EPERM)
        return; // it has ended, or is hidden
    if (error) {
        fail(words, "processes", -error);
        return;
    }
    if (comm.length < 2) // the newline
        return;
    strbuf_truncate(&comm, comm.length - 1);
    put_value(words, comm.data, "process");
}

/** Lists the name of each process, once per process. */
static void put_processes(struct words *words)
{
    DIR *directory = opendir("/proc");
    const struct dirent *entry;
    bool found = false;

    if (!directory) {
        fail(words, "processes", errno);
        return;
    }
    while (!words->failed && (errno = 0, entry = readdir(directory))) {
        if (text_digits(text_of(entry->d_name)) == 0)
            continue;
        put_process(words, dirfd(directory), entry->d_name);
        found = true;
    }
    // glibc reports ENOENT as the end; this process is always there.
    if (!words->failed && (errno || !found))
        fail(words, "processes", errno ? errno : ENOENT);
    closedir(directory);
}

/**
 * Lists the names of Unix sockets, from /proc/self/net/unix: seven numbers, then the name. In
 * abstract names it has "@" for a NUL; those with a second one are left out.
 */
static void put_paths(struct words *words)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    int error = file_read(AT_FDCWD, "/proc/self/net/unix", PATHS_LIMIT, &contents);
    char *rest = contents.data;

    if (error == -ENOENT) // without Unix sockets
        return;
    if (error)
        fail(words, "Unix sockets", -error);
    for (char *line; !error && (line = strsep(&rest, "\n"));) {
        for (unsigned column = 0; column < 7; column++) {
            line += strspn(line, " ");
            line += strcspn(line, " ");
        }
        const char *name = *line ? line + 1 : line;
        bool unclear = *name == '@' && strchr(name + 1, '@');
        if ((*name == '/' || *name == '@') && !unclear)
            put_value(words, name, "Unix socket");
    }
}

/** Lists the names of network namespaces: the last components of their mount points. */
static void put_netns(struct words *words, const char *help)
{
    CLEANUP(strbuf_free) struct strbuf table = {0};
    CLEANUP(netns_mounts_free) struct netns_mounts mounts = {0};
    int error = file_read(AT_FDCWD, "/proc/self/mountinfo", PATHS_LIMIT, &table);

    if (error) {
        fail(words, "network namespaces", -error);
        return;
    }
    netns_mounts_parse(strbuf_contents(&table), &mounts);
    for (size_t i = 0; i < mounts.count; i++)
        put_value(words, netns_last_component(mounts.items[i].path), help);
}

static void put_values(struct words *words)
{
    const struct field *field = words->subject.fields[0];
    const char *name;

    switch (words->subject.kind) {
    case KIND_WORD:
        for (size_t i = 0; (name = field->words(i)); i++)
            put_value(words, name, field->key);
        for (size_t i = 0; field_is_a(field, FIELD_STATE) && (name = subject_state_name(i)); i++)
            put_value(words, name, "states, by the words of ss");
        for (size_t i = 0; field_is_a(field, FIELD_PROTO) && (name = subject_proto_name(i)); i++)
            put_value(words, name, "protocol and family, as in tables");
        break;
    case KIND_BOOL:
        put_value(words, "yes", field->key);
        put_value(words, "no", field->key);
        break;
    case KIND_USER:
        put_users(words);
        break;
    case KIND_DEVICE:
        put_devices(words);
        break;
    case KIND_PROCESS:
    case KIND_NAME:
        if ((field->needs & NEED_OWNER) && !(field->needs & NEED_CONTEXT))
            put_processes(words);
        else if (field->needs & NEED_NAME)
            put_paths(words);
        else if (field->needs & NEED_NETNS)
            put_netns(words, field->key);
        break;
    default:
        break;
    }
}

/** Returns true if TOKEN is the operator of a comparison that has none yet. */
static bool take_comparison(struct words *words, const struct token *token)
{
    if (words->next != NEXT_VALUE || words->compared || !lex_comparison(token, &words->comparison))
        return false;
    words->compared = true;
    return true;
}

/** Advances the state by a word that is neither a value nor an operator. */
static void advance_word(struct words *words, const struct token *token)
{
    bool exclude = lex_is(token, "exclude");

    words->subject = (struct subject){0};
    words->compared = false;
    words->comparison = COMPARE_EQUAL;
    words->next = NEXT_LOGIC;
    if (lex_is(token, "has"))
        words->next = NEXT_KEY;
    else if (lex_is(token, "and") || lex_is(token, "or") || lex_is(token, "not"))
        words->next = NEXT_TEST;
    else if (subject_find(exclude ? text_of("state") : token->text, &words->subject))
        words->next = NEXT_VALUE;
}

/** Advances the state by one token. */
static void advance(struct words *words, const struct token *token)
{
    if (take_comparison(words, token))
        return;
    switch (token->type) {
    case TOKEN_COMPARE:
        words->next = NEXT_UNKNOWN;
        return;
    case TOKEN_COMMA:
        words->next = words->subject.fields[0] ? NEXT_VALUE : NEXT_UNKNOWN;
        words->compared = true;
        return;
    case TOKEN_WORD:
    case TOKEN_QUOTED:
        break;
    default:
        words->next = token->type == TOKEN_CLOSE ? NEXT_LOGIC : NEXT_TEST;
        return;
    }
    if (words->next == NEXT_VALUE || words->next == NEXT_KEY)
        words->next = NEXT_LOGIC;
    else
        advance_word(words, token);
}

/** Returns the token at the start of REST. */
static struct token next_token(const struct words *words, struct text rest)
{
    bool pattern = words->comparison == COMPARE_MATCH || words->comparison == COMPARE_NO_MATCH;

    return words->next == NEXT_VALUE && pattern ? lex_pattern(rest) : lex_next(rest);
}

/**
 * Advances the state up to the last word of the filter and returns it: a TOKEN_WORD, TOKEN_QUOTED
 * or TOKEN_OPEN_QUOTE, or TOKEN_END if the next word has not begun. A comment counts as such a
 * word, because a name may begin like one.
 */
static struct token follow(struct words *words, struct text filter)
{
    struct token token = next_token(words, filter);

    while (token.type != TOKEN_END) {
        bool word = token.type == TOKEN_WORD || token.type == TOKEN_QUOTED ||
                    token.type == TOKEN_OPEN_QUOTE;
        struct text rest = lex_after(filter, &token);
        if (word && rest.length == 0)
            return token;
        advance(words, &token);
        filter = rest;
        token = next_token(words, filter);
    }
    const char *comment = memchr(filter.bytes, '#', filter.length);
    if (!comment)
        return token;
    size_t length = (size_t)(filter.bytes + filter.length - comment);
    return (struct token){.type = TOKEN_WORD, .text = {comment, length}};
}

/** Lists the candidates for the next word. */
static void put_next(struct words *words)
{
    if (words->next == NEXT_VALUE)
        put_values(words);
    if (words->quoted)
        return;
    bool may_end =
        words->next == NEXT_VALUE && words->subject.kind == KIND_BOOL && !words->compared;
    if (words->next == NEXT_LOGIC || may_end) {
        put_word(words, "and", "both");
        put_word(words, "or", "either");
    }
    if (words->next == NEXT_LOGIC || words->next == NEXT_TEST)
        put_tests(words);
    if (words->next == NEXT_KEY)
        put_keys(words);
}

bool words_list(char *const operands[], struct strbuf *text)
{
    CLEANUP(strbuf_free) struct strbuf filter = {0};
    struct words words = {.text = text, .next = NEXT_TEST};
    size_t start = 0; // of the last operand

    for (size_t i = 0; operands[i]; i++) {
        if (i > 0)
            strbuf_byte(&filter, ' ');
        start = filter.length;
        strbuf_text(&filter, operands[i]);
    }
    struct text whole = {filter.data ? filter.data : "", filter.length};
    struct text wrong; // ignored: candidates continue the valid part before it
    struct token word = follow(&words, whole);
    size_t end = word.type == TOKEN_END ? whole.length : (size_t)(word.text.bytes - whole.bytes);
    if (end < start) // the word began in an operand that is complete
        return true;
    words.before = (struct text){whole.bytes + start, end - start};
    if (!is_printable(words.before))
        return true;
    words.quoted = word.type == TOKEN_QUOTED || word.type == TOKEN_OPEN_QUOTE;
    if (words.quoted)
        lex_unquote(&word, &words.begun, &wrong);
    else
        strbuf_bytes(&words.begun, word.text.bytes, word.text.length);
    put_next(&words);
    strbuf_free(&words.begun);
    return !words.failed;
}
