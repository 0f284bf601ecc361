// SPDX-License-Identifier: MIT
/**
 * Names that the C library knows: users (join/user), interfaces (os/interface), hosts
 * (getnameinfo). Each number is asked for once; one without a name stays a number.
 */
#ifndef JOIN_LOOKUP_H
#define JOIN_LOOKUP_H

#include "join/user.h"
#include "sock/facts.h"

/**
 * Adds the users of the rows to CACHE. SERVER looks them up; NULL: this process. Returns false,
 * with a warning in FACTS, when a name service failed: the cache then lacks names.
 */
bool lookup_users(const struct sock_table *table, const struct user_server *server,
                  struct name_cache *cache, struct facts *facts);

/**
 * Fills FACTS->devices with the interfaces of the rows, from the descriptor *FD (see
 * interface_open), which this opens when it is needed and -ENOTSOCK.
 */
void lookup_devices(const struct sock_table *table, int *fd, struct facts *facts);

/**
 * Adds both ends of the rows to CACHE. Gives up with a warning when the resolver failed to answer
 * several times: each try may take it seconds. Returns false when it failed at all: the cache then
 * lacks names.
 */
bool lookup_hosts(const struct sock_table *table, struct name_cache *cache, struct facts *facts);

#endif
