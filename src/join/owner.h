// SPDX-License-Identifier: MIT
/**
 * Finds the processes that hold the sockets.
 */
#ifndef JOIN_OWNER_H
#define JOIN_OWNER_H

#include "sock/facts.h"

struct owner_bpf;

/** The source of holders. Start with `{.proc = ..., .choice = ...}`. */
struct owner_source {
    const char *proc; /**< a procfs */
    enum owner_choice choice;
    struct owner_bpf *program; /**< NULL: not loaded yet */
    struct owner_early *early; /**< NULL: not begun, or used */
};

void owner_source_close(struct owner_source *source);

/**
 * Loads the BPF program if it may be used later, when the right to load it is given up. What
 * prevents it is found again, and reported, by owner_join.
 */
void owner_load(struct owner_source *source);

/**
 * Returns true if owner_begin can save time: the host has many open files, and BPF may be used.
 */
bool owner_is_slow(const struct owner_source *source);

/**
 * Starts to read all descriptors, in a thread, while the sockets are read: owner_join then uses
 * what was found if it is complete. For many sockets of which most will be shown, after
 * owner_is_slow returned true. Does nothing, and returns false, if BPF is not available.
 */
bool owner_begin(struct owner_source *source);

/**
 * Fills FACTS->owners with every holder of the sockets in TABLE, in the way that SOURCE chooses.
 * Loads the BPF program at its first use; it stays in SOURCE. SOURCE->proc is the mount point of a
 * procfs, which is also used to determine the PID namespace and the number of open files. A process
 * that ends meanwhile is skipped. One that may not be read makes the scan partial; a warning gives
 * the number of hidden owners, or says that holders may be missing. The BPF program sees every
 * process, so its lists are complete. Reads no process if no row has an inode.
 */
void owner_join(const struct sock_table *table, struct owner_source *source, struct facts *facts);

/**
 * Returns true if, by the mount table MOUNTINFO (proc_pid_mountinfo(5)), a procfs that may hide
 * processes (option hidepid) is mounted at PROC. Pure.
 */
bool owner_mount_hides(const char *mountinfo, size_t length, const char *proc);

#endif
