// SPDX-License-Identifier: MIT
/**
 * The steps of --kill: collect, filter, decide, end, look again, show.
 */
#ifndef KILL_H
#define KILL_H

#include "session.h"

/**
 * Ends the sockets that OPTIONS select, or without --yes only lists them, and shows what became of
 * each. Returns the exit status. PLACES: as for run().
 */
enum exit_status kill_sockets(const struct options *options, const struct run_places *places);

#endif
