// SPDX-License-Identifier: MIT
/**
 * Two seccomp filters. While sockets are read, a list of denied calls: libc, its name service
 * modules and preloaded libraries make calls of their own. Once only writing is left, a list of
 * allowed calls.
 */
#ifndef OS_SYSCALL_FILTER_H
#define OS_SYSCALL_FILTER_H

#include <stdbool.h>

/**
 * Refuses from now on the system calls that NEEDS (enum sandbox_need) do not call for: they fail
 * with EPERM, those that libc replaces by others with ENOSYS. Returns 0, or a negative errno if
 * there can be no filter: -ENOSYS on an architecture whose numbers are unknown here. Requires
 * no_new_privs or CAP_SYS_ADMIN.
 */
int syscall_filter_install(unsigned needs);

/**
 * Allows only what writing needs, and with READS also what reading from open descriptors, in a
 * thread as well, needs. Everything else fails as above.
 */
int syscall_filter_narrow(bool reads);

#endif
