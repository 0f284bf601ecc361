// SPDX-License-Identifier: MIT
/**
 * Finds the holders of sockets by reading the links in /proc/PID/fd. Works for every user; finds
 * what the user may read.
 */
#ifndef JOIN_OWNER_PROC_H
#define JOIN_OWNER_PROC_H

#include "base/idmap.h"
#include "sock/owners.h"

/**
 * Adds every holder of the sockets that OWNERS wants, reading the procfs whose directory is open as
 * PROC, except for the processes in DONE. A process that ends meanwhile is skipped; one that may
 * not be read makes OWNERS->scan partial. For threads with their own descriptor tables, adds
 * sockets that only they hold, not sockets that other processes hold as well. Returns 0 or the
 * negative errno of an unexpected failure: -ENODEV if PROC shows no process at all. After an error
 * holders may be missing.
 */
int owner_proc_scan(int proc, const struct idmap *done, struct owners *owners);

#endif
