// SPDX-License-Identifier: MIT
/**
 * The steps of a run: collect, join, filter, group, sort, show.
 */
#ifndef RUN_H
#define RUN_H

#include "os/save_file.h"
#include "session.h"

/**
 * Starts the process that looks up names of users, if rows are written as they are read: this
 * process then gives up the rights for it. Returns false if it is not needed or cannot be started.
 */
bool run_start_user_server(const struct options *options, struct user_server *ret_server);

/**
 * Enters the network namespaces that OPTIONS choose, and returns. Only before the sandbox and
 * before any thread. Returns false, after a message, if it did not return to its own namespace.
 */
bool run_visit(const struct options *options, const struct run_places *ret_places);

/**
 * Shows the sockets that OPTIONS select; returns the exit status. SERVER: see
 * run_start_user_server; NULL: none. PLACES: the network namespaces; what is read of our own is
 * added.
 */
enum exit_status run(const struct options *options, const struct user_server *server,
                     const struct run_places *places);

/**
 * Converts the result of writing the output, 0 or a negative errno, to an exit status; prints a
 * message on error.
 */
enum exit_status run_report_output(int error);

/**
 * Opens the file that OPTION names, to be replaced (save_file_open). OPTION is without dashes;
 * STDOUT_INSTEAD is what to write for stdout. Returns false after a message.
 */
bool run_open_file(const char *option, const char *path, mode_t mode, const char *stdout_instead,
                   struct save_file *ret_file);

#endif
