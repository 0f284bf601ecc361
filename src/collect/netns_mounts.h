// SPDX-License-Identifier: MIT
/**
 * Names of network namespaces: the mounts of nsfs in a mount table (proc_pid_mountinfo(5)). "ip
 * netns add NAME" and container runtimes mount a namespace on a file to keep and name it. Pure.
 */
#ifndef COLLECT_NETNS_MOUNTS_H
#define COLLECT_NETNS_MOUNTS_H

#include "base/strbuf.h"

#include <stdbool.h>

struct netns_mount {
    uint32_t inode; /**< of the namespace */
    char *path;     /**< the mount point */
};

/** Start with {0}; release with netns_mounts_free. */
struct netns_mounts {
    struct netns_mount *items; /**< in the order of netns_name_compare; each path once */
    size_t count, capacity;
};

void netns_mounts_free(struct netns_mounts *mounts);

/**
 * Parses LINE, one line of a mount table without its newline. Returns true, sets *RET_INODE and
 * appends the mount point to *RET_PATH if it is a mount of a network namespace whose mount point
 * still exists.
 */
bool netns_mount_parse(struct text line, uint32_t *ret_inode, struct strbuf *ret_path);

/** Adds the mounts in TABLE, a whole mount table, to MOUNTS, which is empty. */
void netns_mounts_parse(struct text table, struct netns_mounts *mounts);

/**
 * Orders mount points: those in /run/netns, where ip-netns(8) keeps names, first; then the shortest
 * first; then by bytes.
 */
int netns_name_compare(const char *path, const char *other);

/** Returns the last component of a mount point, borrowed. */
const char *netns_last_component(const char *path);

#endif
