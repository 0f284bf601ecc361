// SPDX-License-Identifier: MIT
/**
 * The PID namespace of the sockstat process (pid_namespaces(7)).
 */
#ifndef OS_PID_NAMESPACE_H
#define OS_PID_NAMESPACE_H

#include <stdint.h>

/**
 * Returns the inode of our PID namespace, for BPF programs; 0: it is the first one, where every
 * process has a number. If it cannot be read, returns a number that no namespace has.
 */
uint32_t pid_namespace_inode(void);

#endif
