// SPDX-License-Identifier: MIT
#include "run.h"

#include "base/file.h"
#include "base/interface.h"
#include "collect/collect.h"
#include "confine.h"
#include "hint.h"
#include "join/join.h"
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

/** Ends the output; says what a limit left out where the output itself does not. */
static enum exit_status finish(const struct options *options, struct show *show)
{
    size_t total = show_total(show);
    size_t left_out = show_left_out(show);
    int error = show_end(show);

    if (left_out > 0 && !view_has_warnings(&options->view))
        diag_message("--limit: %zu of %zu rows shown", total - left_out, total);
    return run_report_output(error);
}

/** Collects what is asked for, and drops what does not match. */
static void gather(const struct options *options, const struct join_sources *sources,
                   struct sock_table *table, struct facts *facts)
{
    collect(&options->request, table, facts);
    if (!options->filter)
        return;
    join(filter_needs(options->filter), table, sources, facts);
    filter_apply(options->filter, table, facts);
}

/** How it all ended, with MATCHED sockets that match. */
static enum exit_status conclude(const struct options *options, size_t matched,
                                 const struct facts *facts)
{
    bool asks = options->quiet || options->filter || options->patience.until != WAIT_NOT;
    bool wants_none = options->patience.until == WAIT_FOR_NONE;

    if (!facts->complete || (wants_none && matched == 0 && facts->undecided > 0))
        return EXIT_FAILED;
    return asks && (matched == 0) != wants_none ? EXIT_NO_MATCH : EXIT_DONE;
}

/**
 * Prints the warnings. Returns false when one of them could not be written and is not part of the
 * output either: then nobody knows that the answer lacks something.
 */
static bool report(const struct options *options, const struct facts *facts)
{
    bool in_output = !options->quiet && view_has_warnings(&options->view);
    bool written = true;

    for (size_t i = 0; i < facts->warning_count; i++)
        written = diag_message("%s", facts->warnings[i]) && written;
    return written || in_output;
}

static void warn_undecided(struct facts *facts)
{
    facts_warn(facts,
               "the filter is undecided for %zu socket%s, not shown: it depends on what "
               "cannot be read",
               facts->undecided, facts->undecided == 1 ? "" : "s");
}

/** True when waiting may go on for ever because of what cannot be read: say so at once. */
static bool is_open_ended(const struct options *options, struct facts *facts)
{
    const struct patience *patience = &options->patience;

    if (patience->until != WAIT_FOR_NONE || patience->limited || facts->undecided == 0)
        return false;
    warn_undecided(facts);
    return true;
}

/** Tries until what is waited for is there, the time is up, or the answer is incomplete. */
static void gather_patiently(const struct options *options, const struct join_sources *sources,
                             struct sock_table *table, struct facts *facts)
{
    struct waiting waiting = wait_begin(&options->patience);

    gather(options, sources, table, facts);
    if (is_open_ended(options, facts))
        report(options, facts);
    while (facts->complete && !wait_is_over(&waiting, table->count, facts->undecided) &&
           wait_pause(&waiting)) {
        sock_table_free(table);
        facts_free(facts);
        facts_init(facts);
        gather(options, sources, table, facts);
    }
}

/**
 * True when the answer depends on no process outside of our PID namespace holding a socket as well,
 * and nothing else says so: the answer "none", and any with --strict.
 */
static bool assumes_namespace(const struct options *options, size_t matched,
                              const struct facts *facts)
{
    const struct owners *owners = &facts->owners;
    bool none = matched == 0 && (filter_needs(options->filter) & NEED_OWNER);

    return owners->gap == GAP_NAMESPACE && owners->hidden == 0 && facts->undecided == 0 &&
           (none || options->strict);
}

/** Warns of what the filter left open, with MATCHED rows, and holds the answer to --strict. */
static void note_undecided(const struct options *options, size_t matched, struct facts *facts)
{
    const struct owners *owners = &facts->owners;

    if (assumes_namespace(options, matched, facts))
        facts_warn(facts, "processes outside of this PID namespace are not considered");
    if (facts->undecided > 0)
        warn_undecided(facts);
    if (options->strict && (facts->undecided > 0 || (owners->asked && !owners_complete(owners))))
        facts->complete = false;
}

/** Groups and sorts the rows, and writes them. */
static enum exit_status present(const struct options *options, struct sock_table *table,
                                struct facts *facts)
{
    if (options->view.grouped)
        group_sockets(&options->grouping, options->needs, table, facts);
    order(table, facts, &options->sorting);
    struct show *show = show_begin(&options->view, facts, STDOUT_FILENO);
    show_rows(show, table);
    return finish(options, show);
}

