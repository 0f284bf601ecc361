// SPDX-License-Identifier: MIT
/**
 * Finds the network namespaces of the host and opens them, so that netns_enter can enter them. Call
 * this before the sandbox closes and before threads start.
 *
 * A namespace is found if a process has it (the first thread counts), if this mount namespace has a
 * mount of it, or if the kernel's own list can be read (root, BPF; to open it: Linux 6.18). A
 * namespace that ends meanwhile is left out.
 */
#ifndef COLLECT_NETNS_FIND_H
#define COLLECT_NETNS_FIND_H

#include "base/idmap.h"
#include "collect/netns_choice.h"

#include <errno.h>
#include <stdint.h>

/** How a namespace was found first. */
enum netns_way { NETNS_OWN, NETNS_PROCESS, NETNS_NAME, NETNS_KERNEL };

struct netns_found {
    enum netns_way way;
    uint32_t inode; /**< in nsfs; 0: not known, only /proc/PID/net of it can be read */
    uint32_t pid;   /**< the lowest process that lives in it; 0: none is known */
    /**
     * Inode of /proc/PID/net/tcp, which differs between namespaces; 0: not read. Always known
     * without an inode; with one, only if it had to be compared with those.
     */
    uint64_t proc_inode;
    /** Its mount points, each with its NUL, in the order of netns_name_compare. */
    struct strbuf names;
    /** The open namespace; -1: it cannot be entered. netns_enter may still be refused. */
    int fd;
    /**
     * 0 with an fd; otherwise why there is none, a negative errno. -EACCES: the process may not be
     * read; -EPERM: we may not leave our own namespace, or not return; -EMFILE: too many
     * descriptors; -EOPNOTSUPP: only the kernel's list has it, before Linux 6.18.
     */
    int error;
};

/** Release with netns_list_free. */
struct netns_list {
    struct netns_found *items; /**< number 0 is our own; then only those chosen, each once */
    size_t count, capacity;
    bool own;         /**< our own is among those chosen */
    size_t beyond;    /**< namespaces that only the kernel's list has, and that cannot be opened */
    int beyond_error; /**< why the last of them cannot, a negative errno as netns_found.error */
    bool counted;     /**< the kernel's list was read: nothing more than BEYOND is missing */
    int uncounted;    /**< why not, for bpf_iter_words: a negative errno; 0: not tried */
    size_t unread;    /**< processes whose namespace is not known */
    /**
     * Messages, each with its NUL, one line, not escaped. Errors: what was asked for and not found.
     * Gaps: why others may be missing. With errors, the list is still valid.
     */
    struct strbuf errors, gaps;
};

/**
 * Finds and opens the namespaces of CHOICE; PROC is the path of the procfs. For our own alone, no
 * process is searched: its pid stays 0. For others, raises the soft limit of open descriptors to
 * the hard one; some descriptors are left free. Returns 0, or the negative errno of returning to
 * our own namespace: the caller must then exit.
 *
 * Without privilege, a namespace of which only processes of others are known has no inode, and a
 * name has no process: the same namespace can then be in the list twice, once with an inode and
 * once with a proc_inode.
 */
int netns_find(const struct netns_choice *choice, const char *proc, struct netns_list *ret_list);

/** As netns_found.error: it was not opened because it is held. */
#define NETNS_HELD (-EALREADY)

/**
 * The same without opening namespaces whose inodes are in HELD. They are in the list if a process
 * has them or a mount, with the error NETNS_HELD: the kernel's list, which is only read if KERNEL
 * is set, has them as long as they are held.
 */
int netns_find_again(const struct netns_choice *choice, const char *proc, const struct idmap *held,
                     bool kernel, struct netns_list *ret_list);

void netns_list_free(struct netns_list *list);

/** Closes the namespaces. */
void netns_list_close(struct netns_list *list);

/**
 * Returns the name to show: the last component of the first mount point; empty if it has none.
 * Borrowed.
 */
struct text netns_name(const struct netns_found *found);

#endif
