// SPDX-License-Identifier: MIT
/**
 * What is known of the ends of a TCP or UDP socket (NEED_ENDS), and what may be missing.
 */
#ifndef SOCK_ENDS_KNOWN_H
#define SOCK_ENDS_KNOWN_H

#include "sock/facts.h"

/** Returns what was joined of the ends of the socket; all is absent if nothing was. */
struct row_ends ends_known(const struct sock *sock, const struct facts *facts);

/** Returns the listener of the socket, or the one that it is; NULL: none is known. */
const struct listener *ends_listener(const struct sock *sock, const struct facts *facts);

/** Returns true if connections of LISTENER may be missing in its counts. NULL: there is none. */
bool ends_may_lack_connections(const struct listener *listener, const struct facts *facts);

/** Returns true if the other end may be a socket although none was found. */
bool ends_may_lack_peer(const struct sock *sock, const struct facts *facts);

/**
 * Returns the first holder of the other end, or of the listener that has not accepted it yet; NULL:
 * none. Sets *RET_KNOWN to false if there may be others, or if it is not known which socket the
 * other end is: then there may be no holder though one exists.
 */
const struct holder *peer_holders(const struct sock *sock, const struct facts *facts,
                                  bool *ret_known);

/**
 * Returns true if holders of the other end may be missing in the list of peer_holders. Without
 * another end in the table there are none.
 */
bool peer_may_lack_holders(const struct sock *sock, const struct facts *facts);

/** Returns true if a listening socket may have backends that are not known (NEED_BACKENDS). */
bool backends_may_lack(const struct sock *sock, const struct facts *facts);

#endif
