// SPDX-License-Identifier: MIT
/**
 * The sockets of this process and of its ancestors: one of them is the connection over which a user
 * of ssh types.
 */
#ifndef JOIN_ANCESTORS_H
#define JOIN_ANCESTORS_H

#include "base/idmap.h"
#include "base/text.h"

/** Start with `{0}`. */
struct ancestors {
    struct idmap sockets; /**< by inode */
    uint32_t unread;      /**< PID of the first that cannot be read; 0: none */
    int error;            /**< why it cannot be read: a negative errno; 0: all were read */
};

void ancestors_free(struct ancestors *ancestors);

/**
 * Reads the descriptors of this process and of its ancestors in PROC, a procfs. It is no error that
 * those outside of its PID namespace are not visible, and that process 1 cannot be read, which
 * holds no connection of a user.
 */
void ancestors_read(const char *proc, struct ancestors *ancestors);

/**
 * Reads the parent of a process from STAT, its file `stat` (proc_pid_stat(5)); 0: none that is
 * visible. The name of the process may contain any bytes. Pure. Returns 0 or -EBADMSG.
 */
int ancestors_parse_parent(struct text stat, uint32_t *ret_parent);

#endif
