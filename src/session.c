// SPDX-License-Identifier: MIT
#include "session.h"

#include "arrange/order.h"
#include "arrange/relate.h"
#include "ended.h"
#include "os/clock.h"

#include <limits.h>
#include <poll.h>

/** Milliseconds for host names in one look of --watch: keys are not read meanwhile. */
#define HOSTS_AT_ONCE 300

const struct request *session_request(const struct session *session)
{
    return session->wide ? session->wide : &session->options->request;
}

/** What is shown of rows that were read for more than that, and their details. */
struct selection {
    const struct request *request;
    const struct strbuf *details;
};

static bool can_match(void *context, const struct sock *sock)
{
    const struct selection *selection = context;
    const struct request *request = selection->request;

    return request_lists(request, sock) &&
           (!request->keep || request->keep(request->keep_context, sock, selection->details));
}

void session_select(struct session *session, struct sock_table *rows, struct facts *facts)
{
    const struct options *options = session->options;
    const struct filter *filter = options->filter;
    struct selection selection = {&options->request, &rows->details};

    join_whole(options_needs(options), rows, &options->request, facts);
    if (session->wide)
        sock_table_keep(rows, can_match, &selection);
    if (!filter)
        return;
    join(session->joiner, filter_needs(filter), rows, facts);
    filter_apply(filter, rows, facts);
}

void session_complete(struct session *session, const struct sock_table *rows, struct facts *facts)
{
    const struct options *options = session->options;
    unsigned needs = options->needs & ~filter_needs(options->filter);

    join(session->joiner, needs, rows, facts);
    if ((needs & options->request.named & NEED_CONTEXT) && facts->no_contexts)
        facts_warn(facts, NO_CONTEXTS);
    if ((needs & options->request.named & NEED_CGROUP) && facts->cgroups.no_tree)
        facts_warn(facts, NO_CGROUPS);
}

void session_collect(struct session *session, struct row_sink *sink, struct facts *facts)
{
    collect(session->collector, session_request(session), sink, facts);
}

void session_visit(struct session *session)
{
    const struct run_places *places = session->places;

    visit_server_ask(places->server, places->visit, places->places);
}

void session_warn_places(const struct session *session, struct facts *facts)
{
    const struct visit_server *server = session->places->server;

    if (session->options->netns.all && (server->process.pid == 0 || server->failed))
        facts_warn(facts, "network namespaces that begin later are not read");
}

void session_begin_snapshot(struct session *session, struct snapshot *snapshot)
{
    joiner_begin(session->joiner, &snapshot->facts);
}

/** Returns true if the connections of a look were read from a source without their counters. */
static bool lacks_counters(const struct facts *facts)
{
    enum source source = facts_weakest_source(facts, PROTO_TCP);

    return source != SOURCE_NONE && !source_reports(source, PROTO_TCP, REPORTS_DETAIL);
}

/** Keeps for the next look what this one did not bring. */
static void note_missed(struct session *session, const struct facts *facts)
{
    session->look_missed = !facts->complete;
    session->look_bare = lacks_counters(facts);
}

/** Adds rates to the rows of SNAPSHOT. *RET_ENDED receives what ended since the previous look. */
static void take_rates(struct session *session, struct snapshot *snapshot,
                       struct rate_ended *ret_ended)
{
    struct facts *facts = &snapshot->facts;

    if (!session->rates)
        return;
    ended_await(session, &snapshot->table);
    rates_update(session->rates, &snapshot->table, facts, ret_ended);
    if (session->look_missed || (session->look_bare && !lacks_counters(facts)))
        facts_incomplete(facts, "rates: the previous look at the sockets is incomplete: rates of "
                                "some are missing");
    note_missed(session, facts);
}

void session_measure(struct session *session)
{
    CLEANUP(snapshot_free) struct snapshot look = {0};
    CLEANUP(rate_ended_free) struct rate_ended ended = {0};
    struct row_sink sink = {.rows = &look.table};

    if (!session->rates)
        return;
    struct request request =
        request_of_rates(session_request(session), ended_need_details(session->options));
    session_begin_snapshot(session, &look);
    collect(session->collector, &request, &sink, &look.facts);
    ended_hear(session);
    rates_update(session->rates, &look.table, &look.facts, &ended);
    note_missed(session, &look.facts);
    ended_find_owners(session, &look);
    session_sleep(session, (int64_t)session->options->rate_milliseconds);
}

