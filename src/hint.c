// SPDX-License-Identifier: MIT
#include "hint.h"

#include "base/escape.h"
#include "collect/collect.h"
#include "join/process_names.h"

#include <string.h>
#include <unistd.h>

static bool is_wanted(const struct options *options)
{
    bool table = options->view.format == FORMAT_TABLE && !options->quiet;

    return table || options->patience.until == WAIT_FOR_NONE || isatty(STDERR_FILENO);
}

/** Collects all sockets that the filter matches, whatever else the command line chooses. */
static bool collect_all(const struct options *options, const struct join_sources *sources,
                        struct sock_table *table)
{
    CLEANUP(facts_free) struct facts facts;
    struct request request = options->request;

    facts_init(&facts);
    request.states = ~(state_set)0;
    memset(request.protos, true, sizeof(request.protos));
    memset(request.families, true, sizeof(request.families));
    memset(request.left_out, false, sizeof(request.left_out));
    collect(&request, table, &facts);
    join(filter_needs(options->filter), table, sources, &facts);
    filter_apply(options->filter, table, &facts);
    return facts.complete;
}

/** How many sockets one choice of the command line alone leaves out. */
struct left_out {
    size_t states[STATE_COUNT];
    size_t protos[PROTO_COUNT];
    size_t families[FAMILY_COUNT];
};

static void count(const struct request *request, const struct sock *sock, struct left_out *counts)
{
    bool proto = request->protos[sock->proto];
    bool family = request_carries(request, sock);
    bool state = request->states & STATE_BIT(sock->state);

    counts->states[sock->state] += proto && family && !state;
    counts->protos[sock->proto] += !proto && family && state;
    counts->families[sock->family] += proto && !family && state;
}

static void FORMAT_PRINTF(2, 3) add_line(struct strbuf *lines, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(lines, format, arguments);
    va_end(arguments);
    strbuf_byte(lines, '\n');
}

static const char *match_words(size_t count)
{
    return count == 1 ? "socket matches" : "sockets match";
}

/** "A", "A and B", "A, B and C": the states that have counts. */
static void put_states(struct strbuf *text, const struct left_out *counts)
{
    const char *const separators[] = {"", " and ", ", "};
    size_t rest = 0;

    for (unsigned state = 1; state < STATE_COUNT; state++)
        rest += counts->states[state] > 0;
    for (unsigned state = 1; state < STATE_COUNT; state++) {
        if (counts->states[state] == 0)
            continue;
        rest--;
        strbuf_text(text, state_table[state].heading);
        strbuf_text(text, separators[rest < 2 ? rest : 2]);
    }
}

static void hint_states(const struct left_out *counts, struct strbuf *lines)
{
    CLEANUP(strbuf_free) struct strbuf states = {0};
    size_t sockets = 0;

    for (unsigned state = 1; state < STATE_COUNT; state++)
        sockets += counts->states[state];
    if (sockets == 0)
        return;
    put_states(&states, counts);
    add_line(lines, "%zu %s in %s: add -a", sockets, match_words(sockets), states.data);
}

/** One line for each protocol and family that the command line leaves out. */
static void hint_kinds(const struct left_out *counts, struct strbuf *lines)
{
    static const char options[] = {[FAMILY_IPV4] = '4', [FAMILY_IPV6] = '6'};

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (counts->protos[proto] > 0)
            add_line(lines, "%zu %s with protocol %s: add --%s", counts->protos[proto],
                     match_words(counts->protos[proto]), proto_table[proto].name,
                     proto_table[proto].name);
    }
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        if (counts->families[family] > 0)
            add_line(lines, "%zu %s with family %s: add -%c", counts->families[family],
                     match_words(counts->families[family]), family_names[family], options[family]);
    }
}

/** Where hints about names come from and go to. */
struct name_hints {
    const char *proc;
    bool all_seen; /**< every process is in proc */
    struct strbuf *lines;
};

/** Says that no process has the name, and which one it may be meant for. */
static void hint_name(struct text name, void *context)
{
    const struct name_hints *hints = context;
    CLEANUP(strbuf_free) struct strbuf similar = {0};
    CLEANUP(strbuf_free) struct strbuf line = {0};

    if (process_names_find(hints->proc, name, &similar))
        return;
    strbuf_text(&line,
                hints->all_seen ? "no process is named \"" : "no visible process is named \"");
    escape_message(&line, name.bytes, name.length);
    strbuf_byte(&line, '"');
    if (similar.length > 0) {
        strbuf_text(&line, "; did you mean \"");
        escape_message(&line, similar.data, similar.length);
        strbuf_text(&line, "\"?");
    }
    add_line(hints->lines, "%s", line.data);
}

void hint_empty_answer(const struct options *options, const struct join_sources *sources,
                       const struct owners *owners, struct strbuf *ret_lines)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct name_hints hints = {sources->proc, owners->gap == GAP_NONE || owners->gap == GAP_DENIED,
                               ret_lines};
    struct left_out counts = {0};

    if (!is_wanted(options))
        return;
    filter_process_names(options->filter, hint_name, &hints);
    if (!collect_all(options, sources, &table))
        return;
    for (size_t i = 0; i < table.count; i++)
        count(&options->request, &table.rows[i], &counts);
    hint_states(&counts, ret_lines);
    hint_kinds(&counts, ret_lines);
}

void hint_print(const struct strbuf *lines)
{
    struct text rest = {lines->data, lines->length};

    while (rest.length > 0) {
        size_t length = (size_t)((const char *)memchr(rest.bytes, '\n', rest.length) - rest.bytes);
        diag_message("%.*s", (int)length, rest.bytes);
        rest = text_skip(rest, length + 1);
    }
}
