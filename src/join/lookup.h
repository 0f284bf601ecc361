// SPDX-License-Identifier: MIT
/**
 * Names that the C library knows: users (getpwuid_r), interfaces (if_indextoname), hosts
 * (getnameinfo). Each number is asked for once; one without a name stays a number.
 */
#ifndef JOIN_LOOKUP_H
#define JOIN_LOOKUP_H

#include "sock/facts.h"

/** Fills FACTS->users with the users of the rows. */
void lookup_users(const struct sock_table *table, struct facts *facts);

/** Fills FACTS->devices with the interfaces of the rows. */
void lookup_devices(const struct sock_table *table, struct facts *facts);

/**
 * Fills FACTS->hosts with both ends of the rows. Gives up with a warning when the resolver
 * failed to answer several times: each try may take it seconds.
 */
void lookup_hosts(const struct sock_table *table, struct facts *facts);

#endif
