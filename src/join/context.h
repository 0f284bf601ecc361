// SPDX-License-Identifier: MIT
/**
 * The security contexts of the processes that hold sockets: labels of SELinux, profiles of
 * AppArmor.
 */
#ifndef JOIN_CONTEXT_H
#define JOIN_CONTEXT_H

#include "sock/facts.h"

/**
 * Returns the context in the LENGTH bytes of /proc/PID/attr/current: all up to the first NUL or
 * newline, which modules of the kernel append or not. Empty: there is none. Pure.
 */
struct text context_parse(const char *bytes, size_t length);

/**
 * Adds the contexts of the known holders of the sockets in TABLE to FACTS->owners. PROC is the
 * mount point of a procfs; its files PID/attr/current (proc_pid_attr_current(5)) are read. A kernel
 * whose modules have no contexts refuses that with EINVAL or lacks the file: the process then has
 * none. If that is so of all processes, sets FACTS->no_contexts. A context is unknown if it is
 * longer than 4 KiB or the process does not hold a socket in TABLE any more; also if it must not be
 * read, for which a warning is added.
 */
void context_join(const struct sock_table *table, const char *proc, struct facts *facts);

#endif
