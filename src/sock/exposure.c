// SPDX-License-Identifier: MIT
#include "sock/exposure.h"

#include <assert.h>
#include <limits.h>

/** Index of the interface lo in every network namespace (include/net/flow.h; loopback_net_init). */
#define LOOPBACK_INDEX 1

const char *const exposure_names[] = {
    [EXPOSURE_LOOPBACK] = "loopback", [EXPOSURE_LINK_LOCAL] = "link-local",
    [EXPOSURE_PRIVATE] = "private",   [EXPOSURE_SHARED] = "shared",
    [EXPOSURE_SPECIAL] = "special",   [EXPOSURE_MULTICAST] = "multicast",
    [EXPOSURE_GLOBAL] = "global",     [EXPOSURE_ANY] = "any",
};
static_assert(sizeof(exposure_names) / sizeof(exposure_names[0]) == EXPOSURE_COUNT,
              "a name a kind");

/** A prefix of LENGTH bits; the bytes after those given are zero. */
#define IPV4(kind, length, ...)                                                                    \
    {                                                                                              \
        {__VA_ARGS__}, (length), FAMILY_IPV4, EXPOSURE_##kind                                      \
    }
#define IPV6(kind, length, ...)                                                                    \
    {                                                                                              \
        {__VA_ARGS__}, (length), FAMILY_IPV6, EXPOSURE_##kind                                      \
    }

/**
 * Of the special-purpose registries, all rows that are not globally reachable, those for which this
 * is not applicable, and those that are globally reachable within such a row. The others are global
 * as every address without a row is: 192.31.196.0/24, 2620:4f:8000::/48 (AS112, RFC 7535, RFC
 * 7534), 192.52.193.0/24 (AMT, RFC 7450), 192.175.48.0/24 (RFC 7534), 64:ff9b::/96 (RFC 6052). IPv6
 * addresses without a row are global unicast even where nothing is assigned (RFC 4291, 2.4).
 */
// clang-format off
static const struct prefix {
    uint8_t bytes[16];
    uint8_t length; /**< in bits */
    uint8_t family; /**< enum family */
    uint8_t kind;   /**< enum exposure */
} prefixes[] = {
    IPV4(SPECIAL, 8, 0),                     // 0.0.0.0/8           RFC 791, 3.2
    IPV4(ANY, 32, 0),                        // 0.0.0.0/32          RFC 1122, 3.2.1.3
    IPV4(PRIVATE, 8, 10),                    // 10.0.0.0/8          RFC 1918
    IPV4(SHARED, 10, 100, 64),               // 100.64.0.0/10       RFC 6598
    IPV4(LOOPBACK, 8, 127),                  // 127.0.0.0/8         RFC 1122, 3.2.1.3
    IPV4(LINK_LOCAL, 16, 169, 254),          // 169.254.0.0/16      RFC 3927
    IPV4(PRIVATE, 12, 172, 16),              // 172.16.0.0/12       RFC 1918
    IPV4(SPECIAL, 24, 192, 0, 0),            // 192.0.0.0/24        RFC 6890, 2.1; 7335, 7600, 8880
    IPV4(GLOBAL, 32, 192, 0, 0, 9),          // 192.0.0.9/32        RFC 7723: PCP anycast
    IPV4(GLOBAL, 32, 192, 0, 0, 10),         // 192.0.0.10/32       RFC 8155: TURN anycast
    IPV4(SPECIAL, 24, 192, 0, 2),            // 192.0.2.0/24        RFC 5737: documentation
    IPV4(SPECIAL, 24, 192, 88, 99),          // 192.88.99.0/24      RFC 7526: 6to4, deprecated
    IPV4(PRIVATE, 16, 192, 168),             // 192.168.0.0/16      RFC 1918
    IPV4(SPECIAL, 15, 198, 18),              // 198.18.0.0/15       RFC 2544: benchmarks
    IPV4(SPECIAL, 24, 198, 51, 100),         // 198.51.100.0/24     RFC 5737: documentation
    IPV4(SPECIAL, 24, 203, 0, 113),          // 203.0.113.0/24      RFC 5737: documentation
    IPV4(MULTICAST, 4, 224),                 // 224.0.0.0/4         RFC 5771
    IPV4(SPECIAL, 4, 240),                   // 240.0.0.0/4         RFC 1112, 4; broadcast: RFC 919

    IPV6(SPECIAL, 96, 0),                    // ::/96               RFC 4291, 2.5.5.1: deprecated
    IPV6(ANY, 128, 0),                       // ::/128              RFC 4291, 2.5.2
    IPV6(LOOPBACK, 128, [15] = 1),           // ::1/128             RFC 4291, 2.5.3
    IPV6(PRIVATE, 48, 0, 0x64, 0xff, 0x9b, 0, 1), // 64:ff9b:1::/48 RFC 8215: local translation
    IPV6(SPECIAL, 64, 1),                    // 100::/64            RFC 6666: discard
    IPV6(SPECIAL, 64, 1, [7] = 1),           // 100:0:0:1::/64      RFC 9780: dummy
    IPV6(SPECIAL, 23, 0x20, 1),              // 2001::/23           RFC 2928; 2001::/32: RFC 4380;
                                             // 2001:2::/48: RFC 5180; 2001:10::/28: RFC 4843
    IPV6(GLOBAL, 128, 0x20, 1, 0, 1, [15] = 1), // 2001:1::1/128    RFC 7723: PCP anycast
    IPV6(GLOBAL, 128, 0x20, 1, 0, 1, [15] = 2), // 2001:1::2/128    RFC 8155: TURN anycast
    IPV6(GLOBAL, 128, 0x20, 1, 0, 1, [15] = 3), // 2001:1::3/128    RFC 9665: DNS-SD SRP anycast
    IPV6(GLOBAL, 32, 0x20, 1, 0, 3),         // 2001:3::/32         RFC 7450: AMT
    IPV6(GLOBAL, 48, 0x20, 1, 0, 4, 1, 0x12), // 2001:4:112::/48    RFC 7535: AS112
    IPV6(GLOBAL, 28, 0x20, 1, 0, 0x20),      // 2001:20::/28        RFC 7343: ORCHIDv2
    IPV6(GLOBAL, 28, 0x20, 1, 0, 0x30),      // 2001:30::/28        RFC 9374: drones
    IPV6(SPECIAL, 32, 0x20, 1, 0xd, 0xb8),   // 2001:db8::/32       RFC 3849: documentation
    IPV6(SPECIAL, 16, 0x20, 2),              // 2002::/16           RFC 3056: 6to4
    IPV6(SPECIAL, 20, 0x3f, 0xff),           // 3fff::/20           RFC 9637: documentation
    IPV6(SPECIAL, 16, 0x5f),                 // 5f00::/16           RFC 9602: SRv6
    IPV6(PRIVATE, 7, 0xfc),                  // fc00::/7            RFC 4193, RFC 8190
    IPV6(LINK_LOCAL, 10, 0xfe, 0x80),        // fe80::/10           RFC 4291, 2.5.6
    IPV6(PRIVATE, 10, 0xfe, 0xc0),           // fec0::/10           RFC 3879: site-local, deprecated
    IPV6(MULTICAST, 8, 0xff),                // ff00::/8            RFC 4291, 2.7
};
// clang-format on

