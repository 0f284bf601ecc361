// SPDX-License-Identifier: MIT
/**
 * Addresses, and the families that they are of. What differs between families is a row of
 * family_table; code outside of this module compares no family with a constant.
 */
#ifndef SOCK_ADDRESS_H
#define SOCK_ADDRESS_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

enum family {
    FAMILY_IPV4,
    FAMILY_IPV6,
    FAMILY_UNIX,
    FAMILY_COUNT,
};

/** A set of families has bit `1 << family` for each. */
typedef uint32_t family_set;

#define FAMILY_BIT(family) ((family_set)1 << (family))

/** Families whose sockets have addresses and ports of the Internet. */
#define FAMILIES_OF_INTERNET (FAMILY_BIT(FAMILY_IPV4) | FAMILY_BIT(FAMILY_IPV6))

/**
 * An address in network byte order; IPv4 uses the first four bytes, the rest are zero. Of a Unix
 * socket: local are the first bytes of the name, peer is the inode of the peer.
 */
struct address {
    uint8_t bytes[16];
};

/** Two addresses and what the order of sockets takes besides. */
struct address_pair {
    const struct address *local;
    const struct address *peer;
    uint32_t peer_port;
    struct text name; /**< of a Unix socket, as far as it is known */
};

struct family_info {
    const char *name;  /**< "ipv4" */
    const char *title; /**< "IPv4" */
    const char *alias; /**< as ss calls it: "inet" */
    char option;       /**< letter of the option that asks for it; 0: that of a protocol does */
    uint8_t number;    /**< AF_* */
    uint8_t size;      /**< bytes of an address; 0: its sockets have names */
    bool brackets;     /**< an address stands in brackets where a port follows */
    enum family maps;  /**< the family whose addresses can be mapped into this; itself: none */
    size_t sockaddr_offset; /**< of the address in its struct sockaddr */
    socklen_t sockaddr_size;
    unsigned order_levels; /**< numbers that address_order_key has */

    /** Writes an address as text to PLACE; returns where the next byte goes. NULL: size is 0. */
    char *(*to_text)(char *place, const uint8_t *bytes);
    /** Number LEVEL of the order of sockets, from 1 on; number 0 has the first 2 bytes of local. */
    uint64_t (*order_key)(const struct address_pair *pair, unsigned level);
};

extern const struct family_info family_table[FAMILY_COUNT];

/** Returns true, and sets *RET_FAMILY, if NUMBER (AF_*) is that of a family of the table. */
bool family_from_number(unsigned number, enum family *ret_family);

/** Reads an address of FAMILY from the beginning of 16 BYTES. */
static inline void address_read(enum family family, const void *bytes, struct address *ret_address)
{
    size_t size = family_table[family].size;

    memcpy(ret_address->bytes, bytes, sizeof(ret_address->bytes)); // of a size known beforehand
    if (size < sizeof(ret_address->bytes))
        memset(ret_address->bytes + size, 0, sizeof(ret_address->bytes) - size);
}

/** Appends an address in numbers, without scope or brackets; IPv6 as in RFC 5952. */
void address_text(struct strbuf *text, enum family family, const struct address *address);

/** True when all bytes are zero: 0.0.0.0 or ::. */
bool address_is_any(const struct address *address);

/** True when it is an IPv6 link-local address, which means nothing without its scope. */
bool address_is_link_local(enum family family, const struct address *address);

/**
 * Converts an IPv4 address that is mapped into IPv6 (::ffff:10.1.2.3) to the IPv4 address itself,
 * with its family. Leaves any other address as it is. Returns true when it converted one.
 */
bool address_unmap(enum family *family, struct address *address);

/** Makes an IPv4 address the one that it is mapped to in IPv6; leaves other addresses alone. */
void address_map(enum family family, struct address *address);

/** Orders by bytes: negative, 0 or positive. */
int address_compare(const struct address *one, const struct address *other);

/** Makes a socket address without a port of it; returns its size. */
socklen_t address_to_sockaddr(enum family family, const struct address *address,
                              struct sockaddr_storage *ret_name);

/** Takes the address out of NAME. False when its family is not in the table. */
bool address_from_sockaddr(const struct sockaddr *name, enum family *ret_family,
                           struct address *ret_address);

#endif
