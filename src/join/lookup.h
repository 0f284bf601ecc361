// SPDX-License-Identifier: MIT
/**
 * Names that the C library knows: users (join/user), interfaces (base/interface), hosts
 * (getnameinfo). Each number is asked for once; one without a name stays a number.
 */
#ifndef JOIN_LOOKUP_H
#define JOIN_LOOKUP_H

#include "join/user.h"
#include "sock/facts.h"

/** Fills FACTS->users with the users of the rows. SERVER looks them up; NULL: this process. */
void lookup_users(const struct sock_table *table, const struct user_server *server,
                  struct facts *facts);

/**
 * Fills FACTS->devices with the interfaces of the rows, from the descriptor *OPENED (see
 * interface_open), or with NULL from one that is opened when it is needed.
 */
void lookup_devices(const struct sock_table *table, const int *opened, struct facts *facts);

/**
 * Fills FACTS->hosts with both ends of the rows. Gives up with a warning when the resolver
 * failed to answer several times: each try may take it seconds.
 */
void lookup_hosts(const struct sock_table *table, struct facts *facts);

#endif
