// SPDX-License-Identifier: MIT
#include "run.h"

#include "base/alloc.h"
#include "cli/confine.h"
#include "cli/hint.h"
#include "os/sandbox.h"
#include "relay.h"
#include "sock/need.h"
#include "wait.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum exit_status run_report_output(int error)
{
    if (error)
        diag_message("cannot write the output: %s", strerror(-error));
    return error ? EXIT_FAILED : EXIT_DONE;
}

bool run_open_file(const char *option, const char *path, mode_t mode, const char *stdout_instead,
                   struct save_file *ret_file)
{
    int error = save_file_open(path, mode, ret_file);

    if (error == -EEXIST)
        diag_message("--%s: %s is not a regular file; write %s for stdout", option, path,
                     stdout_instead);
    else if (error)
        diag_message("--%s: %s: %s", option, path, strerror(-error));
    return !error;
}

#define STREAM_ROWS 4096 // rows that are joined and written together

/** The session and its last snapshot. */
struct run {
    struct session session;
    struct snapshot last;
    bool streams;      /**< rows are written as they are read */
    struct show *show; /**< NULL: no output, or not yet */
    bool hinted;       /**< hints name an option that would select a match */
};

/** Ends the output; prints how many rows a limit left out if the format does not. */
static enum exit_status finish(const struct options *options, struct show *show)
{
    size_t total = show_total(show);
    size_t left_out = show_left_out(show);
    int error = show_end(show);

    if (left_out > 0 && !format_table[options->view.format].has_warnings)
        diag_message("--limit: %zu of %zu rows shown", total - left_out, total);
    return run_report_output(error);
}

/** Joins, filters and writes one batch of rows. */
static void stream_rows(void *context, struct sock_table *rows)
{
    struct run *run = context;

    run->last.facts.details = &rows->details; // not those of the rows that are read meanwhile
    session_select(&run->session, rows, &run->last.facts);
    session_complete(&run->session, rows, &run->last.facts);
    show_rows(run->show, rows);
}

/** Returns true if the options and the filter exclude each other, of which collect() warns first.
 */
static bool requests_nothing(const struct facts *facts)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (facts->requested[proto])
            return false;
    }
    return facts->warning_count > 0;
}

/** Prints the warnings, except that nothing can match if a hint says what would. */
static bool report(const struct run *run)
{
    const struct facts *facts = &run->last.facts;

    return session_report(&run->session, facts, run->hinted && requests_nothing(facts));
}

/** Reports at once what could make waiting endless: data that cannot be read. */
static void report_endless(struct run *run)
{
    const struct patience *patience = &run->session.options->patience;

    if (patience->until != WAIT_FOR_NONE || patience->limited || run->last.facts.undecided == 0)
        return;
    session_warn_undecided(&run->last.facts);
    report(run);
}

/** With fewer sockets, owners that are read beside them take as long as afterwards. */
#define MANY_SOCKETS 16384

/** Begins early what takes long, if most of many sockets will be shown, connections included. */
static void begin_early(const struct session *session)
{
    const struct options *options = session->options;
    proto_set connections = request_connections(&options->request);

    if (options->filter || options->quiet || options->view.limited ||
        options->patience.until != WAIT_NOT || !connections ||
        !joiner_is_slow(session->joiner, options_needs(options)))
        return;
    // TCP connections are not counted here: there, few among many open files are the exception.
    if (!(connections & PROTO_BIT(PROTO_TCP)) &&
        (!netns_choice_is_self(&options->netns) ||
         collector_count(session->collector, connections) < MANY_SOCKETS))
        return;
    if (joiner_begin_early(session->joiner))
        collector_expect_thread(session->collector);
}

/**
 * Takes snapshots until the condition of --wait is met, the time is up, or a snapshot is
 * incomplete.
 */
static void take_snapshots(struct run *run)
{
    struct session *session = &run->session;
    const struct options *options = session->options;
    struct snapshot *last = &run->last;
    CLEANUP(waiting_free) struct waiting waiting = wait_begin(options);

    session_measure(session);
    for (bool first = true;; first = false) {
        if (!first)
            session_visit(session);
        session_begin_snapshot(session, last);
        if (options->patience.until != WAIT_NOT)
            session_warn_places(session, &last->facts);
        begin_early(session);
        session_take(session, last);
        if (first)
            report_endless(run);
        if (!last->facts.complete ||
            wait_is_over(&waiting, last->table.count, last->facts.undecided))
            return;
        int64_t pause = wait_pause(&waiting);
        if (pause < 0)
            return;
        if (waiting.ends)
            wait_for_ends(&waiting, pause, &last->table);
        else
            session_sleep(session, pause);
        snapshot_free(last);
        session_retry(session);
    }
}

/** Returns the exit status for MATCHED matching sockets. */
static enum exit_status conclude(const struct run *run, size_t matched)
{
    const struct options *options = run->session.options;
    const struct facts *facts = &run->last.facts;
    bool asks = options->quiet || options->filter || options->patience.until != WAIT_NOT;
    bool wants_none = options->check || options->patience.until == WAIT_FOR_NONE;

    if (!facts->complete || (wants_none && matched == 0 && facts->undecided > 0))
        return EXIT_FAILED;
    return asks && (matched == 0) != wants_none ? EXIT_NO_MATCH : EXIT_DONE;
}

