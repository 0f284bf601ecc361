// SPDX-License-Identifier: MIT
/**
 * System calls that a program which reads and prints never makes, whatever their arguments.
 */
#ifndef BASE_SYSCALL_LIST_H
#define BASE_SYSCALL_LIST_H

#include <stddef.h>

/** Their numbers on this architecture. */
extern const int syscalls_denied[];
extern const size_t syscalls_denied_count;

#endif
