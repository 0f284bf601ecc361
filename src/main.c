// SPDX-License-Identifier: MIT
/**
 * sockstat(1): lists the sockets of a Linux host, and the processes that hold them.
 *
 * main() is the map; each step is one call.
 *
 * - options_parse(): the command line
 *     - option_table.c, choices.h  the options, and what was said
 *     - options.[ch]          what follows from it
 *     - operands.c            the filter: operands and --filter-file
 *     - habits.c              options of ss, netstat, lsof and BSD, and what to type instead
 *     - usage.c               --help, --version, --schema, --list-*
 *     - words.c               --list-words: what may come next in a filter
 * - confine_begin(), confine_to_stream(), confine_end(): give up rights that this run does not
 *   need, by confine.[ch] and base/sandbox.[ch]
 * - run(): all the rest, in run.[ch]; step by step:
 * - collect(): kernel -> records
 *     - collect/collect.[ch]  picks the source per protocol, says what an error means
 *     - collect/inet_diag.[ch]  TCP and UDP by sock_diag: request and decoder
 *     - collect/exact.[ch]    TCP and UDP by BPF iterators: exact.bpf.c, exact_message.h
 *     - collect/netlink.[ch]  the netlink socket
 *     - collect/dump.[ch]     control messages of a dump
 *     - collect/proc_net.[ch] TCP and UDP from /proc/self/net: the fallback
 * - join(): facts for the rows that will be shown
 *     - join/join.[ch]        what is needed
 *     - join/owner.[ch]       processes that hold a socket, by
 *       - join/owner_bpf.[ch] a BPF program: owner.bpf.c, owner_record.h
 *       - join/owner_proc.[ch], join/descriptors.[ch]  a walk over /proc
 *     - join/service.[ch]     names of ports
 *     - join/lookup.[ch]      names of users, interfaces and hosts
 *     - join/process_names.[ch]  names of all processes, for hints
 *     - join/user.[ch]        names of users, in another process while rows are streamed
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
 * - hint_empty_answer(): hints for an answer without rows, in hint.[ch]
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
 *     - sock/address.[ch]     addresses as text
 *     - sock/ephemeral.[ch]   ports that the kernel chooses from
 * - and that knows no sockets
 *     - base/alloc, text, strbuf, idmap, radix, parse, file, read_ahead, thread, bpf_iter,
 *       interface, sandbox, syscall_filter, syscall_list, utf8, escape, nearest, diag
 */
#include "confine.h"
#include "options.h"
#include "run.h"
#include "show/out.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
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

/**
 * What the environment and limits may not do: have libc read files that somebody chose, or end the
 * program where a file has become too large, which is to be an error like any other.
 */
static void settle_environment(void)
{
    unsetenv("LOCPATH");
    unsetenv("TZ");
    signal(SIGXFSZ, SIG_IGN);
}

static int explain(const struct options *options)
{
    struct out out = {.fd = STDOUT_FILENO};

    filter_explain(options->filter, &options->request, &out.pending);
    confine_end(options);
    return out_finish(&out);
}

static enum exit_status list_words(const struct options *options)
{
    struct out out = {.fd = STDOUT_FILENO};
    bool complete = words_list(options->operands, &out.pending);
    confine_end(options);
    enum exit_status status = run_report_output(out_finish(&out));

    return complete ? status : EXIT_FAILED;
}

int main(int argc, char *argv[])
{
    CLEANUP(options_free) struct options options;
    CLEANUP(user_server_stop) struct user_server users = {0};

    fill_standard_descriptors();
    settle_environment();
    if (!options_parse(argc, argv, &options))
        return options.failed ? EXIT_FAILED : EXIT_USAGE;
    bool users_elsewhere = run_start_user_server(&options, &users);
    confine_begin(&options, users_elsewhere);
    if (options.action == ACTION_EXPLAIN)
        return (int)run_report_output(explain(&options));
    if (options.action == ACTION_LIST_WORDS)
        return (int)list_words(&options);
    if (options.action != ACTION_SHOW)
        return (int)run_report_output(usage_print(&options, STDOUT_FILENO));
    return (int)run(&options, users_elsewhere ? &users : NULL);
}
