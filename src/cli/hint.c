// SPDX-License-Identifier: MIT
#include "cli/hint.h"

#include "base/escape.h"
#include "base/parse.h"
#include "collect/best_source.h"
#include "collect/collect.h"
#include "collect/netns_listeners.h"
#include "join/process_names.h"
#include "os/file.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/** The processor time that a look at other network namespaces takes, about. */
#define NETNS_NANOSECONDS 100000000

static bool is_wanted(const struct options *options)
{
    bool read = format_table[options->view.format].for_people && !options->quiet;

    return read || options->patience.until == WAIT_FOR_NONE || isatty(STDERR_FILENO);
}

/** The source of sockets for hints. */
struct session {
    const struct options *options;
    struct collector *collector;
    struct joiner *joiner;
};

/**
 * Returns true if a hint can be about sockets of PROTO: they are requested, or can have the keys of
 * the filter.
 */
static bool is_candidate(const struct session *session, enum proto proto)
{
    const struct options *options = session->options;

    return options->request.protos[proto] || filter_suits(options->filter, proto);
}

/** Protocols, by how close they are to a request. */
enum kind {
    REQUESTED,
    BY_DEFAULT, /**< listed if none is requested */
    OTHERS,
};

static enum kind kind_of(const struct request *request, enum proto proto)
{
    if (request->protos[proto])
        return REQUESTED;
    return proto_table[proto].listed_by_default ? BY_DEFAULT : OTHERS;
}

static bool has_all_families(const struct request *request)
{
    bool all = request->left_out == 0;

    for (enum family family = 0; family < FAMILY_COUNT; family++)
        all = all && request->families[family];
    return all;
}

/**
 * Adds all sockets of protocols of KIND, but none that the request has listed: of these, no one
 * matched. Returns false if some are missing.
 */
static bool collect_kind(const struct session *session, enum kind kind, struct row_sink *sink,
                         struct facts *facts)
{
    const struct request *wanted = &session->options->request;
    struct request request = *wanted;

    request.states = ~(state_set)0;
    if (kind == REQUESTED && has_all_families(wanted))
        request.states = ~wanted->states;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        request.protos[proto] = best_source_allows(request.source, proto) &&
                                kind_of(wanted, proto) == kind && is_candidate(session, proto);
    memset(request.families, true, sizeof(request.families));
    request.left_out = 0;
    if (kind == OTHERS)
        request.implied = ALL_PROTOS; // the kernel may lack any of them
    facts->complete = true;
    struct request *wide = request_widen(&request, filter_needs(session->options->filter));
    collect(session->collector, wide ? wide : &request, sink, facts);
    request_free(wide);
    return facts->complete;
}

/**
 * Collects all sockets that match the filter, for any protocol, family and state. Returns false if
 * a requested protocol cannot be read.
 */
static bool collect_all(const struct session *session, struct sock_table *table)
{
    CLEANUP(facts_free) struct facts facts;
    const struct filter *filter = session->options->filter;
    struct row_sink sink = {.rows = table};

    joiner_begin(session->joiner, &facts);
    if (!collect_kind(session, REQUESTED, &sink, &facts) ||
        !collect_kind(session, BY_DEFAULT, &sink, &facts))
        return false;
    size_t mark = sink_mark(&sink);
    if (!collect_kind(session, OTHERS, &sink, &facts))
        sink_rewind(&sink, mark);
    join_whole(filter_needs(filter), table, NULL, &facts);
    join(session->joiner, filter_needs(filter), table, &facts);
    filter_apply(filter, table, &facts);
    return true;
}

/** Counts of sockets that the command line leaves out, by the missing option. */
struct left_out {
    size_t states[STATE_COUNT]; /**< only this state is not selected */
    bool beyond_listening;      /**< of them: one is not listening */
    bool beyond_connected;      /**< of them: one is not connected */
    size_t protos[PROTO_COUNT]; /**< only this protocol is not selected */
    size_t carried;             /**< only the family is not selected */
    size_t several;             /**< several of these are not selected; together: */
    bool several_states;
    bool several_beyond_listening;
    bool several_beyond_connected;
    bool several_protos[PROTO_COUNT];
    bool several_carried;
};

