// SPDX-License-Identifier: MIT
/**
 * Resolves the names in a filter.
 */
#ifndef JOIN_RESOLVE_H
#define JOIN_RESOLVE_H

#include "sock/resolver.h"

/** The files to search. */
struct resolve_paths {
    const char *services; /**< in the format of services(5) */
};

/**
 * A name_resolver whose context is a struct resolve_paths: services from the file, users by
 * getpwnam_r, interfaces by if_nametoindex, hosts by getaddrinfo, cgroups by the inode number of
 * their directory, which is their id (fs/kernfs/dir.c; on 64-bit kernels).
 */
name_resolver resolve_name;

#endif
