// SPDX-License-Identifier: MIT
/**
 * sockstat(1): lists the sockets of a Linux host and the processes that hold them.
 *
 * main() shows the steps: the command line, the visit of other network namespaces, the sandbox,
 * then run(), which reads, selects and prints the sockets, kill_sockets(), which also ends them,
 * watch(), which shows them repeatedly on a terminal, follow(), which prints what becomes of them,
 * baselines_save() or baselines_diff(), which keep and compare them, or metrics_write().
 */
#include "baselines.h"
#include "cli/confine.h"
#include "cli/options.h"
#include "follow.h"
#include "kill.h"
#include "metrics.h"
#include "run.h"
#include "show/out.h"
#include "watch.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/**
 * Opens /dev/null on each closed descriptor from 0 to 2, so that no socket or file gets its number.
 * Opens it for the opposite direction: writing to a closed stdout must still fail.
 */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
            _exit(EXIT_FAILED);
    }
}

/**
 * Disables what the environment and limits could do: make libc read files that others chose, or
 * kill the process if a file becomes too large, which is to be an ordinary error.
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
    struct request *wide = request_widen(&options->request, options_needs(options));

    filter_explain(options->filter, wide ? wide : &options->request, &out.pending);
    request_free(wide);
    confine_end(options, false);
    return out_finish(&out);
}

static enum exit_status list_words(const struct options *options)
{
    struct out out = {.fd = STDOUT_FILENO};
    bool complete = words_list(options->operands, &out.pending);
    confine_end(options, false);
    enum exit_status status = run_report_output(out_finish(&out));

    return complete ? status : EXIT_FAILED;
}

int main(int argc, char *argv[])
{
    CLEANUP(options_free) struct options options;
    CLEANUP(user_server_stop) struct user_server users = {0};
    CLEANUP(places_free) struct places places = {0};
    CLEANUP(visit_free) struct visit visit = {0};
    CLEANUP(visit_server_stop) struct visit_server visitor = {0};
    CLEANUP(save_file_close) struct save_file file = {0};
    const struct run_places where = {&places, &visit, &visitor};

    fill_standard_descriptors();
    settle_environment();
    if (!options_parse(argc, argv, &options))
        return options.failed ? EXIT_FAILED : EXIT_USAGE;
    if (!baselines_open(&options, &file) || !metrics_open(&options, &file))
        return EXIT_FAILED;
    bool users_elsewhere = run_start_user_server(&options, &users);
    if (!run_visit(&options, &where))
        return EXIT_FAILED;
    confine_begin(&options, users_elsewhere);
    if (options.action == ACTION_EXPLAIN)
        return (int)run_report_output(explain(&options));
    if (options.action == ACTION_SAVE)
        return (int)baselines_save(&options, &where, &file);
    if (options.action == ACTION_METRICS)
        return (int)metrics_write(&options, &where, &file);
    if (options.action == ACTION_DIFF)
        return (int)baselines_diff(&options, &where);
    if (options.action == ACTION_LIST_WORDS)
        return (int)list_words(&options);
    if (options.action != ACTION_SHOW)
        return (int)run_report_output(usage_print(&options, STDOUT_FILENO));
    const struct user_server *server = users_elsewhere ? &users : NULL;
    if (options.kill.asked)
        return (int)kill_sockets(&options, &where);
    if (options.watching.on)
        return (int)watch(&options, &where);
    return (int)(options.follow.on ? follow : run)(&options, server, &where);
}
