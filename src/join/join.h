// SPDX-License-Identifier: MIT
/**
 * Adds facts to the rows that will be shown; only those that something on the command line needs.
 */
#ifndef JOIN_JOIN_H
#define JOIN_JOIN_H

#include "sock/facts.h"
#include "sock/field.h"

/** Files that a join reads. */
struct join_paths {
    const char *services; /**< in the format of services(5) */
    const char *proc;     /**< a procfs */
};

/**
 * Joins what NEEDS (enum need) says. What could not be read is a warning in FACTS and an absent
 * value, never a guess.
 */
void join(unsigned needs, const struct sock_table *table, const struct join_paths *paths,
          struct facts *facts);

#endif
