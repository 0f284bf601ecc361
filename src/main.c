// SPDX-License-Identifier: MIT
/**
 * sockstat(1): who is talking to whom, and who is waiting to be called.
 *
 * main() is the map; each step is one call.
 *
 * - options_parse(): the command line
 *     - option_table.c, choices.h  the options, and what was said
 *     - options.[ch]          what follows from it
 *     - operands.c            the filter: operands and --filter-file
 *     - usage.c               --help, --version, --schema, --list-*
 * - collect(): kernel -> records
 *     - collect/collect.[ch]  picks the source per protocol, says what an error means
 *     - collect/inet_diag.[ch]  TCP and UDP by sock_diag: request and decoder
 *     - collect/netlink.[ch]  the netlink socket
 *     - collect/dump.[ch]     control messages of a dump
 *     - collect/proc_net.[ch] TCP and UDP from /proc/self/net: the fallback
 * - join(): facts for the rows that will be shown
 *     - join/join.[ch]        what is needed
 *     - join/owner.[ch]       processes that hold a socket
 *     - join/service.[ch]     names of ports
 *     - join/lookup.[ch]      names of users, interfaces and hosts
 *     - join/machine.[ch]     name and boot of this host
 *     - join/resolve.[ch]     numbers of names, for filters
 * - filter_narrow(), filter_apply(): which rows
 *     - select/filter.[ch]    what is not asked for, what is dropped
 *     - select/lex, parse, parse_test, parser.h  text -> tree
 *     - select/subject, literal, quantity, host, shortcut  keys and values in it
 *     - select/tree, match    the tree, and whether it is true of a socket
 *     - select/atom, bytecode   the part that the kernel evaluates
 *     - select/explain        --explain-filter
 * - wait.[ch]: pauses between tries, for --wait
 * - group_sockets(), order(): which rows for them, in what order
 *     - select/group.[ch]     one row for many sockets
 *     - select/order.[ch]
 * - show_begin(), show_rows(), show_end(): records -> bytes
 *     - show/show.[ch], format.h  the formats
 *     - show/view.[ch]        which format, which columns
 *     - show/table.c, json.c, csv.c, schema.json
 *     - show/out.[ch]         buffered writing
 * - the vocabulary that all of them share
 *     - sock/sock.[ch]        the record, the table of records
 *     - sock/proto.[ch]       protocols and states
 *     - sock/facts.[ch]       joined knowledge, warnings
 *     - sock/names.[ch], sock/owners.[ch]  parts of it
 *     - sock/field.[ch], sock/cell.[ch]  the field table: what a column is
 *     - sock/field_list.[ch]  columns and keys that somebody chose
 *     - sock/groups.[ch], sock/group_field.[ch]  what is counted of groups, and its columns
 *     - sock/request.h        what is asked for
 *     - sock/resolver.[ch]    what a name stands for
 *     - sock/ephemeral.[ch]   ports that the kernel chooses from
 * - and that knows no sockets
 *     - base/alloc, text, strbuf, idmap, parse, file, utf8, escape, nearest, diag
 */
#include "collect/collect.h"
#include "join/join.h"
#include "options.h"
#include "show/out.h"
#include "wait.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/**
 * Opens on /dev/null whichever of the descriptors 0 to 2 is closed, so that no socket or file
 * takes its place. The wrong way round: writing to a closed stdout must still fail.
 */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
            _exit(EXIT_FAILED);
    }
}

static enum exit_status report_output(int error)
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
    bool told = options->view.format == FORMAT_JSON || options->view.format == FORMAT_JSONL;
    int error = show_end(show);

    if (left_out > 0 && !told)
        diag_message("--limit: %zu of %zu rows", total - left_out, total);
    return report_output(error);
}

/** Collects what is asked for, and drops what does not match. */
static void gather(const struct options *options, const struct join_paths *paths,
                   struct sock_table *table, struct facts *facts)
{
    collect(&options->request, table, facts);
    if (!options->filter)
        return;
    join(filter_needs(options->filter), table, paths, facts);
    filter_apply(options->filter, table, facts);
}

/** How it all ended, with MATCHED sockets that match. */
static enum exit_status conclude(const struct options *options, size_t matched,
                                 const struct facts *facts)
{
    bool asks = options->quiet || options->filter || options->patience.until != WAIT_NOT;
    bool wants_none = options->patience.until == WAIT_FOR_NONE;

    if (!facts->complete)
        return EXIT_FAILED;
    return asks && (matched == 0) != wants_none ? EXIT_NO_MATCH : EXIT_DONE;
}

/** Tries until what is waited for is there, the time is up, or the answer is incomplete. */
static void gather_patiently(const struct options *options, const struct join_paths *paths,
                             struct sock_table *table, struct facts *facts)
{
    struct waiting waiting = wait_begin(&options->patience);

    gather(options, paths, table, facts);
    while (facts->complete && !wait_is_over(&waiting, table->count) && wait_pause(&waiting)) {
        sock_table_free(table);
        facts_free(facts);
        facts_init(facts);
        gather(options, paths, table, facts);
    }
}

/** Groups and sorts the rows, and writes them. */
static enum exit_status present(const struct options *options, struct sock_table *table,
                                struct facts *facts)
{
    if (options->view.grouped)
        group_sockets(&options->grouping, options->needs, table, facts);
    order(table, facts, &options->sorting);
    struct show *show = show_begin(&options->view, facts, table, STDOUT_FILENO);
    show_rows(show, table);
    return finish(options, show);
}

static enum exit_status run(const struct options *options)
{
    const struct join_paths paths = {.services = options->services, .proc = "/proc"};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(facts_free) struct facts facts;
    enum exit_status shown = EXIT_DONE;

    facts_init(&facts);
    gather_patiently(options, &paths, &table, &facts);
    if (!options->quiet || options->strict)
        join(options->needs & ~filter_needs(options->filter), &table, &paths, &facts);
    if (options->strict && facts.owners.hidden > 0)
        facts.complete = false;
    enum exit_status status = conclude(options, table.count, &facts);
    if (!options->quiet)
        shown = present(options, &table, &facts);
    for (size_t i = 0; i < facts.warning_count; i++)
        diag_message("%s", facts.warnings[i]);
    return shown == EXIT_DONE ? status : shown;
}

static int explain(const struct options *options)
{
    struct out out = {.fd = STDOUT_FILENO};

    filter_explain(options->filter, &options->request, &out.pending);
    return out_finish(&out);
}

int main(int argc, char *argv[])
{
    CLEANUP(options_free) struct options options;

    fill_standard_descriptors();
    if (!options_parse(argc, argv, &options))
        return EXIT_USAGE;
    if (options.action == ACTION_EXPLAIN)
        return (int)report_output(explain(&options));
    if (options.action != ACTION_SHOW)
        return (int)report_output(usage_print(&options, STDOUT_FILENO));
    return (int)run(&options);
}
