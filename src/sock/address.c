// SPDX-License-Identifier: MIT
#include "sock/address.h"

#include <assert.h>
#include <endian.h>
#include <netinet/in.h>
#include <string.h>

/** Bytes for the longest text; three are written for the last byte of an IPv4 address. */
#define MOST_TEXT sizeof("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")
#define GROUPS 8 // of 16 bits, in IPv6

/** Writes a number below 256; returns where the next byte goes. */
/** A byte in decimal. */
struct byte_text {
    char digits[3]; /**< the first `length` of them */
    uint8_t length;
};

// clang-format off
#define DIGIT(number) (char)('0' + (number) % 10)
#define BYTE(byte)                                                                                 \
    {{DIGIT((byte) / ((byte) >= 100 ? 100 : (byte) >= 10 ? 10 : 1)),                               \
      DIGIT((byte) / ((byte) >= 100 ? 10 : 1)), DIGIT(byte)},                                      \
     (byte) >= 100 ? 3 : (byte) >= 10 ? 2 : 1}
#define BYTES_4(first) BYTE(first), BYTE((first) + 1), BYTE((first) + 2), BYTE((first) + 3)
#define BYTES_16(first)                                                                            \
    BYTES_4(first), BYTES_4((first) + 4), BYTES_4((first) + 8), BYTES_4((first) + 12)
#define BYTES_64(first)                                                                            \
    BYTES_16(first), BYTES_16((first) + 16), BYTES_16((first) + 32), BYTES_16((first) + 48)
// clang-format on
static const struct byte_text byte_texts[] = {BYTES_64(0), BYTES_64(64), BYTES_64(128),
                                              BYTES_64(192)};
static_assert(sizeof(byte_texts) / sizeof(byte_texts[0]) == UINT8_MAX + 1, "a row a byte");

static char *write_ipv4(char *place, const uint8_t bytes[4])
{
    for (size_t i = 0; i < 4; i++) {
        const struct byte_text *text = &byte_texts[bytes[i]];
        if (i > 0)
            *place++ = '.';
        memcpy(place, text->digits, sizeof(text->digits));
        place += text->length;
    }
    return place;
}

static size_t length_of_ipv4(const uint8_t *bytes)
{
    size_t length = strlen("...");

    for (size_t i = 0; i < 4; i++)
        length += byte_texts[bytes[i]].length;
    return length;
}

static unsigned group_at(const uint8_t *bytes, size_t index)
{
    return (unsigned)bytes[2 * index] << 8 | bytes[2 * index + 1];
}

static char *write_group(char *place, unsigned group)
{
    static const char digits[] = "0123456789abcdef";

    for (int shift = 12; shift >= 0; shift -= 4) {
        if (group >> shift || shift == 0)
            *place++ = digits[group >> shift & 15];
    }
    return place;
}

/** A run of groups that are zero. */
struct run {
    size_t start;
    size_t length;
};

/** The first of the longest runs of at least two. */
static struct run longest_run(const uint8_t *bytes)
{
    struct run longest = {GROUPS, 1};
    struct run current = {0, 0};

    for (size_t i = 0; i < GROUPS; i++) {
        if (group_at(bytes, i) == 0) {
            current.length++;
            if (current.length > longest.length)
                longest = current;
        } else {
            current = (struct run){i + 1, 0};
        }
    }
    return longest;
}

/** True for addresses whose last four bytes are IPv4: mapped, and the older kind behind zeros. */
static bool ends_in_ipv4(const uint8_t *bytes, const struct run *zeros)
{
    return zeros->start == 0 &&
           (zeros->length == 6 || (zeros->length == 5 && group_at(bytes, 5) == 0xffff));
}

