// SPDX-License-Identifier: MIT
/**
 * The record of one socket, as the kernel described it. Flat and stored by value. A source fills
 * it, all later stages read it.
 */
#ifndef SOCK_SOCK_H
#define SOCK_SOCK_H

#include "sock/address.h"
#include "sock/proto.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Timers, by the kernel's `idiag_timer`. The names are those of ss. */
enum timer {
    TIMER_OFF,
    TIMER_ON, /**< retransmission */
    TIMER_KEEPALIVE,
    TIMER_TIMEWAIT,
    TIMER_PERSIST,
    TIMER_DELACK, /**< Linux 7.1 and later */
    TIMER_COUNT,
};

extern const char *const timer_names[TIMER_COUNT];

/** Which directions shutdown(2) closed, as bits of the kernel (RCV_SHUTDOWN, SEND_SHUTDOWN). */
enum shutdown {
    SHUTDOWN_NONE,
    SHUTDOWN_RECEIVE,
    SHUTDOWN_SEND,
    SHUTDOWN_BOTH,
    SHUTDOWN_COUNT,
};

extern const char *const shutdown_names[SHUTDOWN_COUNT];

/** Bits of sock.have: which optional facts are known. */
enum have {
    HAVE_QUEUES = 1 << 0,       /**< recv_q and send_q are bytes */
    HAVE_ACCEPT_QUEUE = 1 << 1, /**< recv_q is the length of the accept queue */
    HAVE_ACCEPT_LIMIT = 1 << 2, /**< send_q is its limit */
    HAVE_UID = 1 << 3,
    HAVE_INODE = 1 << 4,
    HAVE_COOKIE = 1 << 5,
    HAVE_DEVICE = 1 << 6,
    HAVE_MARK = 1 << 7,
    HAVE_V6ONLY = 1 << 8,
    HAVE_CGROUP = 1 << 9,
    HAVE_TIMER = 1 << 10, /**< a timer is running: timer, timer_expires_ms, retransmits */
    HAVE_AUTOBOUND = 1 << 11,
    HAVE_TYPE = 1 << 12,
    HAVE_SHUTDOWN = 1 << 13,
    HAVE_PEER_INODE = 1 << 14,    /**< Unix: peer.bytes begin with the inode of the peer */
    HAVE_SHARED_COOKIE = 1 << 15, /**< cookie, which other rows of the socket have, too */
    HAVE_NO_ADDRESSES = 1 << 16,  /**< Internet: the ports are known, the zero addresses are not */
    HAVE_NO_FAMILY = 1 << 17,     /**< SMC: either of IPv4 or IPv6; the addresses are zero */
    HAVE_ABSTRACT = 1 << 18,      /**< Unix: the name is as the kernel has it: `abstract` */
    HAVE_ULP = 1 << 19, /**< TCP: the detail has the upper layer protocol or the token of MPTCP */

    HIDES_FILTER = 1 << 20,  /**< packet: the kernel does not tell this user about a filter */
    HIDES_KEYS = 1 << 21,    /**< TCP: likewise about keys */
    HIDES_STORAGE = 1 << 22, /**< Internet: storage of BPF programs was not read */
    HIDES_INODE = 1 << 23,   /**< `inode` only leads to the owners; that of the socket is unknown */

    // Of sources only (source_reports); no record has these bits.
    REPORTS_PEER = 1 << 29,   /**< the peers of all sockets */
    REPORTS_DETAIL = 1 << 30, /**< all parts of the detail */
};

