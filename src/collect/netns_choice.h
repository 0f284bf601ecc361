// SPDX-License-Identifier: MIT
/**
 * Which network namespaces are to be read: what the user asks for. Pure.
 */
#ifndef COLLECT_NETNS_CHOICE_H
#define COLLECT_NETNS_CHOICE_H

#include "base/strbuf.h"

#include <stdbool.h>

/** How one namespace is described. */
enum netns_wish_kind {
    NETNS_WISH_NAME,  /**< last component of a mount point; /run/netns is searched first */
    NETNS_WISH_PATH,  /**< a file that refers to it */
    NETNS_WISH_PID,   /**< a process that lives in it */
    NETNS_WISH_INODE, /**< its inode in nsfs */
};

struct netns_wish {
    enum netns_wish_kind kind;
    char *text;      /**< as typed; of NAME and PATH, the name or the path */
    uint32_t number; /**< of PID and INODE */
};

/** Start with {0}: that is our own namespace alone. Release with netns_choice_free. */
struct netns_choice {
    bool all;                  /**< all namespaces that can be found */
    bool self;                 /**< our own was named */
    struct netns_wish *wishes; /**< others, in the order of the command line */
    size_t count, capacity;
};

void netns_choice_free(struct netns_choice *choice);

/**
 * Adds WORDS, separated by commas, to CHOICE: "self", "all", "pid:N", a path (it contains "/"), an
 * inode (a number from 4026531824 on, or "net:[INODE]" as readlink(1) prints it), or a name. Lower
 * numbers are names: the kernel has no lower inodes (include/uapi/linux/nsfs.h). May be called
 * again. Returns false and appends the reason, one line, to *RET_ERROR if a word is wrong.
 */
bool netns_choice_parse(struct netns_choice *choice, struct text words, struct strbuf *ret_error);

/** Returns true if only our own namespace is asked for. */
bool netns_choice_is_self(const struct netns_choice *choice);

/** Returns true if more than one namespace is asked for; two words may mean the same one. */
bool netns_choice_is_several(const struct netns_choice *choice);

#endif
