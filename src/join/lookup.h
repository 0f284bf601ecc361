// SPDX-License-Identifier: MIT
/**
 * Names of users (join/user) and interfaces (os/interface). Each number is looked up once; one
 * without a name stays a number.
 */
#ifndef JOIN_LOOKUP_H
#define JOIN_LOOKUP_H

#include "join/user.h"
#include "sock/facts.h"

/**
 * Adds the users of the rows to CACHE. SERVER looks them up; NULL: this process. Returns false,
 * with a warning in FACTS, if a name service failed: CACHE is then incomplete.
 */
bool lookup_users(const struct sock_table *table, const struct user_server *server,
                  struct name_cache *cache, struct facts *facts);

/**
 * Fills the devices of each place of FACTS with the interfaces of the rows. For our own uses the
 * descriptor *FD (see interface_open), and opens it if it is needed and is -ENOTSOCK; for others
 * place.interfaces.
 */
void lookup_devices(const struct sock_table *table, int *fd, struct facts *facts);

#endif