void session_sleep(struct session *session, int64_t milliseconds)
{
    int64_t end = clock_milliseconds() + milliseconds;

    for (int64_t left = milliseconds; left > 0; left = end - clock_milliseconds()) {
        struct pollfd source = {.fd = ended_descriptor(session), .events = POLLIN};
        if (poll(&source, 1, left < INT_MAX ? (int)left : INT_MAX) > 0)
            ended_hear(session);
    }
}

void session_take(struct session *session, struct snapshot *snapshot)
{
    CLEANUP(rate_ended_free) struct rate_ended ended = {0};
    struct row_sink sink = {.rows = &snapshot->table};

    session_collect(session, &sink, &snapshot->facts);
    take_rates(session, snapshot, &ended);
    session_select(session, &snapshot->table, &snapshot->facts);
    ended_select(session, &ended, snapshot);
}

void session_arrange(const struct session *session, struct snapshot *snapshot)
{
    const struct options *options = session->options;

    if (options->view.grouped)
        ended_group(options, snapshot);
    order(&snapshot->table, &snapshot->facts, &options->sorting);
    bool sorted = options->sorting.as_collected || options->sorting.keys.count > 0;
    if (format_table[options->view.format].has_sentences && !sorted)
        relate(&snapshot->table, &snapshot->facts);
}

void session_settle(struct session *session)
{
    collector_settle(session->collector);
}

void session_retry(struct session *session)
{
    joiner_retry(session->joiner);
}

void session_retry_users(struct session *session)
{
    joiner_retry_users(session->joiner);
}

void snapshot_free(struct snapshot *snapshot)
{
    sock_table_free(&snapshot->table);
    sock_table_free(&snapshot->ended);
    facts_free(&snapshot->facts);
    *snapshot = (struct snapshot){0};
}

void session_warn_undecided(struct facts *facts)
{
    facts_warn(facts,
               "the filter is undecided for %zu socket%s, not shown: it depends on what "
               "cannot be read",
               facts->undecided, facts->undecided == 1 ? "" : "s");
}

/**
 * Returns true if the result assumes that no process outside of this PID namespace also holds a
 * socket, and no warning says so: for an empty result, and for any result with --strict.
 */
static bool assumes_namespace(const struct options *options, const struct facts *facts,
                              size_t matched)
{
    const struct owners *owners = &facts->owners;
    bool none = matched == 0 && options->filters_owners;

    return owners->gap == GAP_NAMESPACE && owners->hidden == 0 && facts->undecided == 0 &&
           (none || options->strict);
}

void session_note_undecided(const struct session *session, struct facts *facts, size_t matched)
{
    const struct options *options = session->options;
    const struct owners *owners = &facts->owners;

    if (assumes_namespace(options, facts, matched))
        facts_warn(facts, "processes outside of this PID namespace are not considered");
    if (facts->undecided > 0)
        session_warn_undecided(facts);
    if (options->strict && (facts->undecided > 0 || (owners->searched && !owners_complete(owners))))
        facts->complete = false;
}

bool session_report(const struct session *session, const struct facts *facts, size_t first)
{
    const struct options *options = session->options;
    bool in_output = !options->quiet && format_table[options->view.format].has_warnings;
    bool written = true;

    for (size_t i = first; i < facts->warning_count; i++)
        written = diag_message("%s", facts->warnings[i]) && written;
    return written || in_output;
}

void session_finish(struct session *session, struct snapshot *snapshot)
{
    const struct options *options = session->options;

    if (!options->quiet || options->strict)
        session_complete(session, &snapshot->table, &snapshot->facts);
    ended_complete(session, snapshot);
    facts_count_sockets(&snapshot->facts, &snapshot->table);
    session_note_undecided(session, &snapshot->facts, snapshot->table.count);
}

void session_begin(struct session *session, const struct options *options, bool repeats,
                   const struct user_server *server, const struct run_places *places)
{
    *session = (struct session){.options = options, .places = places};
    const struct join_sources sources = {
        .services = options->services,
        .proc = "/proc",
        .owners = options->owners,
        .places = places->places,
        .users = server,
        .host_milliseconds = options->host_milliseconds,
        .host_at_once = options->watching.on ? HOSTS_AT_ONCE : 0,
        .host_progress = {progress_show, progress_end, &session->progress}};

    session->wide = request_widen(&options->request, options_needs(options));
    session->collector = collector_open(repeats, places->visit);
    session->joiner = joiner_open(&sources);
    if (options_needs(options) & NEED_RATES)
        ended_listen(session);
}

void session_free(struct session *session)
{
    rates_free(session->rates);
    netlink_close(session->ends);
    owners_free(&session->before);
    joiner_close(session->joiner);
    collector_close(session->collector);
    request_free(session->wide);
}
