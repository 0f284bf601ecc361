// SPDX-License-Identifier: MIT
/**
 * The names and numbers of all processes, for hints.
 */
#ifndef JOIN_PROCESS_NAMES_H
#define JOIN_PROCESS_NAMES_H

#include "base/strbuf.h"

/**
 * Returns true if a process of the procfs mounted at PROC has this name (proc_pid_comm(5)), or if
 * the procfs cannot be read. Otherwise appends the most similar name of a process to *RET_SIMILAR,
 * if there is one.
 */
bool process_names_find(const char *proc, struct text name, struct strbuf *ret_similar);

/** Returns true unless the procfs mounted at PROC has no process PID. */
bool process_exists(const char *proc, uint64_t pid);

#endif