/** RFC 5952 */
static char *write_ipv6(char *place, const uint8_t *bytes)
{
    struct run zeros = longest_run(bytes);
    bool mixed = ends_in_ipv4(bytes, &zeros);

    for (size_t i = 0; i < (mixed ? GROUPS - 2 : GROUPS); i++) {
        if (i == zeros.start) {
            *place++ = ':';
            i += zeros.length - 1;
            if (i == GROUPS - 1)
                *place++ = ':';
            continue;
        }
        if (i > 0)
            *place++ = ':';
        place = write_group(place, group_at(bytes, i));
    }
    if (!mixed)
        return place;
    *place++ = ':';
    return write_ipv4(place, bytes + 12);
}

static size_t length_of_ipv6(const uint8_t *bytes)
{
    char text[MOST_TEXT];

    return (size_t)(write_ipv6(text, bytes) - text);
}

static uint64_t big_endian(const uint8_t *bytes, size_t count)
{
    uint64_t number = 0;

    for (size_t i = 0; i < count; i++)
        number = number << 8 | bytes[i];
    return number;
}

static uint64_t order_ipv4(const struct address_pair *pair, unsigned level)
{
    (void)level;
    return big_endian(pair->local->bytes + 2, 2) << 48 | big_endian(pair->peer->bytes, 4) << 16 |
           pair->peer_port;
}

static uint64_t order_bytes(const struct address_pair *pair, unsigned level)
{
    const uint8_t *local = pair->local->bytes;
    const uint8_t *peer = pair->peer->bytes;

    switch (level) {
    case 1:
        return big_endian(local + 2, 8);
    case 2:
        return big_endian(local + 10, 6) << 16 | big_endian(peer, 2);
    case 3:
        return big_endian(peer + 2, 8);
    default:
        return big_endian(peer + 10, 6) << 16 | pair->peer_port;
    }
}

static uint64_t order_unix(const struct address_pair *pair, unsigned level)
{
    uint64_t bytes = 0;
    size_t offset = 2 + sizeof(bytes) * (level - 1);

    if (offset + sizeof(bytes) <= pair->name.length)
        memcpy(&bytes, pair->name.bytes + offset, sizeof(bytes));
    else if (offset < pair->name.length)
        memcpy(&bytes, pair->name.bytes + offset, pair->name.length - offset);
    return be64toh(bytes);
}

/** What families with ENDS_NUMBERS have in common. */
#define NUMBERS_ROW(family)                                                                        \
    .ends = ENDS_NUMBERS, .maps = (family), .order_levels = 4, .order_key = order_bytes

const struct family_info family_table[] = {
    [FAMILY_IPV4] =
        {
            .name = "ipv4",
            .title = "IPv4",
            .alias = "inet",
            .option = '4',
            .number = AF_INET,
            .size = 4,
            .maps = FAMILY_IPV4,
            .sockaddr_offset = offsetof(struct sockaddr_in, sin_addr),
            .sockaddr_size = sizeof(struct sockaddr_in),
            .order_levels = 1,
            .to_text = write_ipv4,
            .text_length = length_of_ipv4,
            .order_key = order_ipv4,
        },
    [FAMILY_IPV6] =
        {
            .name = "ipv6",
            .title = "IPv6",
            .alias = "inet6",
            .option = '6',
            .number = AF_INET6,
            .size = 16,
            .brackets = true,
            .maps = FAMILY_IPV4,
            .sockaddr_offset = offsetof(struct sockaddr_in6, sin6_addr),
            .sockaddr_size = sizeof(struct sockaddr_in6),
            .order_levels = 4,
            .to_text = write_ipv6,
            .text_length = length_of_ipv6,
            .order_key = order_bytes,
        },
    [FAMILY_UNIX] =
        {
            .name = "unix",
            .title = "Unix",
            .alias = "unix",
            .number = AF_UNIX,
            .ends = ENDS_NAMES,
            .maps = FAMILY_UNIX,
            .order_levels = 14, // 108 bytes of a name, the first two of which come before
            .order_key = order_unix,
        },
    [FAMILY_PACKET] = {NUMBERS_ROW(FAMILY_PACKET), .name = "packet", .title = "Packet",
                       .alias = "link", .number = AF_PACKET},
    [FAMILY_NETLINK] = {NUMBERS_ROW(FAMILY_NETLINK), .name = "netlink", .title = "Netlink",
                        .alias = "netlink", .number = AF_NETLINK},
    [FAMILY_VSOCK] = {NUMBERS_ROW(FAMILY_VSOCK), .name = "vsock", .title = "vsock",
                      .alias = "vsock", .number = AF_VSOCK},
    [FAMILY_XDP] = {NUMBERS_ROW(FAMILY_XDP), .name = "xdp", .title = "XDP", .alias = "xdp",
                    .number = AF_XDP},
    [FAMILY_TIPC] = {NUMBERS_ROW(FAMILY_TIPC), .name = "tipc", .title = "TIPC", .alias = "tipc",
                     .number = AF_TIPC},
};
static_assert(sizeof(family_table) / sizeof(family_table[0]) == FAMILY_COUNT, "a row a family");

