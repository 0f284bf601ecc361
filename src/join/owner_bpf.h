// SPDX-License-Identifier: MIT
/**
 * Finds the holders of sockets in one pass of a BPF program over all descriptors (iter/task_file,
 * Linux 5.8; as loaded here: 5.17). Several times faster than reading /proc. Requires root, or
 * CAP_BPF with CAP_PERFMON.
 */
#ifndef JOIN_OWNER_BPF_H
#define JOIN_OWNER_BPF_H

#include "base/idmap.h"
#include "sock/owners.h"

struct later;
/** The loaded BPF program. */
struct owner_bpf;

/**
 * The state of one pass. Start with `struct owner_pass pass = {.owners = ...}`, release with
 * owner_pass_free.
 */
struct owner_pass {
    struct owners *owners; /**< has the wanted inodes, receives the holders; borrowed */
    struct idmap seen;     /**< every process with a socket */
    uint32_t previous;     /**< process of the previous record */
    struct later *later;   /**< records about tables of single threads */
    size_t count, capacity;
};

void owner_pass_free(struct owner_pass *pass);

/** Loads the BPF program. Returns 0; -ENOSYS if it is not built in; or another negative errno. */
int owner_bpf_load(struct owner_bpf **ret_program);

void owner_bpf_unload(struct owner_bpf *program);

/**
 * Adds every holder that PROGRAM reports. Process numbers are those of the first PID namespace.
 * Returns 0, or the negative errno of reading, after which no holder is left.
 */
int owner_bpf_scan(const struct owner_bpf *program, struct owner_pass *pass);

/** Appends all output of PROGRAM to RECORDS. Returns 0 or the negative errno of reading. */
int owner_bpf_read(const struct owner_bpf *program, struct strbuf *records);

/**
 * Takes the next LENGTH bytes of output of the BPF program. Returns 0, or -EBADMSG if they are not
 * whole records. Pure.
 */
int owner_pass_decode(struct owner_pass *pass, const char *bytes, size_t length);

/**
 * Ends the pass: adds what only threads with their own tables hold, as the scan of /proc does. The
 * holders of each socket stay ordered by process.
 */
void owner_pass_end(struct owner_pass *pass);

#endif