struct sock {
    uint64_t cookie;      /**< the kernel's identity of the socket (HAVE_COOKIE) */
    uint64_t cgroup_id;   /**< cgroup v2 that created the socket (HAVE_CGROUP) */
    struct address local; /**< always valid; what it is depends on the family (enum ends) */
    struct address peer;  /**< always valid; all zero without a peer */
    uint32_t inode;       /**< in sockfs (HAVE_INODE); no descriptor exists without it */
    /** of the process that created it, in the caller's user namespace (HAVE_UID) */
    uint32_t uid;
    uint32_t recv_q;           /**< bytes not read yet, or the accept queue */
    uint32_t send_q;           /**< bytes not acknowledged yet, or the accept queue's limit */
    uint32_t mark;             /**< SO_MARK (HAVE_MARK) */
    uint32_t device;           /**< interface index of SO_BINDTODEVICE or scope (HAVE_DEVICE) */
    uint32_t timer_expires_ms; /**< milliseconds until the timer fires (HAVE_TIMER) */
    uint32_t have;             /**< enum have */
    uint32_t detail;           /**< offset of the detail in the table; 0: none */
    uint16_t local_port;       /**< host byte order; 0 when not bound */
    uint16_t peer_port;        /**< host byte order; 0 without a peer */
    uint16_t place;            /**< network namespace, by number in the snapshot; 0: our own */
    uint8_t proto;             /**< enum proto */
    uint8_t family;            /**< enum family */
    uint8_t state;             /**< enum state */
    uint8_t retransmits;       /**< retransmissions or probes without answer (HAVE_TIMER) */
    uint8_t timer : 3;         /**< enum timer (HAVE_TIMER) */
    uint8_t type : 3;          /**< enum socket_type (HAVE_TYPE) */
    bool v6only : 1;           /**< IPV6_V6ONLY (HAVE_V6ONLY) */
    bool autobound : 1;        /**< the kernel chose the local port (HAVE_AUTOBOUND) */
    bool port_bound : 1;       /**< bind(2) gave the local port of this socket (HAVE_AUTOBOUND) */
    bool abstract : 1;         /**< the name of a Unix socket is no path (HAVE_ABSTRACT) */
    bool of_kernel : 1;        /**< no process holds it: it is the kernel's own */
    bool association : 1;      /**< an association of a socket whose endpoint is another row */
    uint8_t shutdown : 2;      /**< enum shutdown (HAVE_SHUTDOWN) */
};

/** Returns true for a TCP listener and for a UDP socket without a peer. */
bool sock_is_listening(const struct sock *sock);

/**
 * Clears the peer of a socket whose state has none, and of a socket that is only bound. After a
 * call that failed, the kernel keeps the address without the port, and reports it for the listener
 * or bound socket that the caller becomes (net/ipv4/tcp.c, tcp_disconnect). A socket whose
 * connection was reset keeps its peer with the port.
 */
void sock_clear_stale_peer(struct sock *sock);

/**
 * Clears values that the kernel reports although the protocol has no such property: v6only of every
 * IPv6 socket, and the port given to connect(2) for a protocol without ports. Only for a protocol
 * that lacks a fact (proto_info.lacks).
 */
void sock_clear_lacking(struct sock *sock);

/** Returns the type of the socket: that of its protocol, or its own; 0: not known. */
static inline enum socket_type sock_type(const struct sock *sock)
{
    return sock->have & HAVE_TYPE ? sock->type : proto_table[sock->proto].type;
}

/** Returns the first bytes of the name of a Unix socket, as the record has them. */
struct text sock_name_start(const struct sock *sock);

/** Sets the cookie from its HALVES, the lower one first; 0 and ~0 are none. */
static inline void sock_set_cookie(struct sock *sock, const uint32_t halves[2])
{
    sock->cookie = (uint64_t)halves[1] << 32 | halves[0];
    if (sock->cookie != 0 && sock->cookie != UINT64_MAX)
        sock->have |= HAVE_COOKIE;
}

/** Sets the inode; 0 is none. */
static inline void sock_set_inode(struct sock *sock, uint32_t inode)
{
    sock->inode = inode;
    if (inode != 0)
        sock->have |= HAVE_INODE;
}

/** Sets the interface; 0 is none. */
static inline void sock_set_device(struct sock *sock, uint32_t index)
{
    sock->device = index;
    if (index != 0)
        sock->have |= HAVE_DEVICE;
}

/** Sets the type by the kernel's number; one that is not in the table is not known. */
static inline void sock_set_type(struct sock *sock, uint8_t number)
{
    if (number == 0 || number >= TYPE_COUNT)
        return;
    sock->type = number & 7U;
    sock->have |= HAVE_TYPE;
}

/** Returns the inode of the peer of a Unix socket (HAVE_PEER_INODE), and notes it. */
uint32_t sock_peer_inode(const struct sock *sock);
void sock_set_peer_inode(struct sock *sock, uint32_t inode);

/** Returns true if what the kernel reports as ports of the socket are ports. */
static inline bool sock_has_ports(const struct sock *sock)
{
    return proto_table[sock->proto].port == PORT_TRANSPORT;
}

