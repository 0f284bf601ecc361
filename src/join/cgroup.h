// SPDX-License-Identifier: MIT
/**
 * The paths of the cgroups (version 2) in which sockets were created.
 */
#ifndef JOIN_CGROUP_H
#define JOIN_CGROUP_H

#include "sock/facts.h"

/**
 * Adds the paths of the cgroups of the rows to FACTS->cgroups. PROC is the mount point of a procfs.
 *
 * The kernel reports the id of a cgroup, of which a path is only where it is now. If processes that
 * hold the sockets are known, their cgroups are tried first: one with the id is the right one. The
 * tree is walked once for the other ids. What is not in the whole tree was removed; what is not in
 * a part of it, as in a cgroup namespace (cgroup_namespaces(7)), is not visible. Warns if a part
 * is withheld (cgroup_tree_withholds); marks the result as incomplete if reading fails.
 */
void cgroup_join(const struct sock_table *table, const char *proc, struct facts *facts);

#endif
