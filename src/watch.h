// SPDX-License-Identifier: MIT
/**
 * --watch: the table on a terminal, redrawn in place after each look at the sockets.
 */
#ifndef WATCH_H
#define WATCH_H

#include "cli/options.h"
#include "session.h"

/**
 * Shows the table of OPTIONS until the user or a signal ends it; restores the terminal. Comes after
 * confine_begin. PLACES: the network namespaces. A signal that ends it ends the process. Returns
 * EXIT_FAILED if the last look was incomplete or the terminal failed.
 */
enum exit_status watch(struct options *options, const struct run_places *places);

#endif
