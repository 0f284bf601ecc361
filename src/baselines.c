// SPDX-License-Identifier: MIT
#include "baselines.h"

#include "cli/confine.h"
#include "join/service.h"
#include "run.h"
#include "show/baseline.h"
#include "show/origin.h"
#include "track/baseline.h"
#include "track/restore.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool writes_to_stdout(const struct options *options)
{
    return strcmp(options->baselines.save, "-") == 0;
}

bool baselines_open(const struct options *options, struct save_file *ret_file)
{
    if (options->action != ACTION_SAVE || writes_to_stdout(options))
        return true;
    return run_open_file("save", options->baselines.save, SAVE_FILE_PRIVATE, "--save=-", ret_file);
}

/** Marks the result as incomplete if a source does not report what a comparison needs. */
static void check_sources(struct facts *facts)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        const struct proto_info *info = &proto_table[proto];
        enum source source = facts_weakest_source(facts, proto);
        uint32_t needed = (HAVE_AUTOBOUND | HAVE_V6ONLY | HAVE_DEVICE) & ~info->lacks;
        bool read = facts->requested[proto] && source != SOURCE_NONE;
        if (read && info->port == PORT_TRANSPORT && !source_reports(source, proto, needed))
            facts_incomplete(facts,
                             "%s sockets cannot be compared: %s does not report which ports the "
                             "kernel chose",
                             info->title, source_table[source].title);
    }
}

/** Returns true if it could not be found out whether the kernel chose the port of a socket. */
static bool lacks_autobound(const struct sock *sock)
{
    const struct proto_info *info = &proto_table[sock->proto];

    return info->port == PORT_TRANSPORT && !(info->lacks & HAVE_AUTOBOUND) &&
           sock->local_port != 0 && (sock->have & HAVE_INODE) && !(sock->have & HAVE_AUTOBOUND);
}

/** Marks the result as incomplete if what a comparison needs of its rows could not be read. */
static void check_rows(const struct sock_table *table, struct facts *facts)
{
    bool lacks = false;

    for (size_t i = 0; i < table->count; i++)
        lacks = lacks || lacks_autobound(&table->rows[i]);
    if (lacks)
        facts_incomplete(facts, "sockets cannot be compared: it is not known which ports the "
                                "kernel chose");
    if (facts->devices_missing)
        facts_incomplete(facts, "sockets cannot be compared: names of interfaces are not known");
}

static void set_origin(struct baseline_origin *origin, const struct facts *facts)
{
    strbuf_bytes(&origin->host, facts->host->name.data, facts->host->name.length);
    strbuf_bytes(&origin->boot_id, facts->host->boot_id.data, facts->host->boot_id.length);
    origin_time(&origin->time, &facts->time);
    origin->owners_complete = owners_complete(&facts->owners);
    origin->owners_partial = facts->owners.partial;
}

/** Takes the rows of a snapshot, which was begun, and makes a baseline of them. */
static void take_now(struct session *session, struct snapshot *snapshot,
                     struct baseline *ret_baseline)
{
    struct facts *facts = &snapshot->facts;

    session_take(session, snapshot);
    session_finish(session, snapshot);
    check_sources(facts);
    check_rows(&snapshot->table, facts);
    set_origin(&ret_baseline->origin, facts);
    baseline_take(ret_baseline, &snapshot->table, facts);
}

/** Reports sockets of which the processes are hidden: they cannot be compared later. */
static void warn_hidden(const struct baseline *baseline, struct facts *facts)
{
    uint64_t hidden = 0;

    for (size_t i = 0; i < baseline->count; i++) {
        enum owner owner = baseline->rows[i].owner;
        bool unknown = owner == OWNER_HIDDEN || owner == OWNER_NOT_SCANNED;
        hidden += unknown ? baseline->rows[i].count : 0;
    }
    if (hidden > 0)
        facts_warn(facts,
                   "the processes of %llu socket%s cannot be compared later: they are hidden",
                   (unsigned long long)hidden, hidden == 1 ? "" : "s");
}

