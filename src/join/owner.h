// SPDX-License-Identifier: MIT
/**
 * Which processes hold the sockets, by one walk over the descriptors in /proc.
 */
#ifndef JOIN_OWNER_H
#define JOIN_OWNER_H

#include "sock/facts.h"

/**
 * Fills FACTS->owners for the sockets in TABLE from the procfs PROC, listing every holder. A
 * process that ends under way is skipped; one that may not be read makes the scan partial, and
 * one warning tells of how many sockets the owner is hidden. Looks at no process when no row has
 * an inode.
 */
void owner_join(const struct sock_table *table, const char *proc, struct facts *facts);

/**
 * Reads the inode out of a link "socket:[INODE]" of LENGTH bytes; false when the link says
 * anything else. Pure.
 */
bool owner_parse_link(const char *link, size_t length, uint32_t *ret_inode);

/**
 * True when the table of mounts MOUNTINFO (proc_pid_mountinfo(5)) has a procfs mounted at PROC
 * that may leave out processes (option hidepid). Pure.
 */
bool owner_mount_hides(const char *mountinfo, size_t length, const char *proc);

#endif
