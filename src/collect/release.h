// SPDX-License-Identifier: MIT
/**
 * The processes that close UDP sockets, reported by a BPF program of a cgroup (as loaded here:
 * Linux 5.17). A broadcast about the end of such a socket (collect/destroy.h) has its ends, this
 * has the process; both have the cookie. Requires root, or CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN,
 * to open; reading requires no right.
 */
#ifndef COLLECT_RELEASE_H
#define COLLECT_RELEASE_H

#include "sock/transition.h"

/** The loaded program, its buffer, and what was read from it. */
struct release;

/**
 * Loads the program and attaches it to a cgroup v2, whose directory is open as CGROUP_FD: the
 * processes in it and below it are reported. Returns 0; -ENOSYS if the program is not built in;
 * otherwise a negative errno, for bpf_iter_words.
 */
int release_open(int cgroup_fd, struct release **ret_release);

/** Detaches the program; NULL: there is none. */
void release_close(struct release *release);

/**
 * Sets *RET_PROCESS to the process that closed the UDP socket with COOKIE. Returns true; or false
 * if none is known: it was lost, or some 16,000 other sockets were closed since. Reads the buffer
 * first if necessary: the kernel reports the process before it broadcasts the end.
 */
bool release_find(struct release *release, uint64_t cookie, struct acting_process *ret_process);

/**
 * Reads the buffer, which has room for 26,000 reports. Returns 0, or -EBADMSG if it has anything
 * else in it: then it is not read again.
 */
int release_read(struct release *release);

/** Returns the exact number of reports that the buffer had no room for, since release_open. */
uint64_t release_lost(const struct release *release);

#endif
