// SPDX-License-Identifier: MIT
/**
 * Two seccomp filters. While sockets are read, a list of denied calls, because libc, its name
 * service modules and preloaded libraries make calls of their own. Once only writing is left, a
 * list of allowed calls.
 */
#ifndef OS_SYSCALL_FILTER_H
#define OS_SYSCALL_FILTER_H

/**
 * Refuses the system calls that NEEDS (enum sandbox_need) do not require: they fail with EPERM, or
 * with ENOSYS if libc has a replacement. Returns 0, or a negative errno if the filter cannot be
 * installed: -ENOSYS on an architecture whose system call numbers are not known here. Requires
 * no_new_privs or CAP_SYS_ADMIN.
 */
int syscall_filter_install(unsigned needs);

/**
 * Allows only what writing needs; with SANDBOX_STREAM in NEEDS, also what reading from open
 * descriptors needs, and with it or SANDBOX_THREADS what starting threads needs. Everything else
 * fails as in syscall_filter_install.
 */
int syscall_filter_narrow(unsigned needs);

#endif
