// SPDX-License-Identifier: MIT
/**
 * Holders of sockets by one walk over the links in /proc/PID/fd. Works for everybody, and sees
 * what the caller may see.
 */
#ifndef JOIN_OWNER_PROC_H
#define JOIN_OWNER_PROC_H

#include "base/idmap.h"
#include "sock/owners.h"

/**
 * Adds every holder of the sockets that OWNERS wants, reading the procfs whose directory is open as
 * PROC, but for the processes in DONE. A process that ends under way is skipped, one that may not
 * be read makes OWNERS->scan partial. Where threads have tables of their own, what only they hold
 * is found, but not that they hold what other processes do. Returns 0 or the negative errno of
 * something that should have worked: -ENODEV when PROC shows no process at all. After an error
 * holders may be missing.
 */
int owner_proc_scan(int proc, const struct idmap *done, struct owners *owners);

#endif