static void count(const struct request *request, const struct sock *sock, struct left_out *counts)
{
    bool proto = !request->protos[sock->proto];
    bool carried = !request_carries(request, sock);
    bool state = !(request->states & STATE_BIT(sock->state));
    bool beyond_listening = state && !(proto_table[sock->proto].listening & STATE_BIT(sock->state));
    bool beyond_connected = state && !(proto_table[sock->proto].connected & STATE_BIT(sock->state));

    if (proto + carried + state > 1) {
        counts->several++;
        counts->several_protos[sock->proto] |= proto;
        counts->several_carried |= carried;
        counts->several_states |= state;
        counts->several_beyond_listening |= beyond_listening;
        counts->several_beyond_connected |= beyond_connected;
        return;
    }
    counts->beyond_listening |= beyond_listening;
    counts->beyond_connected |= beyond_connected;
    counts->states[sock->state] += state;
    counts->protos[sock->proto] += proto;
    counts->carried += carried;
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

/** Appends "A", "A and B", "A, B and C": the states with a count. */
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

/** Returns the option that adds the states of the sockets and the fewest others. */
static const char *option_of_states(bool beyond_listening, bool beyond_connected)
{
    if (!beyond_listening)
        return "-l";
    return beyond_connected ? "-a" : "--connected";
}

static void hint_states(const struct left_out *counts, struct strbuf *lines)
{
    CLEANUP(strbuf_free) struct strbuf names = {0};
    size_t sockets = 0;

    for (unsigned state = 1; state < STATE_COUNT; state++)
        sockets += counts->states[state];
    if (sockets == 0)
        return;
    put_states(&names, counts);
    add_line(lines, "%zu %s in %s: add %s", sockets, match_words(sockets), names.data,
             option_of_states(counts->beyond_listening, counts->beyond_connected));
}

/** Returns the letter of the missing family option. */
static char family_missing(const struct request *request)
{
    enum family family = 0;

    while (family + 1 < FAMILY_COUNT && !(request->left_out & FAMILY_BIT(family)))
        family++;
    return family_table[family].option;
}

/** Appends one line for each protocol and family that the command line leaves out. */
static void hint_kinds(const struct request *request, const struct left_out *counts,
                       struct strbuf *lines)
{
    char family = family_missing(request);

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (counts->protos[proto] > 0)
            add_line(lines, "%zu %s with protocol %s: add --%s", counts->protos[proto],
                     match_words(counts->protos[proto]), proto_table[proto].name,
                     proto_table[proto].name);
    }
    if (counts->carried > 0)
        add_line(lines, "%zu %s with IPv%c: add -%c", counts->carried, match_words(counts->carried),
                 family, family);
}

/** Appends all missing options, for sockets that no single option would add. */
static void hint_several(const struct request *request, const struct left_out *counts,
                         struct strbuf *lines)
{
    CLEANUP(strbuf_free) struct strbuf missing = {0};

    if (counts->several == 0)
        return;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (!counts->several_protos[proto])
            continue;
        strbuf_text(&missing, " --");
        strbuf_text(&missing, proto_table[proto].name);
    }
    if (counts->several_carried) {
        strbuf_text(&missing, " -");
        strbuf_byte(&missing, family_missing(request));
    }
    if (counts->several_states) {
        strbuf_byte(&missing, ' ');
        strbuf_text(&missing, option_of_states(counts->several_beyond_listening,
                                               counts->several_beyond_connected));
    }
    add_line(lines, "%zu %s with other options: add%s", counts->several,
             match_words(counts->several), missing.data);
}

/** The most processes of a filter that hints are about: each is sought among all processes. */
#define MOST_PROCESSES 5

