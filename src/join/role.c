// SPDX-License-Identifier: MIT
#include "join/role.h"

/**
 * What a connection shows without knowledge of how it got its port. Before accept(2) it has no
 * inode; after close(2) it has none either, but then it is in another state.
 */
static enum claim claim_by_listener(const struct sock *sock, enum listener_fit fit)
{
    static const state_set open = STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_CLOSE_WAIT);
    bool unaccepted = !(sock->have & HAVE_INODE) && (open & STATE_BIT(sock->state));

    if (unaccepted)
        return CLAIM_IN;
    return fit == LISTENER_ONE ? CLAIM_IN_PROBABLY : CLAIM_OPEN;
}

/** What a connection shows whose port the kernel chose, or another socket had before. */
static enum claim claim_of_ephemeral(enum listener_fit fit)
{
    switch (fit) {
    case LISTENER_NONE:
        return CLAIM_OUT_PROBABLY;
    case LISTENER_ONE:
        return CLAIM_IN_PROBABLY;
    default:
        return CLAIM_OPEN;
    }
}

static enum claim claim_of_connection(const struct sock *sock, enum listener_fit fit)
{
    if (!(sock->have & HAVE_AUTOBOUND))
        return claim_by_listener(sock, fit);
    if (sock->port_bound)
        return fit == LISTENER_NONE ? CLAIM_OUT : CLAIM_OPEN;
    if (sock->autobound)
        return claim_of_ephemeral(fit);
    return fit == LISTENER_ONE ? CLAIM_IN : CLAIM_OPEN;
}

enum claim role_claim_tcp(const struct sock *sock, enum listener_fit fit)
{
    switch (sock->state) {
    case STATE_LISTEN:
        return CLAIM_LISTENING;
    case STATE_SYN_SENT:
        return CLAIM_OUT;
    case STATE_SYN_RECV:
        return CLAIM_IN;
    case STATE_CLOSED:
    case STATE_BOUND_INACTIVE:
        return CLAIM_NONE;
    default:
        return claim_of_connection(sock, fit);
    }
}

enum claim role_claim_udp(const struct sock *sock, bool shared)
{
    bool chosen = (sock->have & HAVE_AUTOBOUND) && sock->autobound;

    if (sock->state == STATE_UNCONNECTED)
        return CLAIM_LISTENING;
    if (sock->state != STATE_ESTABLISHED)
        return CLAIM_NONE;
    return chosen && !shared ? CLAIM_OUT_PROBABLY : CLAIM_OPEN;
}

enum role role_of(enum claim own, enum claim other)
{
    switch (own) {
    case CLAIM_NONE:
        return ROLE_ABSENT;
    case CLAIM_LISTENING:
        return ROLE_LISTENING;
    case CLAIM_IN:
        return ROLE_INBOUND;
    case CLAIM_OUT:
        return ROLE_OUTBOUND;
    case CLAIM_IN_PROBABLY:
        if (other == CLAIM_IN_PROBABLY)
            return ROLE_UNKNOWN;
        return other == CLAIM_IN ? ROLE_OUTBOUND : ROLE_INBOUND;
    case CLAIM_OUT_PROBABLY:
        return other == CLAIM_OUT || other == CLAIM_OUT_PROBABLY ? ROLE_UNKNOWN : ROLE_OUTBOUND;
    default:
        return other == CLAIM_IN ? ROLE_OUTBOUND : ROLE_UNKNOWN;
    }
}
