// SPDX-License-Identifier: MIT
/**
 * The cgroups (version 2) of the sockets of a snapshot, by id. The join declares the wanted ids,
 * then adds the paths that it found. Start with `struct cgroups cgroups = {0}`. They are not kept
 * for the next snapshot: a path that is made again has another id.
 */
#ifndef SOCK_CGROUPS_H
#define SOCK_CGROUPS_H

#include "base/idmap.h"
#include "sock/cgroup_path.h"
#include "sock/sock.h"

/** What is known of the cgroup of a socket. */
enum cgroup_state {
    CGROUP_KNOWN,       /**< its path */
    CGROUP_REMOVED,     /**< it exists no more: its id is not in the whole tree */
    CGROUP_NOT_VISIBLE, /**< its id is not in the part of the tree that can be read */
    CGROUP_NONE,        /**< the socket has none: TIME-WAIT, SYN-RECV */
    CGROUP_STATE_COUNT,
};

extern const char *const cgroup_state_names[CGROUP_STATE_COUNT];

struct cgroup {
    struct text path; /**< owned; empty: not found */
    char *space;      /**< of cgroup_path_parse; owned */
    struct cgroup_place place;
};

struct cgroups {
    struct idmap ids; /**< id -> index into list */
    struct cgroup *list;
    size_t count, capacity;
    size_t missing; /**< cgroups without a path */
    bool no_tree;   /**< no cgroups of version 2 are mounted where they can be read */
    bool complete;  /**< the whole tree was read: what is missing was removed */
};

void cgroups_free(struct cgroups *cgroups);

/** Declares that the path of the cgroup ID is wanted. */
void cgroups_want(struct cgroups *cgroups, uint64_t id);

/** Returns true if the path of the cgroup ID is wanted and was not found yet. */
bool cgroups_lack(const struct cgroups *cgroups, uint64_t id);

/** Stores a copy of PATH, which is not empty, for the cgroup ID, which cgroups_lack. */
void cgroups_add_path(struct cgroups *cgroups, uint64_t id, struct text path);

/** Returns the cgroup of the socket, or NULL if its path is not known. */
const struct cgroup *cgroups_of(const struct cgroups *cgroups, const struct sock *sock);

/** Returns true if the socket has a cgroup whose path is not known. */
bool cgroups_hide(const struct cgroups *cgroups, const struct sock *sock);

/**
 * Returns what is known of the cgroup of the socket. REPORTED: the source reports cgroups of such
 * sockets. CGROUP_STATE_COUNT: nothing, not even whether it has one.
 */
enum cgroup_state cgroups_state(const struct cgroups *cgroups, const struct sock *sock,
                                bool reported);

#endif
