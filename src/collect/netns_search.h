// SPDX-License-Identifier: MIT
/**
 * A search for network namespaces and its results so far. Only netns_find.c and netns_wish.c use
 * it.
 */
#ifndef COLLECT_NETNS_SEARCH_H
#define COLLECT_NETNS_SEARCH_H

#include "base/idmap.h"
#include "collect/netns_find.h"
#include "collect/netns_mounts.h"

/** The index of our own namespace. */
#define NETNS_SEARCH_OWN 0

struct netns_search {
    const struct netns_choice *choice;
    struct netns_list *list;
    int proc; /**< the directory of the procfs, or a negative errno */
    struct netns_mounts mounts;
    /** Indices of the items, by netns_found.inode and .proc_inode. */
    struct idmap by_inode, by_proc;
    const struct idmap *held; /**< inodes of namespaces that need not be opened; NULL: none */
    bool kernel;              /**< the kernel's list may be read */
    struct idmap asked;       /**< inodes that were asked for by number */
    bool may_enter;           /**< we may leave our own namespace and return to it */
    bool denied;              /**< a process may not be read: it is noted under its proc_inode */
    bool nameless;            /**< an item has a proc_inode only */
    bool first;               /**< process 1 was listed */
    size_t limit;             /**< of descriptors */
};

void netns_search_free(struct netns_search *search);

/**
 * Adds our own namespace, the first item, and finds out if others can be entered. Returns 0, or a
 * negative errno if it could be mistaken for another one, because its inode cannot be read.
 */
int netns_search_add_own(struct netns_search *search);

/** Returns true if all namespaces are asked for, or the one with INODE by its number. */
bool netns_search_is_chosen(const struct netns_search *search, uint32_t inode);

/**
 * Adds the namespace with INODE unless it is known; FD is its descriptor, which is taken, or a
 * negative errno. Returns the index of its item.
 */
uint32_t netns_search_add(struct netns_search *search, enum netns_way way, uint32_t inode, int fd);

/** The same for a namespace in which process PID lives. */
uint32_t netns_search_add_process(struct netns_search *search, uint32_t pid, uint32_t inode,
                                  int fd);

/**
 * Notes process PID, which may not be read, under its proc_inode. WANTED: adds its namespace if it
 * is new. Sets *RET_INDEX. Returns 0, -ENODATA if it was not added, or a negative errno.
 */
int netns_search_add_denied(struct netns_search *search, uint32_t pid, bool wanted,
                            uint32_t *ret_index);

/**
 * If namespaces are known only by processes that may not be read: compares them with the others, by
 * their proc_inode, so that none is listed twice. Indices of items change. Returns 0, or the
 * negative errno of returning to our own namespace.
 */
int netns_search_merge(struct netns_search *search);

/** Notes that process PID lives in the namespace FOUND. */
void netns_search_note_pid(struct netns_found *found, uint32_t pid);

/** Reads the inode of the namespace of process PID. Returns 0 or a negative errno. */
int netns_search_stat(const struct netns_search *search, uint32_t pid, uint32_t *ret_inode);

/** Returns true if the namespace with INODE need not be opened. */
bool netns_search_is_held(const struct netns_search *search, uint32_t inode);

/** Appends a message to the errors or the gaps of the list. */
void netns_search_say(struct strbuf *messages, const char *format, ...) FORMAT_PRINTF(2, 3);

/** Returns true for a negative errno of a process that may not be read. */
bool netns_search_is_denied(int error);

/** Returns true for a negative errno of a process that has ended. */
bool netns_search_is_gone(int error);

/** Adds the namespaces that are asked for by name, path or process; netns_find adds the others. */
void netns_wish_resolve(struct netns_search *search);

/** Afterwards: adds an error for each inode that was asked for and not found. */
void netns_wish_check(struct netns_search *search);

#endif
