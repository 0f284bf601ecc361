// SPDX-License-Identifier: MIT
/**
 * A seccomp filter that refuses what a program which reads and prints has no use for. A list of
 * what is denied, not of what is allowed: libc, its name service modules and preloaded libraries
 * call what they like otherwise.
 */
#ifndef BASE_SYSCALL_FILTER_H
#define BASE_SYSCALL_FILTER_H

/**
 * Refuses from now on all system calls that NEEDS (enum sandbox_need) do not call for: they fail
 * with EPERM, those that libc does without with ENOSYS. 0, or a negative errno when there can be no
 * filter: -ENOSYS where it does not know the numbers of system calls. Takes no_new_privs or
 * CAP_SYS_ADMIN.
 */
int syscall_filter_install(unsigned needs);

/** After that: refuses in addition what fewer needs do not call for any more. */
int syscall_filter_narrow(unsigned needs);

#endif