/** The context of hints about processes. */
struct process_hints {
    const struct options *options;
    const char *proc;
    bool all_seen; /**< every process is visible in proc */
    bool matched;  /**< other options would select a match */
    struct strbuf *lines;
    size_t sought; /**< processes so far */
};

/** Appends that NAME was also searched for as a service. */
static void put_service(const struct process_hints *hints, struct text name, struct strbuf *line)
{
    uint16_t port = filter_service_port(hints->options->filter);

    if (port == 0)
        return;
    strbuf_text(line, "no socket uses port ");
    strbuf_decimal(line, port);
    strbuf_text(line, " (");
    escape_message(line, name.bytes, name.length);
    strbuf_text(line, "), and ");
}

/** Appends that no process has the name, and a similar name if there is one. */
static void hint_name(const struct process_hints *hints, struct text name)
{
    CLEANUP(strbuf_free) struct strbuf similar = {0};
    CLEANUP(strbuf_free) struct strbuf line = {0};

    // The sockets of the service exist, and another hint counts them.
    if (hints->matched && filter_service_port(hints->options->filter) != 0)
        return;
    if (process_names_find(hints->proc, name, &similar))
        return;
    put_service(hints, name, &line);
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

static void hint_process(const struct process_sought *sought, void *context)
{
    struct process_hints *hints = context;

    if (++hints->sought > MOST_PROCESSES)
        return;
    if (sought->name.bytes)
        hint_name(hints, sought->name);
    else if (!process_exists(hints->proc, sought->pid))
        add_line(hints->lines, "there is no %sprocess %llu", hints->all_seen ? "" : "visible ",
                 (unsigned long long)sought->pid);
}

/** Returns the only word of the filter, or NULL if the filter has more or is from a file. */
static const char *only_word(const struct options *options)
{
    char *const *operands = options->operands;

    return operands[0] && !operands[1] ? operands[0] : NULL;
}

/** Returns true if the file of the user database contains the name; does not use name services. */
static bool is_user(const char *name)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    size_t length = strlen(name);

    if (strchr(name, ':') || file_read(AT_FDCWD, "/etc/passwd", 1 << 20, &contents) != 0)
        return false;
    for (const char *line = contents.data; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            return length > 0;
    }
    return false;
}

/** Appends hints for "-p 22" and "-u root", where other tools take a PID and a user. */
static void hint_argument(const struct options *options, const char *proc, struct strbuf *lines)
{
    CLEANUP(strbuf_free) struct strbuf name = {0};
    const char *word = only_word(options);
    uint64_t pid = 0;

    if (!word)
        return;
    if (parse_decimal(word, strlen(word), UINT32_MAX, &pid) == 0) {
        if ((options->needs & NEED_OWNER) && process_exists(proc, pid))
            add_line(lines, "for process %s, write \"pid = %s\"", word, word);
        return;
    }
    if (!is_user(word))
        return;
    escape_message(&name, word, strlen(word));
    add_line(lines, "for the user %s, write \"user = %s\"", name.data, name.data);
}

/** Appends that no selected socket has addresses and ports, if a condition is about them. */
static void hint_addresses(const struct options *options, struct strbuf *lines)
{
    CLEANUP(strbuf_free) struct strbuf names = {0};

    if (!filter_asks_addresses(options->filter))
        return;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (!options->request.protos[proto])
            continue;
        if (proto_table[proto].port != PORT_NONE)
            return;
        strbuf_text(&names, names.length > 0 ? ", " : "");
        strbuf_text(&names, proto_table[proto].name);
    }
    add_line(lines,
             "%s: these sockets have no addresses and ports; --list-columns lists other keys",
             names.data);
}

/** Appends that one network namespace was read, if a condition is about others or containers. */
static void hint_netns(const struct options *options, struct strbuf *lines)
{
    if (filter_asks_namespaces(options->filter))
        add_line(lines, "only the own network namespace was read: -N all reads the others");
}

