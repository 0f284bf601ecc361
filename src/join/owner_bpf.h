// SPDX-License-Identifier: MIT
/**
 * Holders of sockets by one pass of a BPF program over all descriptors (iter/task_file, Linux 5.8;
 * as we load it: 5.17). Several times faster than the walk over /proc; for root, or CAP_BPF with
 * CAP_PERFMON.
 */
#ifndef JOIN_OWNER_BPF_H
#define JOIN_OWNER_BPF_H

#include "base/idmap.h"
#include "sock/owners.h"

struct later;
/** The program, loaded. */
struct owner_bpf;

/** One pass. Start with `struct owner_pass pass = {.owners = ...}`, release with owner_pass_free.
 */
struct owner_pass {
    struct owners *owners; /**< tells what is wanted, takes the holders; borrowed */
    struct idmap seen;     /**< every process that has a socket at all */
    uint32_t previous;     /**< process of the record before */
    struct later *later;   /**< records about tables of single threads */
    size_t count, capacity;
};

void owner_pass_free(struct owner_pass *pass);

/** Loads the program. Returns 0; -ENOSYS when it was not built; a negative errno. */
int owner_bpf_load(struct owner_bpf **ret_program);

void owner_bpf_unload(struct owner_bpf *program);

/**
 * Adds every holder that PROGRAM sees. Process numbers are those of the first PID namespace.
 * Returns 0 or the negative errno of reading, which leaves no holder.
 */
int owner_bpf_scan(const struct owner_bpf *program, struct owner_pass *pass);

/**
 * Reads LENGTH bytes of what the program writes, which follow on those read before. 0, or -EBADMSG
 * for what is no whole number of records. Pure.
 */
int owner_pass_decode(struct owner_pass *pass, const char *bytes, size_t length);

/**
 * Ends the pass: what only threads with tables of their own hold is added, as by the walk over
 * /proc. Holders stay in the order of processes for each socket.
 */
void owner_pass_end(struct owner_pass *pass);

#endif
