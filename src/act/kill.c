// SPDX-License-Identifier: MIT
#include "act/kill.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sock_diag.h>
#include <string.h>

static struct row_result result_of(enum kill_result result, enum kill_reason reason)
{
    return (struct row_result){(uint8_t)result, (uint8_t)reason};
}

static struct row_result refuse(enum kill_reason reason)
{
    return result_of(RESULT_REFUSED, reason);
}

/** Returns why a socket with an inode may be the connection of the user; REASON_NONE: it is not. */
static enum kill_reason own_reason(const struct sock *sock, const struct kill_rules *rules)
{
    uint32_t count = 0;

    if (rules->by_cookie || !(sock->have & HAVE_INODE))
        return REASON_NONE;
    if (idmap_find(rules->own, sock->inode, &count))
        return REASON_OWN_CONNECTION;
    return rules->own_unknown && sock->state != STATE_LISTEN ? REASON_OWN_UNKNOWN : REASON_NONE;
}

struct row_result kill_decide(const struct sock *sock, const struct kill_rules *rules)
{
    if (!proto_table[sock->proto].destroyable)
        return result_of(RESULT_NOT_SUPPORTED, REASON_NONE);
    if (rules->refusal)
        return refuse(rules->refusal);
    if (!(sock->have & HAVE_COOKIE))
        return refuse(REASON_NO_COOKIE);
    if (sock->state == STATE_LISTEN && !rules->listeners)
        return refuse(REASON_LISTENER);
    if (own_reason(sock, rules))
        return refuse(own_reason(sock, rules));
    // It is in no table by which the kernel looks sockets up (net/ipv4/inet_hashtables.c).
    if (sock->state == STATE_BOUND_INACTIVE)
        return result_of(RESULT_NOT_SUPPORTED, REASON_ONLY_BOUND);
    return result_of(RESULT_WOULD_KILL, REASON_NONE);
}

/** Sets the addresses, the ports, the interface and the cookie. */
static void fill_id(const struct sock *sock, struct inet_diag_sockid *id)
{
    id->idiag_sport = htons(sock->local_port);
    id->idiag_dport = htons(sock->peer_port);
    memcpy(id->idiag_src, sock->local.bytes, sizeof(id->idiag_src));
    memcpy(id->idiag_dst, sock->peer.bytes, sizeof(id->idiag_dst));
    id->idiag_if = sock->have & HAVE_DEVICE ? sock->device : 0;
    id->idiag_cookie[0] = (uint32_t)sock->cookie;
    id->idiag_cookie[1] = (uint32_t)(sock->cookie >> 32);
}

int kill_build(const struct sock *sock, struct kill_request *ret_request)
{
    const struct proto_info *info = &proto_table[sock->proto];
    struct kill_request request = {
        .header = {.nlmsg_len = sizeof(request),
                   .nlmsg_type = SOCK_DESTROY,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
        .body = {.sdiag_family = family_table[sock->family].number,
                 .sdiag_protocol = (uint8_t)info->number,
                 .idiag_states = UINT32_MAX},
    };

    if (!info->destroyable || !sock_has_addresses(sock))
        return -EOPNOTSUPP;
    // INET_DIAG_NOCOOKIE, all bits set, would end any socket with these addresses and ports.
    if (!(sock->have & HAVE_COOKIE) || sock->cookie == 0 || sock->cookie == UINT64_MAX)
        return -ENOKEY;
    fill_id(sock, &request.body.id);
    *ret_request = request;
    return 0;
}

int kill_send(struct netlink *netlink, const struct sock *sock)
{
    struct kill_request request;
    int error = kill_build(sock, &request);

    return error ? error : netlink_request(netlink, &request.header);
}

/** Returns true if SOCK is in the second look as it was in the first. */
static bool is_unchanged(const struct sock *sock, const struct sock *now)
{
    return now && now->state == sock->state && now->peer_port == sock->peer_port &&
           address_compare(&now->peer, &sock->peer) == 0;
}

/** Returns true for a socket that stays open and usable after SOCK_DESTROY. */
static bool outlives_abort(const struct sock *sock)
{
    return !(proto_table[sock->proto].states & STATE_BIT(STATE_LISTEN)) && !sock_has_peer(sock);
}

/** Returns what became of a socket that the kernel ended, as it said. */
static struct row_result judge_success(const struct sock *sock,
                                       const struct kill_evidence *evidence)
{
    bool closed = evidence->complete && !evidence->now; // by its process, which got the error

    if (outlives_abort(sock) && !closed)
        return result_of(RESULT_ABORTED, REASON_NONE);
    if (is_unchanged(sock, evidence->now))
        return result_of(RESULT_FAILED, REASON_STILL_OPEN);
    return result_of(RESULT_KILLED, REASON_NONE);
}

/** Returns what became of a socket that the kernel did not find. */
static struct row_result judge_absence(const struct sock *sock,
                                       const struct kill_evidence *evidence)
{
    if (is_unchanged(sock, evidence->now))
        return result_of(RESULT_FAILED, REASON_SHARED_ADDRESS);
    if (!evidence->complete)
        return result_of(RESULT_FAILED, REASON_NOT_VERIFIED);
    return result_of(RESULT_GONE, REASON_NONE);
}

struct row_result kill_judge(const struct sock *sock, int error,
                             const struct kill_evidence *evidence)
{
    switch (error) {
    case 0:
        return judge_success(sock, evidence);
    case -ENOENT:
        return judge_absence(sock, evidence);
    case -EPERM:
    case -EACCES:
        return result_of(RESULT_NOT_PERMITTED, REASON_NONE);
    case -EOPNOTSUPP:
        return result_of(RESULT_NOT_SUPPORTED, REASON_NONE);
    default:
        return result_of(RESULT_FAILED, REASON_ERROR);
    }
}
