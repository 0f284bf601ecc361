// SPDX-License-Identifier: MIT
/**
 * From what is asked for to what is written: collect, join, filter, group, sort, show.
 */
#ifndef RUN_H
#define RUN_H

#include "options.h"

/** Shows the sockets that OPTIONS ask for, and says how it ended. */
enum exit_status run(const struct options *options);

/** What becomes of writing the output: 0, or a negative errno, of which a message tells. */
enum exit_status run_report_output(int error);

#endif
