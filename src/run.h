// SPDX-License-Identifier: MIT
/**
 * From what is asked for to what is written: collect, join, filter, group, sort, show.
 */
#ifndef RUN_H
#define RUN_H

#include "cli/options.h"
#include "join/user.h"

/**
 * Starts the process that looks up names of users, if rows are to be written as they are read: then
 * this process gives up the rights for it. False: none is needed, or none can be started.
 */
bool run_start_user_server(const struct options *options, struct user_server *ret_server);

/**
 * Shows the sockets that OPTIONS ask for, and says how it ended. SERVER: see above; NULL: none.
 */
enum exit_status run(const struct options *options, const struct user_server *server);

/**
 * Converts the result of writing the output, 0 or a negative errno, to an exit status; prints a
 * message on error.
 */
enum exit_status run_report_output(int error);

#endif
