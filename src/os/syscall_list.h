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

/** A program that reads and prints never makes these. */
extern const struct syscall_list syscalls_denied;

/** What writing needs, with memory, locks and the end of the process. */
extern const struct syscall_list syscalls_for_writing;

/** What reading from open descriptors needs besides, with threads that do so. */
extern const struct syscall_list syscalls_for_streaming;

#endif
