// SPDX-License-Identifier: MIT
/**
 * The tree of cgroups (version 2), wherever it is mounted. The id of a cgroup is the inode number
 * of its directory (fs/kernfs/dir.c; on 64-bit kernels).
 */
#ifndef JOIN_CGROUP_TREE_H
#define JOIN_CGROUP_TREE_H

#include "os/mountinfo.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/** A mounted tree, or a part of it. Start with `{.fd = -1}`; release with cgroup_tree_close. */
struct cgroup_tree {
    int fd;               /**< its directory; negative: no tree is mounted */
    dev_t device;         /**< of all directories in it */
    uint64_t id;          /**< of the cgroup that is mounted */
    bool whole;           /**< it is the whole tree of the host, not a part of it */
    struct strbuf prefix; /**< path of the cgroup that is mounted, without a slash at the end */
};

/**
 * Removes lines from *MOUNTINFO up to the next one about cgroups (version 2). Returns false if
 * there is none. Pure.
 */
bool cgroup_mount_next(struct text *mountinfo, struct mount *ret_mount);

/**
 * Returns the path of a process in the tree, out of the contents of /proc/PID/cgroup (cgroups(7)):
 * what follows "0::" in its line. Empty: it has none, or one outside of the cgroup namespace. Pure.
 */
struct text cgroup_of_process(struct text contents);

/**
 * Opens the tree that is mounted according to self/mountinfo in the procfs whose directory is open
 * as PROC. Prefers the whole tree; of parts, takes the first. Returns 0 with ret_tree->fd negative
 * if none is mounted or may be read, or a negative errno.
 */
int cgroup_tree_open(int proc, struct cgroup_tree *ret_tree);

void cgroup_tree_close(struct cgroup_tree *tree);

/** Returns true and sets *RET_ID if PATH is a cgroup in the tree. */
bool cgroup_tree_find(const struct cgroup_tree *tree, struct text path, uint64_t *ret_id);

/** Called for each cgroup; returns false to end the walk. PATH is that of the cgroup. */
typedef bool cgroup_visitor(void *context, uint64_t id, struct text path);

/**
 * Returns true for errors that the owner of a cgroup can cause: those below it must not be read, or
 * their paths are longer than PATH_MAX.
 */
bool cgroup_tree_withholds(int error);

/**
 * Calls VISIT for each cgroup of the tree. Returns 0 if it was called for all that existed
 * throughout, or ended the walk; an error of cgroup_tree_withholds if some could not be read
 * for these reasons only; another negative errno if reading failed.
 */
int cgroup_tree_walk(const struct cgroup_tree *tree, cgroup_visitor *visit, void *context);

#endif
