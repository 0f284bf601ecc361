// SPDX-License-Identifier: MIT
/**
 * Addresses and address families. What differs between families is a row of family_table; code
 * outside of this module compares no family with a constant.
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
    FAMILY_PACKET,
    FAMILY_NETLINK,
    FAMILY_VSOCK,
    FAMILY_XDP,
    FAMILY_TIPC,
    FAMILY_COUNT,
};

/** A set of families has bit `1 << family` for each. */
typedef uint32_t family_set;

#define FAMILY_BIT(family) ((family_set)1 << (family))

/** Families whose sockets have addresses and ports of the Internet. */
#define FAMILIES_OF_INTERNET (FAMILY_BIT(FAMILY_IPV4) | FAMILY_BIT(FAMILY_IPV6))

/** What the two ends of a socket are. */
enum ends {
    ENDS_ADDRESSES, /**< addresses of the Internet, and ports */
    ENDS_NAMES,     /**< names: local are the first bytes of it, peer is the inode of the peer */
    ENDS_NUMBERS,   /**< two numbers: address_number */
};

/** An address in network byte order; IPv4 uses the first four bytes, the rest are zero. */
struct address {
    uint8_t bytes[16];
};

/** An address in a list of them. It can be at any place in memory: it consists of single bytes. */
struct listed_address {
    uint8_t family; /**< enum family */
    struct address address;
};

/** Two addresses, and the other values that the order of sockets compares. */
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
    char option;       /**< letter of the option that selects it; 0: none */
    uint8_t number;    /**< AF_* */
    enum ends ends;
    uint8_t size;           /**< ENDS_ADDRESSES: bytes of an address */
    bool brackets;          /**< an address stands in brackets where a port follows */
    enum family maps;       /**< the family whose addresses can be mapped into this; itself: none */
    size_t sockaddr_offset; /**< of the address in its struct sockaddr */
    socklen_t sockaddr_size;
    unsigned order_levels; /**< number of levels of address_order_key */

    /** ENDS_ADDRESSES: writes one as text to PLACE; returns where the next byte goes. */
    char *(*to_text)(char *place, const uint8_t *bytes);
    /** Returns the length of that text. */
    size_t (*text_length)(const uint8_t *bytes);
    /**
     * Returns number LEVEL of the order of sockets, from 1 on; number 0 contains the first 2 bytes
     * of local.
     */
    uint64_t (*order_key)(const struct address_pair *pair, unsigned level);
};

extern const struct family_info family_table[FAMILY_COUNT];

/** Returns true if sockets of FAMILY have names in place of addresses and ports. */
static inline bool family_has_names(enum family family)
{
    return family_table[family].ends == ENDS_NAMES;
}

/** Returns true if sockets of FAMILY have addresses of the Internet. */
static inline bool family_has_addresses(enum family family)
{
    return family_table[family].ends == ENDS_ADDRESSES;
}

/** The two numbers of an end, of a family with ENDS_NUMBERS. */
uint32_t address_number(const struct address *address, unsigned index);
void address_set_number(struct address *address, unsigned index, uint32_t number);

/** Returns true and sets *RET_FAMILY if NUMBER (AF_*) is in the table. */
bool family_from_number(unsigned number, enum family *ret_family);

/** Reads an address of FAMILY from the beginning of 16 BYTES. */
static inline void address_read(enum family family, const void *bytes, struct address *ret_address)
{
    size_t size = family_table[family].size;

    memcpy(ret_address->bytes, bytes, sizeof(ret_address->bytes)); // of a size known beforehand
    if (size == 4)
        memset(ret_address->bytes + 4, 0, sizeof(ret_address->bytes) - 4); // likewise
    else if (size < sizeof(ret_address->bytes))
        memset(ret_address->bytes + size, 0, sizeof(ret_address->bytes) - size);
}

/** Appends a numeric address without scope or brackets; IPv6 as in RFC 5952. */
void address_text(struct strbuf *text, enum family family, const struct address *address);

/** Returns the length of what address_text appends. */
static inline size_t address_text_length(enum family family, const struct address *address)
{
    return family_table[family].text_length(address->bytes);
}

/** Returns true if all bytes are zero: 0.0.0.0 or ::. */
bool address_is_any(const struct address *address);

/** Returns true for an IPv6 link-local address, which is ambiguous without its scope. */
bool address_is_link_local(enum family family, const struct address *address);

/** Returns true if the address, which is not mapped, has a meaning only in its own namespace. */
bool address_is_loopback(enum family family, const struct address *address);

/**
 * Converts an IPv4-mapped IPv6 address (::ffff:10.1.2.3) to the IPv4 address, with its family;
 * leaves any other address unchanged. Returns true if it converted one.
 */
bool address_unmap(enum family *family, struct address *address);

/** Converts an IPv4 address to its IPv4-mapped IPv6 address; leaves other addresses unchanged. */
void address_map(enum family family, struct address *address);

/** Compares byte by byte; returns a negative number, 0 or a positive number. */
int address_compare(const struct address *one, const struct address *other);

/** Fills a socket address without a port; returns its size. */
socklen_t address_to_sockaddr(enum family family, const struct address *address,
                              struct sockaddr_storage *ret_name);

/** Reads the address in NAME. Returns false if its family is not in the table. */
bool address_from_sockaddr(const struct sockaddr *name, enum family *ret_family,
                           struct address *ret_address);

#endif
