// SPDX-License-Identifier: MIT
#include "metrics.h"

#include "arrange/measure.h"
#include "cli/confine.h"
#include "os/clock.h"
#include "run.h"

#include <string.h>
#include <unistd.h>

/** The exporters of hosts read it, and they are other users. */
#define FILE_MODE 0644

bool metrics_open(const struct options *options, struct save_file *ret_file)
{
    const char *path = options->metrics.file;

    if (options->action != ACTION_METRICS || !path)
        return true;
    return run_open_file("metrics-file", path, FILE_MODE, "--metrics alone", ret_file);
}

/** Writes METRICS; prints a message and returns false on failure. */
static bool write_metrics(const struct options *options, const struct metrics *metrics,
                          struct save_file *file)
{
    const char *path = options->metrics.file;
    int error = show_metrics(metrics, options->metrics.format, path ? file->fd : STDOUT_FILENO);

    if (!path)
        return run_report_output(error) == EXIT_DONE;
    if (!error)
        error = save_file_commit(file);
    if (error)
        diag_message("--metrics-file: %s: %s", path, strerror(-error));
    return !error;
}

enum exit_status metrics_write(const struct options *options, const struct run_places *places,
                               struct save_file *file)
{
    CLEANUP(session_free) struct session session;
    CLEANUP(snapshot_free) struct snapshot snapshot = {0};
    CLEANUP(metrics_free) struct metrics metrics = {0};
    uint64_t start = clock_microseconds();

    session_begin(&session, options, false, NULL, places);
    session_begin_snapshot(&session, &snapshot);
    session_take(&session, &snapshot);
    bool tables_read = snapshot.facts.complete; // --strict is about more than that
    session_finish(&session, &snapshot);
    confine_to_stream(options);
    const struct measure_plan plan = {
        .request = &options->request,
        .tables_read = tables_read,
        .places = options->view.netns,
        .limit = options->metrics.limit,
        .microseconds = clock_microseconds() - start,
    };
    measure(&snapshot.table, &snapshot.facts, &plan, &metrics);
    bool written = write_metrics(options, &metrics, file);
    bool reported = session_report(&session, &snapshot.facts, 0);
    if (!written || !reported || !snapshot.facts.complete)
        return EXIT_FAILED;
    return options->filter && snapshot.table.count == 0 ? EXIT_NO_MATCH : EXIT_DONE;
}
