// SPDX-License-Identifier: MIT
#include "run.h"

#include "arrange/relate.h"
#include "base/alloc.h"
#include "cli/confine.h"
#include "cli/hint.h"
#include "collect/collect.h"
#include "join/join.h"
#include "progress.h"
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

#define STREAM_ROWS 4096 // rows that are joined and written together

/** The session and its last snapshot. */
struct run {
    const struct options *options;
    bool streams;         /**< rows are written as they are read */
    struct request *wide; /**< what is read, if it is more than what is shown; NULL: it is not */
    struct collector *collector;
    struct joiner *joiner;
    struct progress progress; /**< of host names */

    struct sock_table table;
    struct facts facts;
    struct show *show; /**< NULL: no output, or not yet */
    bool hinted;       /**< hints name an option that would select a match */
};

/** Returns what is read. */
static const struct request *request_of(const struct run *run)
{
    return run->wide ? run->wide : &run->options->request;
}

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

/** Drops the rows that do not match. */
static void select_rows(struct run *run, struct sock_table *rows)
{
    const struct filter *filter = run->options->filter;
    struct selection selection = {&run->options->request, &rows->details};

    join_whole(options_needs(run->options), rows, &run->options->request, &run->facts);
    if (run->wide)
        sock_table_keep(rows, can_match, &selection);
    if (!filter)
        return;
    join(run->joiner, filter_needs(filter), rows, &run->facts);
    filter_apply(filter, rows, &run->facts);
}

/** Joins the needs of the output for the rows that matched. */
static void complete_rows(struct run *run, const struct sock_table *rows)
{
    const struct options *options = run->options;
    unsigned needs = options->needs & ~filter_needs(options->filter);

    join(run->joiner, needs, rows, &run->facts);
    if ((needs & options->request.named & NEED_CONTEXT) && run->facts.no_contexts)
        facts_warn(&run->facts, NO_CONTEXTS);
    if ((needs & options->request.named & NEED_CGROUP) && run->facts.cgroups.no_tree)
        facts_warn(&run->facts, NO_CGROUPS);
}

/** Joins, filters and writes one batch of rows. */
static void stream_rows(void *context, struct sock_table *rows)
{
    struct run *run = context;

    select_rows(run, rows);
    complete_rows(run, rows);
    show_rows(run->show, rows);
}

/** Collects the rows into the table, or writes them in batches. */
static void take_rows(struct run *run)
{
    struct row_sink sink = {.rows = &run->table, .take = stream_rows, .context = run};

    sink.batch = run->streams ? STREAM_ROWS : 0;
    collect(run->collector, request_of(run), &sink, &run->facts);
}