static bool is_in(const struct address *address, const struct prefix *prefix)
{
    size_t whole = prefix->length / CHAR_BIT;
    unsigned rest = prefix->length % CHAR_BIT;

    if (memcmp(address->bytes, prefix->bytes, whole) != 0)
        return false;
    return rest == 0 || (address->bytes[whole] ^ prefix->bytes[whole]) >> (CHAR_BIT - rest) == 0;
}

enum exposure exposure_of_address(enum family family, const struct address *address)
{
    struct address plain = *address;
    enum exposure kind = EXPOSURE_GLOBAL;
    unsigned longest = 0;

    address_unmap(&family, &plain);
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        const struct prefix *prefix = &prefixes[i];
        if (prefix->family != family || prefix->length <= longest || !is_in(&plain, prefix))
            continue;
        longest = prefix->length;
        kind = prefix->kind;
    }
    return kind;
}

/** Returns true if the socket takes what any peer sends: see exposure_of. */
static bool takes_all(const struct sock *sock)
{
    const struct proto_info *info = &proto_table[sock->proto];
    state_set listening = info->listening;

    if (!family_has_addresses(sock->family) || info->port == PORT_ICMP_ID)
        return false;
    if (listening & STATE_BIT(STATE_LISTEN))
        listening = STATE_BIT(STATE_LISTEN);
    return listening & STATE_BIT(sock->state);
}

enum exposure exposure_of(const struct sock *sock, struct text listed)
{
    struct listed_address item;

    if (!takes_all(sock) || (sock->have & HAVE_NO_ADDRESSES))
        return EXPOSURE_NONE;
    if ((sock->have & HAVE_DEVICE) && sock->device == LOOPBACK_INDEX)
        return EXPOSURE_LOOPBACK;
    enum exposure widest = exposure_of_address(sock->family, &sock->local);
    for (size_t i = 0; i + sizeof(item) <= listed.length; i += sizeof(item)) {
        memcpy(&item, listed.bytes + i, sizeof(item));
        enum exposure kind = exposure_of_address(item.family, &item.address);
        widest = kind > widest ? kind : widest;
    }
    return widest;
}

/** Returns the families of packets for an address; 0: not known. */
static family_set families_at(const struct sock *sock, enum family family, struct address address)
{
    address_unmap(&family, &address);
    enum family mapped = family_table[family].maps;
    if (mapped == family || !proto_table[sock->proto].dual_stack || !address_is_any(&address))
        return FAMILY_BIT(family);
    if (!(sock->have & HAVE_V6ONLY))
        return 0;
    return FAMILY_BIT(family) | (sock->v6only ? 0 : FAMILY_BIT(mapped));
}

family_set exposure_families(const struct sock *sock, struct text listed)
{
    struct listed_address item;

    if (!takes_all(sock) || !sock_has_addresses(sock))
        return 0;
    family_set families = families_at(sock, sock->family, sock->local);
    bool known = families != 0;
    for (size_t i = 0; i + sizeof(item) <= listed.length; i += sizeof(item)) {
        memcpy(&item, listed.bytes + i, sizeof(item));
        family_set more = families_at(sock, item.family, item.address);
        known = known && more != 0;
        families |= more;
    }
    return known ? families : 0;
}

const char *exposure_family_name(family_set families)
{
    if (families == FAMILIES_OF_INTERNET)
        return "both";
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        if (families == FAMILY_BIT(family))
            return family_table[family].name;
    }
    return NULL;
}