/** Writes the baseline, and gives its file the name. Returns 0 or a negative errno. */
static int write_baseline(const struct baseline *baseline, bool complete, struct save_file *file)
{
    bool named = file->keeper != 0;
    int error = show_baseline(baseline, complete, named ? file->fd : STDOUT_FILENO);

    return error || !named ? error : save_file_commit(file);
}

enum exit_status baselines_save(const struct options *options, const struct run_places *places,
                                struct save_file *file)
{
    CLEANUP(session_free) struct session session;
    CLEANUP(snapshot_free) struct snapshot snapshot = {0};
    CLEANUP(baseline_free) struct baseline baseline = {.origin.selection = {0}};
    struct facts *facts = &snapshot.facts;
    int error = 0;

    session_begin(&session, options, false, NULL, places);
    session_begin_snapshot(&session, &snapshot);
    take_now(&session, &snapshot, &baseline);
    // Borrowed, and freed by the options.
    baseline.origin.selection = options->baselines.selection;
    warn_hidden(&baseline, facts);
    confine_to_stream(options);
    if (facts->complete || writes_to_stdout(options))
        error = write_baseline(&baseline, facts->complete, file);
    baseline.origin.selection = (struct baseline_selection){0};
    session_report(&session, facts, 0);
    if (!facts->complete && !writes_to_stdout(options))
        diag_message("--save: %s was not written: the result is incomplete",
                     options->baselines.save);
    if (writes_to_stdout(options))
        run_report_output(error);
    else if (error)
        diag_message("--save: %s: %s", options->baselines.save, strerror(-error));
    if (error || !facts->complete)
        return EXIT_FAILED;
    return options->filter && baseline.count == 0 ? EXIT_NO_MATCH : EXIT_DONE;
}

/** Reads file number INDEX of --diff; returns false after a message. */
static bool read_file(const struct options *options, size_t index, struct baseline *ret_baseline)
{
    CLEANUP(baseline_error_free) struct baseline_error error = {0};
    const struct strbuf *contents = &options->baselines.contents[index];

    if (baseline_read(strbuf_contents(contents), ret_baseline, &error))
        return true;
    diag_message("--diff: %s:%zu: %s", options->baselines.files[index], error.line,
                 error.message.data);
    return false;
}

/** Returns which rows the filter of --diff matches. The caller frees it. */
static bool *matching_rows(const struct options *options, const struct baseline *baseline,
                           struct facts *facts)
{
    const struct filter *filter = options->baselines.filter;
    CLEANUP(restored_free) struct restored restored = {0};

    baseline_restore(baseline, &restored);
    int error = filter_needs(filter) & NEED_SERVICE
                    ? service_read(options->services, &restored.names.services)
                    : 0;
    if (error)
        facts_warn(facts, "%s: %s", options->services, service_words(error));
    filter_apply(filter, &restored.table, &restored.facts);
    facts->undecided += restored.facts.undecided;
    return restored_rows(baseline, &restored);
}

/** Removes the rows that the filter of --diff does not match. */
static void narrow(const struct options *options, struct baseline *before, struct baseline *after,
                   struct facts *facts)
{
    if (!options->baselines.filter)
        return;
    bool *before_matches = matching_rows(options, before, facts);
    bool *after_matches = matching_rows(options, after, facts);
    baseline_narrow(before, before_matches, after, after_matches);
    free(before_matches);
    free(after_matches);
}

static bool differ(const struct strbuf *one, const struct strbuf *other)
{
    return text_compare(strbuf_contents(one), strbuf_contents(other)) != 0;
}

