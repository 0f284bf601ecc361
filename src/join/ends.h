// SPDX-License-Identifier: MIT
/**
 * Joins NEED_ENDS: the other ends, roles and listeners of TCP and UDP sockets.
 */
#ifndef JOIN_ENDS_H
#define JOIN_ENDS_H

#include "sock/facts.h"
#include "sock/request.h"

/**
 * Adds DETAIL_ENDS to the rows of PROTOS_WITH_ENDS that SELECTION lists (NULL: to all). TABLE has
 * all sockets of these protocols: see request_widen. Sets FACTS->listeners. Time is linear in the
 * rows.
 */
void ends_join(struct sock_table *table, const struct request *selection, struct facts *facts);

/** Declares that holders of the other ends of the rows are to be listed. */
void ends_want_owners(const struct sock_table *table, struct facts *facts);

/** Lists the holders of all sockets of each listener of which holders are wanted. */
void ends_unite_owners(struct facts *facts);

#endif
