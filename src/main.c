// SPDX-License-Identifier: MIT
/**
 * sockstat(1): lists the sockets of a Linux host, and the processes that hold them.
 *
 * main() is the map: the command line, the sandbox, then run() with the steps that bring sockets
 * from the kernel to the output.
 */
#include "cli/confine.h"
#include "cli/options.h"
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