/** Returns true if rows may be written as they are read: nothing depends on the last row. */
static bool may_stream(const struct options *options)
{
    return !options->kill.asked && options->sorting.as_collected && !options->view.grouped &&
           !options->quiet && options->patience.until == WAIT_NOT &&
           netns_choice_is_self(&options->netns) &&
           !needs_whole(options->needs, filter_needs(options->filter));
}

/** Collects rows into SINK. A second thread formats rows with many values: that takes longest. */
static void collect_rows(struct run *run, struct row_sink *sink)
{
    struct session *session = &run->session;
    const struct options *options = session->options;
    bool relayed = options->view.threads > 1 && (options_needs(options) & NEED_INFO);
    struct relay relay;

    if (relayed)
        relay_begin(&relay, sink);
    session_collect(session, sink, &run->last.facts);
    if (relayed)
        relay_end(&relay);
    run->last.facts.details = &sink->rows->details;
}

/**
 * Writes rows as they are read. Everything that is read is opened first, so that nothing needs to
 * be opened after the first row. Returns the number of rows.
 */
static size_t run_stream(struct run *run)
{
    struct session *session = &run->session;
    const struct options *options = session->options;
    struct facts *facts = &run->last.facts;
    struct row_sink sink = {
        .rows = &run->last.table, .take = stream_rows, .context = run, .batch = STREAM_ROWS};

    session_begin_snapshot(session, &run->last);
    collector_prepare(session->collector, session_request(session));
    joiner_prepare(session->joiner, options_needs(options), facts);
    confine_to_stream(options);
    run->show = show_begin(&options->view, facts, STDOUT_FILENO);
    collect_rows(run, &sink);
    session_note_undecided(session, facts, show_total(run->show));
    return show_total(run->show);
}

/**
 * Reads all rows, then writes them. HINTS receives hints if no row matches. Returns the number of
 * rows that match.
 */
static size_t run_whole(struct run *run, struct strbuf *hints)
{
    struct session *session = &run->session;
    const struct options *options = session->options;
    struct sock_table *table = &run->last.table;
    struct facts *facts = &run->last.facts;

    take_snapshots(run);
    session_finish(session, &run->last);
    size_t matched = table->count + run->last.ended.count;
    if (options->filter && matched == 0 && facts->complete)
        run->hinted =
            hint_empty_answer(options, &facts->owners, session->collector, session->joiner, hints);
    confine_end(options, !options->quiet && show_may_start_threads(&options->view, matched));
    if (!options->quiet) {
        session_arrange(session, &run->last);
        run->show = show_begin(&options->view, facts, STDOUT_FILENO);
        show_rows(run->show, table);
    }
    return matched;
}

static void run_free(struct run *run)
{
    snapshot_free(&run->last);
    session_free(&run->session);
}

bool run_start_user_server(const struct options *options, struct user_server *ret_server)
{
    return options->action == ACTION_SHOW && (may_stream(options) || options->follow.on) &&
           !options->unconfined && (options_needs(options) & NEED_USER) &&
           user_server_start(ret_server);
}

/** Returns true if sockets are read until something happens. */
static bool looks_again(const struct options *options)
{
    return options->action == ACTION_SHOW &&
           (options->patience.until != WAIT_NOT || options->watching.on || options->follow.on);
}

bool run_visit(const struct options *options, const struct run_places *ret_places)
{
    unsigned needs = options_needs(options);
    const struct visit_plan plan = {
        .choice = &options->netns,
        .request = &options->request,
        .proc = "/proc",
        .devices = needs & (NEED_DEVICE | NEED_BACKENDS),
        .ephemeral =
            (needs & (NEED_SERVICE | NEED_EPHEMERAL)) || (options->request.needs & NEED_AUTOBOUND),
        .rights = needs_rights(needs) & (SANDBOX_NET_ADMIN | SANDBOX_STORAGE),
    };

    if (!action_reads_sockets(options->action) ||
        (netns_choice_is_self(&options->netns) && !(needs & NEED_NETNS)))
        return true;
    int error = visit_places(&plan, ret_places->places, ret_places->visit);
    if (error)
        diag_message("cannot return to the own network namespace: %s", strerror(-error));
    else if (options->netns.all && looks_again(options)) // without it, a warning
        visit_server_start(&plan, ret_places->visit, ret_places->places, ret_places->server);
    return error == 0;
}

enum exit_status run(const struct options *options, const struct user_server *server,
                     const struct run_places *places)
{
    CLEANUP(run_free) struct run run = {0};
    CLEANUP(strbuf_free) struct strbuf hints = {0};
    bool names_here = (options_needs(options) & NEED_USER) && !server && !options->unconfined;

    bool repeats = options->patience.until != WAIT_NOT || (options_needs(options) & NEED_RATES);
    session_begin(&run.session, options, repeats, server, places);
    // Name lookups need rights that are given up before the first row is written.
    run.streams = may_stream(options) && !names_here;
    size_t matched = run.streams ? run_stream(&run) : run_whole(&run, &hints);
    enum exit_status status = conclude(&run, matched);
    enum exit_status shown = run.show ? finish(options, run.show) : EXIT_DONE;
    bool reported = report(&run);
    hint_print(&hints); // after the warnings, which can explain the empty result
    if (!reported)
        return EXIT_FAILED;
    return shown == EXIT_DONE ? status : shown;
}
