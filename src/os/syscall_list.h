// SPDX-License-Identifier: MIT
/**
 * System calls that are refused or allowed whatever their arguments, by their numbers on this
 * architecture.
 */
#ifndef OS_SYSCALL_LIST_H
#define OS_SYSCALL_LIST_H

#include <stddef.h>

struct syscall_list {
    const int *numbers;
    size_t count;
};

/** Calls that sockstat never makes. */
extern const struct syscall_list syscalls_denied;

/** Calls that writing needs, with memory, locks and exit. */
extern const struct syscall_list syscalls_for_writing;

/** Additional calls for reading from open descriptors. */
extern const struct syscall_list syscalls_for_streaming;

/** Additional calls for starting threads. */
extern const struct syscall_list syscalls_for_threads;

#endif