bool family_from_number(unsigned number, enum family *ret_family)
{
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        if (family_table[family].number != number)
            continue;
        *ret_family = family;
        return true;
    }
    return false;
}

void address_text(struct strbuf *text, enum family family, const struct address *address)
{
    char *start = strbuf_room(text, MOST_TEXT);
    char *end = family_table[family].to_text(start, address->bytes);

    strbuf_added(text, (size_t)(end - start));
}

uint32_t address_number(const struct address *address, unsigned index)
{
    uint32_t number;

    memcpy(&number, address->bytes + index * sizeof(number), sizeof(number));
    return ntohl(number);
}

void address_set_number(struct address *address, unsigned index, uint32_t number)
{
    number = htonl(number);
    memcpy(address->bytes + index * sizeof(number), &number, sizeof(number));
}

bool address_is_any(const struct address *address)
{
    static const struct address any;

    return memcmp(address, &any, sizeof(any)) == 0;
}

bool address_is_link_local(enum family family, const struct address *address)
{
    return family == FAMILY_IPV6 && address->bytes[0] == 0xfe && (address->bytes[1] & 0xc0) == 0x80;
}

bool address_is_loopback(enum family family, const struct address *address)
{
    static const struct address one = {.bytes = {[15] = 1}};

    if (family == FAMILY_IPV4)
        return address->bytes[0] == 127;
    return address_compare(address, &one) == 0;
}

bool address_unmap(enum family *family, struct address *address)
{
    uint64_t zeros;
    uint32_t prefix;

    memcpy(&zeros, address->bytes, sizeof(zeros));
    memcpy(&prefix, address->bytes + 8, sizeof(prefix));
    if (zeros != 0 || prefix != htonl(0xffff) || family_table[*family].maps == *family)
        return false;
    *family = family_table[*family].maps;
    memmove(address->bytes, address->bytes + 12, 4);
    memset(address->bytes + 4, 0, 12);
    return true;
}

void address_map(enum family family, struct address *address)
{
    struct address mapped = {{[10] = 0xff, [11] = 0xff}};

    if (family != FAMILY_IPV4)
        return;
    memcpy(mapped.bytes + 12, address->bytes, 4);
    *address = mapped;
}

int address_compare(const struct address *one, const struct address *other)
{
    return memcmp(one->bytes, other->bytes, sizeof(one->bytes));
}

socklen_t address_to_sockaddr(enum family family, const struct address *address,
                              struct sockaddr_storage *ret_name)
{
    const struct family_info *info = &family_table[family];

    *ret_name = (struct sockaddr_storage){.ss_family = info->number};
    memcpy((char *)ret_name + info->sockaddr_offset, address->bytes, info->size);
    return info->sockaddr_size;
}

bool address_from_sockaddr(const struct sockaddr *name, enum family *ret_family,
                           struct address *ret_address)
{
    if (!family_from_number(name->sa_family, ret_family) || !family_has_addresses(*ret_family))
        return false;
    const struct family_info *info = &family_table[*ret_family];
    *ret_address = (struct address){{0}};
    memcpy(ret_address->bytes, (const char *)name + info->sockaddr_offset, info->size);
    return true;
}
