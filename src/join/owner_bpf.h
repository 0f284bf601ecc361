// SPDX-License-Identifier: MIT
/**
 * Holders of sockets by one pass of a BPF program over all descriptors (iter/task_file, Linux 5.8;
 * as we load it: 5.17). Several times faster than the walk over /proc, and sees every process; for
 * root, or CAP_BPF with CAP_PERFMON.
 */
#ifndef JOIN_OWNER_BPF_H
#define JOIN_OWNER_BPF_H

#include "base/idmap.h"
#include "sock/owners.h"

/** Whether this program was built with the pass. */
extern const bool owner_bpf_built;

/**
 * Adds every holder of the sockets that OWNERS wants, and to SEEN every process that has a socket
 * at all. Process numbers are those of the first PID namespace. 0; -ENOSYS when the pass was not
 * built; the negative errno of loading or reading, which leaves no holder in OWNERS.
 */
int owner_bpf_scan(struct owners *owners, struct idmap *seen);

/**
 * The same from LENGTH bytes of what the program writes, which follow on those read before. 0, or
 * -EBADMSG for what is no whole number of records. Pure.
 */
int owner_bpf_decode(const char *bytes, size_t length, struct owners *owners, struct idmap *seen);

#endif
