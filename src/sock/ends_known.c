// SPDX-License-Identifier: MIT
#include "sock/ends_known.h"

struct row_ends ends_known(const struct sock *sock, const struct facts *facts)
{
    struct row_ends ends = {0};

    if (sock->detail != 0 && facts->details)
        row_ends_find(sock_detail(facts->details, sock), &ends);
    return ends;
}

const struct listener *ends_listener(const struct sock *sock, const struct facts *facts)
{
    struct row_ends ends = ends_known(sock, facts);

    return ends.listener ? &facts->listeners.list[ends.listener - 1] : NULL;
}

bool ends_may_lack_connections(const struct listener *listener, const struct facts *facts)
{
    return !listener || listener->uncertain || !facts->listeners.counted;
}

bool ends_may_lack_peer(const struct sock *sock, const struct facts *facts)
{
    enum peer_match match = ends_known(sock, facts).match;

    return match == MATCH_AMBIGUOUS || match == MATCH_UNKNOWN;
}

/** Returns the listener that has not accepted the other end yet, or NULL. */
static const struct listener *unaccepted_by(const struct row_ends *ends, const struct facts *facts)
{
    return ends->peer_listener ? &facts->listeners.list[ends->peer_listener - 1] : NULL;
}

/** Returns the inode whose holders are listed; 0: none. */
static uint32_t inode_of(const struct row_ends *ends, const struct facts *facts)
{
    const struct listener *listener = unaccepted_by(ends, facts);

    return listener ? listener->inode : ends->peer_inode;
}

bool peer_may_lack_holders(const struct sock *sock, const struct facts *facts)
{
    struct row_ends ends = ends_known(sock, facts);

    switch (ends.match) {
    case MATCH_EXACT:
    case MATCH_SELF:
        return owners_may_lack(&facts->owners, inode_of(&ends, facts));
    case MATCH_UNACCEPTED: // without a listener, which one will accept it is not known
        return !ends.peer_listener || owners_may_lack(&facts->owners, inode_of(&ends, facts));
    case MATCH_AMBIGUOUS:
    case MATCH_UNKNOWN:
        return true;
    default:
        return false;
    }
}

const struct holder *peer_holders(const struct sock *sock, const struct facts *facts,
                                  bool *ret_known)
{
    struct row_ends ends = ends_known(sock, facts);
    const struct listener *listener = unaccepted_by(&ends, facts);
    bool found = ends.match == MATCH_EXACT || ends.match == MATCH_SELF || listener;
    const struct holder *first = NULL;

    if (listener && listener->chain)
        first = owners_chain(&facts->owners, listener->chain - 1);
    else if (found && inode_of(&ends, facts))
        first = owners_of(&facts->owners, inode_of(&ends, facts));
    *ret_known = found && (first || !peer_may_lack_holders(sock, facts));
    return first;
}

bool backends_may_lack(const struct sock *sock, const struct facts *facts)
{
    return !facts->complete || facts->owners.partial || facts->owners.scan == SCAN_NOT_DONE ||
           (sock->have & HAVE_INODE && owners_may_lack(&facts->owners, sock->inode));
}
