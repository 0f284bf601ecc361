// SPDX-License-Identifier: MIT
/**
 * Adds facts to the rows that will be shown; only those that something on the command line needs.
 */
#ifndef JOIN_JOIN_H
#define JOIN_JOIN_H

#include "join/user.h"
#include "sock/facts.h"
#include "sock/field.h"

/** What a join reads, and how. */
struct join_sources {
    const char *services; /**< in the format of services(5) */
    const char *proc;     /**< a procfs */
    enum owner_choice owners;
    const struct user_server *users; /**< looks up names of users; NULL: this process does */
    const int *interfaces;           /**< from interface_open; NULL: opened when it is needed */
};

/**
 * Joins what NEEDS (enum need) says. What could not be read is a warning in FACTS and an absent
 * value, never a guess.
 */
void join(unsigned needs, const struct sock_table *table, const struct join_sources *sources,
          struct facts *facts);

#endif
