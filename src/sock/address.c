// SPDX-License-Identifier: MIT
#include "sock/address.h"

#define MOST_TEXT sizeof("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")
#define GROUPS 8 // of 16 bits, in IPv6

/** Writes a number below 256; returns where the next byte goes. */
static char *write_byte(char *place, uint8_t byte)
{
    if (byte >= 100)
        *place++ = (char)('0' + byte / 100);
    if (byte >= 10)
        *place++ = (char)('0' + byte / 10 % 10);
    *place++ = (char)('0' + byte % 10);
    return place;
}

static char *write_ipv4(char *place, const uint8_t bytes[4])
{
    for (size_t i = 0; i < 4; i++) {
        if (i > 0)
            *place++ = '.';
        place = write_byte(place, bytes[i]);
    }
    return place;
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

void address_text(struct strbuf *text, enum family family, const struct address *address)
{
    char *start = strbuf_room(text, MOST_TEXT);
    char *end = family == FAMILY_IPV4 ? write_ipv4(start, address->bytes)
                                      : write_ipv6(start, address->bytes);

    strbuf_added(text, (size_t)(end - start));
}
