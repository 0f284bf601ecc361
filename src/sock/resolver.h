// SPDX-License-Identifier: MIT
/**
 * The interface for resolving names in a filter: filter/ calls it, join/ implements it.
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

/** One result of resolving a name. */
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

/** Appends a resolution that is all zero and returns it. */
struct resolution *resolutions_add(struct resolutions *resolutions);

/**
 * Adds to RET_RESOLUTIONS everything that NAME stands for. Returns 0 and adds at least one; -ENOENT
 * if there is no such name; another negative errno if the lookup failed.
 */
typedef int name_resolver(const void *context, enum name_kind kind, const char *name,
                          struct resolutions *ret_resolutions);

/** A resolver and its context. */
struct resolver {
    name_resolver *resolve;
    const void *context;
    /** Interfaces are compared by name: rows are of namespaces in which an index differs. */
    bool devices_by_name;
};

/** Calls the resolver and returns its result; returns -ENOENT for a NAME that contains a NUL. */
int resolver_find(const struct resolver *resolver, enum name_kind kind, struct text name,
                  struct resolutions *ret_resolutions);

#endif
