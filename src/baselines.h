// SPDX-License-Identifier: MIT
/**
 * The steps of --save and --diff.
 */
#ifndef BASELINES_H
#define BASELINES_H

#include "os/save_file.h"
#include "session.h"

/**
 * Creates the file of --save, before the sandbox and before any thread. Returns false after a
 * message.
 */
bool baselines_open(const struct options *options, struct save_file *ret_file);

/**
 * Saves the sockets that OPTIONS select, to FILE or to stdout; returns the exit status. PLACES: see
 * run().
 */
enum exit_status baselines_save(const struct options *options, const struct run_places *places,
                                struct save_file *file);

/** Compares the file of --diff with another one or with the sockets; returns the exit status. */
enum exit_status baselines_diff(const struct options *options, const struct run_places *places);

#endif