/** Returns true if the socket has addresses of the Internet, and they are known. */
static inline bool sock_has_addresses(const struct sock *sock)
{
    return family_has_addresses(sock->family) &&
           !(sock->have & (HAVE_NO_ADDRESSES | HAVE_NO_FAMILY));
}

/** Returns true if the local address is 0.0.0.0 or ::, and which one is not known. */
static inline bool sock_is_any_wildcard(const struct sock *sock)
{
    return (sock->have & (HAVE_NO_ADDRESSES | HAVE_NO_FAMILY)) == HAVE_NO_FAMILY;
}

/** Returns true if the socket has a peer. */
bool sock_has_peer(const struct sock *sock);

/** Returns true if the process closed the socket, which is not removed yet. */
bool sock_is_orphaned(const struct sock *sock);

/**
 * Returns true if the socket has queues of bytes: every UDP socket, and a TCP socket with a peer.
 * For a TCP socket without a peer the numbers of the kernel have no meaning (net/ipv4/tcp.c,
 * tcp_disconnect moves write_seq and leaves snd_una).
 */
bool sock_has_queues(const struct sock *sock);

/** Returns true if the local address is 0.0.0.0, mapped or not, or ::. */
bool sock_is_wildcard(const struct sock *sock);

/** Returns true for a wildcard IPv6 socket that is known to take IPv4 as well. */
bool sock_is_dual_stack(const struct sock *sock);

/**
 * Returns true if the local or the peer address, mapped or not, is one of the loopback interface:
 * the other end is in the same network namespace.
 */
bool sock_has_loopback(const struct sock *sock);

/** Returns the index of the interface that is shown with the local address; 0: none. */
uint32_t sock_local_scope(const struct sock *sock);

/**
 * Returns the index of the interface that is shown with the peer address, which must be link-local;
 * 0: none.
 */
uint32_t sock_peer_scope(const struct sock *sock);

/**
 * Returns true if the socket carries or accepts packets of FAMILY. An IPv6 socket with an
 * IPv4-mapped address carries IPv4; a wildcard socket without a peer accepts both families unless
 * it is known to refuse IPv4. A socket whose family is not known (HAVE_NO_FAMILY) may carry either.
 */
bool sock_carries(const struct sock *sock, enum family family);

/**
 * Returns the use of an accept queue in percent. It holds one connection more than its limit: at
 * 100, new connections are dropped (include/net/sock.h, sk_acceptq_is_full).
 */
uint32_t sock_accept_percent(uint32_t queue, uint32_t limit);

/**
 * Returns true if the uid that the kernel reported (sock.uid) is that of a user. Sockets in
 * SYN-RECV and TIME-WAIT, and in FIN-WAIT-2 after close, have no uid (net/ipv4/inet_diag.c,
 * inet_req_diag_fill and inet_twsk_diag_fill). For other sockets without a descriptor, kernels
 * before 6.17 report 0 for an unknown uid (net/core/sock.c, sock_i_uid), so 0 is not a user there.
 */
bool sock_uid_is_user(const struct sock *sock);

/**
 * Returns true if two rows, perhaps of different looks, are the same socket: by their cookies, or
 * without them by inode, protocol, family, role (endpoint or association) and ends. Sockets of
 * different network namespaces are different ones.
 */
bool sock_is_same(const struct sock *one, const struct sock *other);

/** Numbers that the default order compares, at most (sock_order_key). */
#define ORDER_LEVELS 22

/**
 * The default order as numbers: two sockets are compared by number 0, where that is equal by number
 * 1, and so on up to ORDER_LEVELS - 1. First comes what is listening, then protocol, local port,
 * family, local address, peer address and peer port decide, then state, device, uid, inode, cookie
 * and all the rest. So only equal records are equal, and no order of rows depends on the kernel's.
 * NAME is that of a Unix socket (sock_detail), or only the beginning of it.
 */
uint64_t sock_order_key(const struct sock *sock, struct text name, unsigned level);

/**
 * Returns the next level in which sockets can differ that are alike up to LEVEL. SOCK is one of
 * them; no name of them is longer than LONGEST.
 */
unsigned sock_next_order_level(const struct sock *sock, size_t longest, unsigned level);

/**
 * Compares by the default order; returns a negative number, 0 or a positive number; 0 for equal
 * records only.
 */
int sock_compare(const struct sock *one, const struct sock *other);

#endif