static void forget_snapshot(struct run *run)
{
    sock_table_free(&run->table);
    facts_free(&run->facts);
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

/**
 * Prints the warnings, except that nothing can match if a hint says what would. Returns false if
 * one of them could not be printed and the format does not contain it: the user then cannot know
 * that the result is incomplete.
 */
static bool report(const struct run *run, bool hinted)
{
    const struct options *options = run->options;
    bool in_output = !options->quiet && format_table[options->view.format].has_warnings;
    bool written = true;

    for (size_t i = hinted && requests_nothing(&run->facts); i < run->facts.warning_count; i++)
        written = diag_message("%s", run->facts.warnings[i]) && written;
    return written || in_output;
}

static void warn_undecided(struct facts *facts)
{
    facts_warn(facts,
               "the filter is undecided for %zu socket%s, not shown: it depends on what "
               "cannot be read",
               facts->undecided, facts->undecided == 1 ? "" : "s");
}

/** Reports at once what could make waiting endless: data that cannot be read. */
static void report_endless(struct run *run)
{
    const struct patience *patience = &run->options->patience;

    if (patience->until != WAIT_FOR_NONE || patience->limited || run->facts.undecided == 0)
        return;
    warn_undecided(&run->facts);
    report(run, false);
}

/** Returns true if most sockets of the host will be shown, connections included. */
static bool shows_most(const struct options *options)
{
    return !options->filter && !options->quiet && !options->view.limited &&
           options->patience.until == WAIT_NOT &&
           (request_proto_states(&options->request, PROTO_TCP) & STATE_BIT(STATE_ESTABLISHED));
}

/**
 * Takes snapshots until the condition of --wait is met, the time is up, or a snapshot is
 * incomplete.
 */
static void take_snapshots(struct run *run)
{
    struct waiting waiting = wait_begin(&run->options->patience);

    for (bool first = true;; first = false) {
        joiner_begin(run->joiner, &run->facts);
        if (run->options->netns.all && run->options->patience.until != WAIT_NOT)
            facts_warn(&run->facts, "network namespaces that begin while waiting are not read");
        if (shows_most(run->options))
            joiner_begin_early(run->joiner, options_needs(run->options));
        take_rows(run);
        select_rows(run, &run->table);
        if (first)
            report_endless(run);
        if (!run->facts.complete ||
            wait_is_over(&waiting, run->table.count, run->facts.undecided) || !wait_pause(&waiting))
            return;
        forget_snapshot(run);
        joiner_retry(run->joiner);
    }
}

/** Groups and sorts the rows. */
static void arrange_rows(struct run *run)
{
    const struct options *options = run->options;

    if (options->view.grouped)
        group_sockets(&options->grouping, options->needs, &run->table, &run->facts);
    order(&run->table, &run->facts, &options->sorting);
    bool sorted = options->sorting.as_collected || options->sorting.keys.count > 0;
    if (format_table[options->view.format].has_sentences && !sorted)
        relate(&run->table, &run->facts);
}

/**
 * Returns true if the result assumes that no process outside of this PID namespace also holds a
 * socket, and no warning says so: for an empty result, and for any result with --strict.
 */
static bool assumes_namespace(const struct run *run, size_t matched)
{
    const struct owners *owners = &run->facts.owners;
    bool none = matched == 0 && run->options->filters_owners;

    return owners->gap == GAP_NAMESPACE && owners->hidden == 0 && run->facts.undecided == 0 &&
           (none || run->options->strict);
}

/**
 * Warns of rows that the filter left undecided, and applies --strict. MATCHED is the number of
 * matching rows.
 */
static void note_undecided(struct run *run, size_t matched)
{
    struct facts *facts = &run->facts;
    const struct owners *owners = &facts->owners;

    if (assumes_namespace(run, matched))
        facts_warn(facts, "processes outside of this PID namespace are not considered");
    if (facts->undecided > 0)
        warn_undecided(facts);
    if (run->options->strict &&
        (facts->undecided > 0 || (owners->searched && !owners_complete(owners))))
        facts->complete = false;
}

/** Returns the exit status for MATCHED matching sockets. */
static enum exit_status conclude(const struct run *run, size_t matched)
{
    const struct options *options = run->options;
    bool asks = options->quiet || options->filter || options->patience.until != WAIT_NOT;
    bool wants_none = options->check || options->patience.until == WAIT_FOR_NONE;

    if (!run->facts.complete || (wants_none && matched == 0 && run->facts.undecided > 0))
        return EXIT_FAILED;
    return asks && (matched == 0) != wants_none ? EXIT_NO_MATCH : EXIT_DONE;
}

/** Returns true if rows may be written as they are read: nothing depends on the last row. */
static bool may_stream(const struct options *options)
{
    return options->sorting.as_collected && !options->view.grouped && !options->quiet &&
           options->patience.until == WAIT_NOT && netns_choice_is_self(&options->netns) &&
           !needs_whole(options->needs, filter_needs(options->filter));
}

/**
 * Writes rows as they are read. Everything that is read is opened first, so that nothing needs to
 * be opened after the first row. Returns the number of rows.
 */
static size_t run_stream(struct run *run)
{
    const struct options *options = run->options;

    joiner_begin(run->joiner, &run->facts);
    collector_prepare(run->collector, request_of(run));
    joiner_prepare(run->joiner, options_needs(options), &run->facts);
    confine_to_stream(options);
    run->show = show_begin(&options->view, &run->facts, STDOUT_FILENO);
    take_rows(run);
    note_undecided(run, show_total(run->show));
    return show_total(run->show);
}

/**
 * Reads all rows, then writes them. HINTS receives hints if no row matches. Returns the number of
 * rows that match.
 */
static size_t run_whole(struct run *run, struct strbuf *hints)
{
    const struct options *options = run->options;

    take_snapshots(run);
    if (!options->quiet || options->strict)
        complete_rows(run, &run->table);
    size_t matched = run->table.count;
    facts_count_sockets(&run->facts, &run->table);
    note_undecided(run, matched);
    if (options->filter && matched == 0 && run->facts.complete)
        run->hinted =
            hint_empty_answer(options, &run->facts.owners, run->collector, run->joiner, hints);
    confine_end(options,
                !options->quiet && show_may_start_threads(&options->view, run->table.count));
    if (!options->quiet) {
        arrange_rows(run);
        run->show = show_begin(&options->view, &run->facts, STDOUT_FILENO);
        show_rows(run->show, &run->table);
    }
    return matched;
}

/** Initializes RUN; opens only what every run needs. */
static void run_begin(struct run *run, const struct options *options,
                      const struct user_server *server, const struct run_places *places)
{
    const struct join_sources sources = {
        .services = options->services,
        .proc = "/proc",
        .owners = options->owners,
        .places = places->places,
        .users = server,
        .host_milliseconds = options->host_milliseconds,
        .host_progress = {progress_show, progress_end, &run->progress}};
    bool names_here = (options_needs(options) & NEED_USER) && !server && !options->unconfined;

    *run = (struct run){.options = options};
    run->wide = request_widen(&options->request, options_needs(options));
    // Name lookups need rights that are given up before the first row is written.
    run->streams = may_stream(options) && !names_here;
    run->collector = collector_open(options->patience.until != WAIT_NOT, places->visit);
    run->joiner = joiner_open(&sources);
}

static void run_free(struct run *run)
{
    forget_snapshot(run);
    joiner_close(run->joiner);
    collector_close(run->collector);
    request_free(run->wide);
}

bool run_start_user_server(const struct options *options, struct user_server *ret_server)
{
    return options->action == ACTION_SHOW && may_stream(options) && !options->unconfined &&
           (options_needs(options) & NEED_USER) && user_server_start(ret_server);
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
    };

    if (options->action != ACTION_SHOW ||
        (netns_choice_is_self(&options->netns) && !(needs & NEED_NETNS)))
        return true;
    int error = visit_places(&plan, ret_places->places, ret_places->visit);
    if (error)
        diag_message("cannot return to the own network namespace: %s", strerror(-error));
    return error == 0;
}

enum exit_status run(const struct options *options, const struct user_server *server,
                     const struct run_places *places)
{
    CLEANUP(run_free) struct run run;
    CLEANUP(strbuf_free) struct strbuf hints = {0};

    run_begin(&run, options, server, places);
    size_t matched = run.streams ? run_stream(&run) : run_whole(&run, &hints);
    enum exit_status status = conclude(&run, matched);
    enum exit_status shown = run.show ? finish(options, run.show) : EXIT_DONE;
    bool reported = report(&run, run.hinted);
    hint_print(&hints); // after the warnings, which can explain the empty result
    if (!reported)
        return EXIT_FAILED;
    return shown == EXIT_DONE ? status : shown;
}
