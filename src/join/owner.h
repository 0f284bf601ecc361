// SPDX-License-Identifier: MIT
/**
 * Which processes hold the sockets.
 */
#ifndef JOIN_OWNER_H
#define JOIN_OWNER_H

#include "sock/facts.h"

struct owner_bpf;

/** Where holders are found. Start with `{.proc = ..., .choice = ...}`. */
struct owner_source {
    const char *proc; /**< a procfs */
    enum owner_choice choice;
    struct owner_bpf *program; /**< NULL: not loaded yet */
};

void owner_source_close(struct owner_source *source);

/**
 * Fills FACTS->owners for the sockets in TABLE, listing every holder, in the way SOURCE chooses.
 * Loads the BPF program when it is first used; it stays in SOURCE. SOURCE->proc is where a procfs
 * is mounted; it also tells which PID namespace this is and how many files are open. A process that
 * ends under way is skipped; one that may not be read makes the scan partial, and a warning says
 * how many owners are hidden or that holders may be missing. The BPF program sees every process, so
 * that its lists of holders are complete. Looks at no process when no row has an inode.
 */
void owner_join(const struct sock_table *table, struct owner_source *source, struct facts *facts);

/**
 * Returns true if the table of mounts MOUNTINFO (proc_pid_mountinfo(5)) has a procfs mounted at
 * PROC that may leave out processes (option hidepid). Pure.
 */
bool owner_mount_hides(const char *mountinfo, size_t length, const char *proc);

#endif
