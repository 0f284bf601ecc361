// SPDX-License-Identifier: MIT
/**
 * The signals that end a program which has something to report first.
 */
#ifndef OS_SIGNALS_H
#define OS_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/** Returns the signals by which users and the system end a program: SIGINT, SIGTERM, SIGHUP. */
sigset_t signals_that_end(void);

/** Returns true if one of SIGNALS is blocked and pending. */
bool signals_pending(const sigset_t *signals);

#endif