/** Adds what a reader should know of the comparison to the warnings. */
static void add_notes(const struct baseline_comparison *comparison, struct facts *facts)
{
    const struct baseline_origin *old = &comparison->before->origin;
    const struct baseline_origin *new = &comparison->after->origin;
    const struct differences *differences = &comparison->differences;
    size_t unknown = differences->owners_unknown;
    bool any = differences->count > differences->changes[CHANGE_COUNT];

    if (unknown > 0)
        facts_warn(facts,
                   "cannot compare owners of %zu endpoint%s: processes are hidden before or after",
                   unknown, unknown == 1 ? "" : "s");
    if (differ(&old->host, &new->host))
        facts_warn(facts, "the baseline is from another host: %s",
                   old->host.data ? old->host.data : "");
    else if (any && old->boot_id.length > 0 && differ(&old->boot_id, &new->boot_id))
        facts_warn(facts, "the host was restarted after the baseline was saved");
}

/** Returns true if sockets of a network namespace with this name were read. */
static bool was_read(const void *context, struct text name)
{
    const struct places *places = context;

    for (size_t i = places->left_out; i <= places->other_count; i++) {
        if (text_compare(place_name(&places_at(places, i)->names), name) == 0)
            return true;
    }
    return false;
}

/**
 * Leaves out what cannot be compared with the sockets of now: if network namespaces cannot be read,
 * endpoints of those that were not are not known to be closed.
 */
static void leave_unread_out(struct baseline *before, struct facts *facts)
{
    const struct places *places = facts->places;

    if (facts->complete || !places || !places->shown)
        return;
    size_t count = baseline_keep_netns(before, was_read, places);
    if (count > 0)
        facts_warn(facts,
                   "%zu endpoint%s of network namespaces that cannot be read now %s not compared",
                   count, count == 1 ? "" : "s", count == 1 ? "is" : "are");
}

/** Returns true if the filter leaves nothing to compare; says so. */
static bool compares_nothing(const struct options *options,
                             const struct baseline_comparison *comparison)
{
    bool none = options->baselines.filter && comparison->before->count == 0 &&
                comparison->after->count == 0;

    if (none && !options->baselines.quiet)
        diag_message("the filter matches no endpoint, neither before nor after");
    return none;
}

/** Compares, writes the differences and returns the exit status. */
static enum exit_status compare(const struct session *session,
                                struct baseline_comparison *comparison, struct facts *facts)
{
    const struct baseline_choices *choices = &session->options->baselines;
    struct differences *differences = &comparison->differences;
    int error = 0;

    if (facts->undecided > 0)
        session_warn_undecided(facts);
    baseline_compare(comparison->before, comparison->after, differences);
    add_notes(comparison, facts);
    comparison->warnings = facts->warnings;
    comparison->warning_count = facts->warning_count;
    comparison->complete = facts->complete;
    confine_end(session->options, false);
    if (!choices->quiet)
        error = show_comparison(comparison, choices->format, session->options->view.header,
                                STDOUT_FILENO);
    enum exit_status shown = run_report_output(error);
    if (!choices->quiet || !facts->complete)
        session_report(session, facts, 0);
    bool nothing = compares_nothing(session->options, comparison);
    if (shown != EXIT_DONE || !facts->complete)
        return EXIT_FAILED;
    return nothing || differences->count > differences->changes[CHANGE_COUNT] ? EXIT_NO_MATCH
                                                                              : EXIT_DONE;
}

enum exit_status baselines_diff(const struct options *options, const struct run_places *places)
{
    CLEANUP(session_free) struct session session;
    CLEANUP(snapshot_free) struct snapshot snapshot = {0};
    CLEANUP(baseline_free) struct baseline before = {0};
    CLEANUP(baseline_free) struct baseline after = {0};
    struct facts *facts = &snapshot.facts;
    struct baseline_comparison comparison = {.before = &before, .after = &after};
    bool two = options->baselines.files[1];

    session_begin(&session, options, false, NULL, places);
    if (!read_file(options, 0, &before) || (two && !read_file(options, 1, &after)))
        return EXIT_FAILED;
    session_begin_snapshot(&session, &snapshot);
    if (!two) {
        take_now(&session, &snapshot, &after);
        leave_unread_out(&before, facts);
    }
    narrow(options, &before, &after, facts);
    enum exit_status status = compare(&session, &comparison, facts);
    differences_free(&comparison.differences);
    return status;
}