/** Appends how to write the name of a Unix socket that has a blank. */
static void hint_blank(const struct options *options, struct strbuf *lines)
{
    CLEANUP(strbuf_free) struct strbuf name = {0};
    const char *word = only_word(options);

    if (!word || (*word != '/' && *word != '@') || !strchr(word, ' ') ||
        strpbrk(word, "\"'=()!&|") || strstr(word, " and ") || strstr(word, " or "))
        return;
    escape_message(&name, word, strlen(word));
    add_line(lines, "for a name with a blank, write 'path = \"%s\"'", name.data);
}

/** A filter, and facts that say that sockets are read from /proc. */
struct filter_of_files {
    const struct filter *filter;
    const struct facts *facts;
};

static bool matches_in_file(const void *context, const struct sock *sock)
{
    const struct filter_of_files *of = context;

    return filter_matches_alone(of->filter, sock, of->facts);
}

/** Returns true if -N can be added. */
static bool takes_netns(const struct options *options)
{
    return netns_choice_is_self(&options->netns) && !options->netns.self &&
           options->patience.until == WAIT_NOT && options->request.source != CHOOSE_BPF;
}

/**
 * Appends in how many other network namespaces a listening socket matches, as far as
 * /proc/PID/net tells.
 */
static void hint_elsewhere(const struct session *session, const char *proc, struct strbuf *lines)
{
    CLEANUP(facts_free) struct facts facts;
    const struct filter_of_files of = {session->options->filter, &facts};
    const struct netns_listeners what = {.proc = proc,
                                         .request = &session->options->request,
                                         .matches = matches_in_file,
                                         .context = &of,
                                         .nanoseconds = NETNS_NANOSECONDS};
    bool all = false;

    joiner_begin(session->joiner, &facts);
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        facts.own.sources[proto] = SOURCE_PROC;
    size_t count = netns_listeners_count(&what, &all);
    if (count > 0)
        add_line(lines, "none in this network namespace; %s%zu other%s: add -N all",
                 all ? "" : "at least ", count, count == 1 ? " has a match" : "s have a match");
}

bool hint_empty_answer(const struct options *options, const struct owners *owners,
                       struct collector *collector, struct joiner *joiner, struct strbuf *ret_lines)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    bool all_seen = owners->gap == GAP_NONE || owners->gap == GAP_DENIED;
    struct process_hints hints = {options, "/proc", all_seen, false, ret_lines, 0};
    const struct session session = {options, collector, joiner};
    struct left_out counts = {0};

    if (!is_wanted(options))
        return false;
    if (options->check) { // no match is the good answer, unless a name is wrong
        filter_required_processes(options->filter, hint_process, &hints);
        return false;
    }
    // In many network namespaces, all states can take long.
    bool complete = netns_choice_is_self(&options->netns) && collect_all(&session, &table);
    hints.matched = !complete || table.count > 0;
    filter_processes(options->filter, hint_process, &hints);
    hint_argument(options, "/proc", ret_lines);
    hint_blank(options, ret_lines);
    if (!complete)
        return false;
    if (table.count == 0) {
        hint_addresses(options, ret_lines);
        hint_netns(options, ret_lines);
    }
    for (size_t i = 0; i < table.count; i++)
        count(&options->request, &table.rows[i], &counts);
    size_t before = ret_lines->length;
    hint_states(&counts, ret_lines);
    hint_kinds(&options->request, &counts, ret_lines);
    if (ret_lines->length == before)
        hint_several(&options->request, &counts, ret_lines);
    if (ret_lines->length == before && takes_netns(options))
        hint_elsewhere(&session, "/proc", ret_lines);
    return ret_lines->length > before;
}

void hint_print(const struct strbuf *lines)
{
    struct text rest = strbuf_contents(lines);

    while (rest.length > 0) {
        size_t length = (size_t)((const char *)memchr(rest.bytes, '\n', rest.length) - rest.bytes);
        diag_message("%.*s", (int)length, rest.bytes);
        rest = text_skip(rest, length + 1);
    }
}
