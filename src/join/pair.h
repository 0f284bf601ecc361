// SPDX-License-Identifier: MIT
/**
 * Finds the socket at the other end of a connection: the one with the same two ends, swapped.
 * IPv4-mapped addresses are IPv4 addresses here. Building the index and each search take constant
 * time per row, however many sockets have the same ends.
 */
#ifndef JOIN_PAIR_H
#define JOIN_PAIR_H

#include "sock/ends.h"
#include "sock/table.h"

struct pair_index;

/**
 * Indexes the connected sockets of PROTOS_WITH_ENDS in TABLE, which is borrowed and must not
 * change. SEED, which no peer can know, makes slow searches impossible to provoke. Free with
 * pair_index_free.
 */
struct pair_index *pair_index_new(const struct sock_table *table, uint64_t seed);

void pair_index_free(struct pair_index *index);

/**
 * Returns what is at the other end of row number ROW: MATCH_EXACT, and sets *RET_PARTNER to the
 * number of its row; MATCH_SELF, MATCH_AMBIGUOUS, MATCH_NONE, or MATCH_ABSENT if the row has no
 * other end.
 *
 * The states must be possible at one time: SYN-SENT with SYN-RECV, SYN-RECV with those that follow
 * (the last ACK of the handshake can be ignored or lost), these with each other. Sockets of the
 * same network namespace are searched first, and only these for loopback addresses. If several have
 * the ends, the one bound to the same interface counts.
 */
enum peer_match pair_find(const struct pair_index *index, uint32_t row, uint32_t *ret_partner);

#endif