#define STREAM_ROWS 4096 // that are joined and written together

/** What rows need themselves; all other needs are met once. */
#define NEEDS_OF_ROWS (NEED_OWNER | NEED_USER | NEED_DEVICE | NEED_HOST)

static unsigned all_needs(const struct options *options)
{
    return options->needs | filter_needs(options->filter);
}

/**
 * True when rows may be written as they are read: nothing has to wait for the last of them. One
 * walk finds the owners of all rows, and one count of failures tells when to leave the resolver
 * alone.
 */
static bool may_stream(const struct options *options)
{
    unsigned needs = all_needs(options);

    return options->sorting.as_collected && !options->view.grouped && !options->quiet &&
           options->patience.until == WAIT_NOT && !(needs & (NEED_OWNER | NEED_HOST));
}

/** Rows on their way from the kernel to the output. */
struct stream {
    const struct options *options;
    const struct join_sources *sources;
    struct facts *facts;
    struct show *show;
};

static void take_rows(void *context, struct sock_table *table)
{
    const struct stream *stream = context;
    const struct options *options = stream->options;

    join(all_needs(options) & NEEDS_OF_ROWS, table, stream->sources, stream->facts);
    if (options->filter)
        filter_apply(options->filter, table, stream->facts);
    show_rows(stream->show, table);
}

/** Closes what a variable holds. */
static void close_sources(struct collect_sources **sources)
{
    collect_close(*sources);
}

/**
 * All steps at once, for some rows after the other. What is read is opened beforehand, so that
 * nothing can be opened any more when the first row is read.
 */
static enum exit_status run_stream(const struct options *options, struct join_sources sources)
{
    CLEANUP(facts_free) struct facts facts;
    CLEANUP(file_close)
    int interfaces = all_needs(options) & NEED_DEVICE ? interface_open() : -ENOTSOCK;
    CLEANUP(close_sources) struct collect_sources *opened = collect_open(&options->request);
    struct stream stream = {options, &sources, &facts, NULL};
    const struct sock_outlet outlet = {STREAM_ROWS, take_rows, &stream};
    CLEANUP(sock_table_free) struct sock_table table = {.outlet = &outlet};

    sources.interfaces = &interfaces;
    facts_init(&facts);
    join(all_needs(options) & ~(unsigned)NEEDS_OF_ROWS, &table, &sources, &facts);
    confine_to_stream(options);
    stream.show = show_begin(&options->view, &facts, STDOUT_FILENO);
    collect_from(opened, &options->request, &table, &facts);
    note_undecided(options, show_total(stream.show), &facts);
    enum exit_status status = conclude(options, show_total(stream.show), &facts);
    enum exit_status shown = finish(options, stream.show);
    if (!report(options, &facts))
        return EXIT_FAILED;
    return shown == EXIT_DONE ? status : shown;
}

static enum exit_status run_whole(const struct options *options, const struct join_sources *sources)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(facts_free) struct facts facts;
    CLEANUP(strbuf_free) struct strbuf hints = {0};
    enum exit_status shown = EXIT_DONE;

    facts_init(&facts);
    gather_patiently(options, sources, &table, &facts);
    if (!options->quiet || options->strict)
        join(options->needs & ~filter_needs(options->filter), &table, sources, &facts);
    note_undecided(options, table.count, &facts);
    enum exit_status status = conclude(options, table.count, &facts);
    if (options->filter && table.count == 0 && facts.complete)
        hint_empty_answer(options, sources, &facts.owners, &hints);
    confine_end(options);
    if (!options->quiet)
        shown = present(options, &table, &facts);
    bool reported = report(options, &facts);
    hint_print(&hints); // after the warnings, which can be the reason
    if (!reported)
        return EXIT_FAILED;
    return shown == EXIT_DONE ? status : shown;
}

bool run_start_user_server(const struct options *options, struct user_server *ret_server)
{
    return options->action == ACTION_SHOW && may_stream(options) && !options->unconfined &&
           (all_needs(options) & NEED_USER) && user_server_start(ret_server);
}

enum exit_status run(const struct options *options, const struct user_server *server)
{
    const struct join_sources sources = {
        .services = options->services, .proc = "/proc", .owners = options->owners, .users = server};
    bool names_here = (all_needs(options) & NEED_USER) && !server && !options->unconfined;

    // Looking up names takes rights that are given up before the first row is written.
    return may_stream(options) && !names_here ? run_stream(options, sources)
                                              : run_whole(options, &sources);
}
