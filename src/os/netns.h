// SPDX-License-Identifier: MIT
/**
 * System calls on network namespaces (network_namespaces(7)). All functions return 0 or a negative
 * errno; those that open something return a descriptor instead of 0.
 */
#ifndef OS_NETNS_H
#define OS_NETNS_H

#include <stdint.h>

/**
 * Opens the network namespace of process PID; 0: of the calling thread. PROC is the open directory
 * of the procfs. -EACCES: the process may not be read (PTRACE_MODE_READ, ptrace(2)); -ENOENT or
 * -ESRCH: it has ended.
 */
int netns_open_pid(int proc, uint32_t pid);

/**
 * Opens the file PATH, which refers to a network namespace. -EINVAL: it refers to something else
 * (NS_GET_NSTYPE, Linux 4.11).
 */
int netns_open_path(const char *path);

/** Reads the inode of the open namespace FD in nsfs. Unique until the namespace ends. */
int netns_inode(int fd, uint32_t *ret_inode);

/**
 * Reads the inode of ENTRY, such as "/ns/net", of process PID in the open directory PROC of the
 * procfs; PID 0: of the calling thread. "/net/tcp" has one per network namespace, for which no
 * right to read the process is needed (fs/proc/proc_net.c).
 */
int netns_entry_inode(int proc, uint32_t pid, const char *entry, uint64_t *ret_inode);

/**
 * Reads the inode of FD, an open namespace or the negative errno of opening it. Returns FD; if its
 * inode cannot be read, closes it and returns the error: what it is is not known.
 */
int netns_identify(int fd, uint32_t *ret_inode);

/**
 * Moves the calling thread, no other, to the namespace FD. -EPERM: it lacks CAP_SYS_ADMIN in the
 * user namespace that owns FD, or in its own.
 */
int netns_enter(int fd);

/**
 * Opens a namespace that needs neither a process nor a name, by its 64-bit ID and its INODE (Linux
 * 6.18: fs/nsfs.c, nsfs_fh_to_dentry). -ESTALE: it has ended, or the caller may not open it;
 * -EOPNOTSUPP: an older kernel.
 */
int netns_open_handle(uint64_t id, uint32_t inode);

/**
 * Reads the cookie of the namespace in which the socket was made (SO_NETNS_COOKIE, Linux 5.14). A
 * cookie is never used again before the next boot. -ENOPROTOOPT: an older kernel.
 */
int netns_cookie(int socket_fd, uint64_t *ret_cookie);

#endif
