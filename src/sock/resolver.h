// SPDX-License-Identifier: MIT
/**
 * Names that stand for numbers in what the user wrote: a filter asks, the join answers.
 */
#ifndef SOCK_RESOLVER_H
#define SOCK_RESOLVER_H

#include "base/text.h"
#include "sock/sock.h"

enum name_kind {
    NAME_SERVICE, /**< number: a port, in any protocol */
    NAME_USER,    /**< number: a uid */
    NAME_DEVICE,  /**< number: an interface index */
    NAME_CGROUP,  /**< a path, number: the id of the cgroup (version 2) */
    NAME_HOST,    /**< family and address */
};

/** One of the things that a name stands for. */
struct resolution {
    uint64_t number;
    enum family family;
    struct address address;
};

struct resolutions {
    struct resolution *list; /**< owned */
    size_t count, capacity;
};

void resolutions_free(struct resolutions *resolutions);

/** Returns a new meaning at the end, all zero. */
struct resolution *resolutions_add(struct resolutions *resolutions);

/**
 * Adds to RET_MEANINGS all that NAME stands for: 0 and at least one; -ENOENT when there is no
 * such name; another negative errno when nobody could be asked.
 */
typedef int name_resolver(const void *context, enum name_kind kind, const char *name,
                          struct resolutions *ret_resolutions);

/** A resolver with what it needs. */
struct resolver {
    name_resolver *resolve;
    const void *context;
};

/** Calls the resolver; returns what it does, and -ENOENT for a NAME with a NUL in it. */
int resolver_find(const struct resolver *resolver, enum name_kind kind, struct text name,
                  struct resolutions *ret_resolutions);

#endif
