// SPDX-License-Identifier: MIT
/**
 * The driver of --metrics: one look at the sockets, written as metrics.
 */
#ifndef METRICS_H
#define METRICS_H

#include "cli/options.h"
#include "os/save_file.h"
#include "session.h"

/**
 * Opens the file of --metrics-file, before the sandbox is entered and before any thread is started.
 * Does nothing without it. Returns false after a message.
 */
bool metrics_open(const struct options *options, struct save_file *ret_file);

/**
 * Writes the metrics to FILE or, without one, to stdout. They are also written if they are not
 * complete, which they say. Returns the exit status.
 */
enum exit_status metrics_write(const struct options *options, const struct run_places *places,
                               struct save_file *file);

#endif
