// SPDX-License-Identifier: MIT
/**
 * Exposure: the widest kind of address that a listening socket is bound to, and the families of
 * packets that it takes there. Firewalls, routes, NAT and published container ports are not looked
 * at. In another network namespace, addresses are those of that namespace.
 *
 * The kinds follow the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890, RFC
 * 8190); the more specific entry wins.
 */
#ifndef SOCK_EXPOSURE_H
#define SOCK_EXPOSURE_H

#include "base/text.h"
#include "sock/sock.h"

/** Kinds of addresses, narrowest first. */
enum exposure {
    EXPOSURE_NONE, /**< the socket does not listen, or its address is not known */
    EXPOSURE_LOOPBACK,
    EXPOSURE_LINK_LOCAL,
    EXPOSURE_PRIVATE, /**< for use within one site: RFC 1918, RFC 4193 and similar */
    EXPOSURE_SHARED,  /**< between a provider and its customers: RFC 6598 */
    EXPOSURE_SPECIAL, /**< for another special purpose, and not globally reachable */
    EXPOSURE_MULTICAST,
    EXPOSURE_GLOBAL, /**< all other addresses */
    EXPOSURE_ANY,    /**< the wildcard: every address of the network namespace */
    EXPOSURE_COUNT,
};

/** The words of the kinds; NULL for EXPOSURE_NONE. */
extern const char *const exposure_names[EXPOSURE_COUNT];

/** Returns the kind of an address of IPv4 or IPv6; of a mapped address, that of the IPv4 inside. */
enum exposure exposure_of_address(enum family family, const struct address *address);

/**
 * Returns the widest kind of address that the socket is bound to, or EXPOSURE_NONE if it does not
 * listen or its address is not known. LISTED are its addresses (struct listed_address) if it can
 * have more than one: an SCTP socket; else empty.
 *
 * A socket listens if it accepts connections, or if it has no connections and no peer: UDP,
 * UDP-Lite and raw sockets take packets from every peer. An SCTP socket takes no association before
 * listen(2) (net/sctp/socket.c, sctp_listen_start). A ping socket does not listen: it gets only
 * replies to its own identifier (net/ipv4/icmp.c, icmp_pointers).
 *
 * A socket bound to the interface lo, or to a link-local address there, is EXPOSURE_LOOPBACK. If
 * the source does not report the interface, the kind is that of the address.
 */
enum exposure exposure_of(const struct sock *sock, struct text listed);

/**
 * Returns the families of the packets that a listening socket takes, or 0 if it does not listen or
 * this is not known: of an IPv6 wildcard, it depends on v6only. A mapped address is of IPv4. LISTED
 * is as for exposure_of.
 */
family_set exposure_families(const struct sock *sock, struct text listed);

/** Returns the word for a set that exposure_families returned: "ipv4", "ipv6", "both"; 0: NULL. */
const char *exposure_family_name(family_set families);

#endif
