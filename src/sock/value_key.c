// SPDX-License-Identifier: MIT
#include "sock/value_key.h"

#include <endian.h>

#define COMM_LEVELS 2 // a name of 15 bytes, none of them NUL

/** Returns the 8 bytes of the level as a number in the order of text_compare; 0 for those after it.
 */
static uint64_t text_key(struct text text, unsigned level)
{
    size_t offset = level * sizeof(uint64_t);
    uint64_t bytes = 0;

    if (offset < text.length) {
        size_t left = text.length - offset;
        memcpy(&bytes, text.bytes + offset, left < sizeof(bytes) ? left : sizeof(bytes));
    }
    return be64toh(bytes);
}

uint64_t word_key(const struct value *value, unsigned level, const struct facts *facts)
{
    (void)facts;
    return text_key(text_of(value->word), level);
}

uint64_t name_key(const struct value *value, unsigned level, const struct facts *facts)
{
    (void)facts;
    return text_key(value->name, level);
}

uint64_t flow_key(const struct value *value, unsigned level, const struct facts *facts)
{
    (void)facts;
    return text_key((struct text){(const char *)value->digest, SHA1_SIZE}, level);
}

/** Of IPv4, one level has all but the scope: the other bytes of the address are 0. */
static uint64_t ipv4_key(const struct value_end *end, unsigned level)
{
    uint32_t address;

    memcpy(&address, end->bytes.bytes, sizeof(address));
    if (level == 0)
        return (uint64_t)end->family << 56 | (uint64_t)be32toh(address) << 24 |
               (uint64_t)(end->port & UINT16_MAX) << 8 | (uint64_t)end->dual_stack << 1 |
               end->no_address;
    return level == 1 ? end->scope : 0;
}

uint64_t end_key(const struct value *value, unsigned level, const struct facts *facts)
{
    struct value unmapped = *value;
    const struct value_end *end = &unmapped.end;

    (void)facts;
    value_unmap(&unmapped);
    if (end->family == FAMILY_IPV4)
        return ipv4_key(end, level);
    if (level == 0)
        return (uint64_t)end->family << 56;
    if (family_has_names(end->family))
        return text_key(end->name, level - 1);
    switch (level) {
    case 1:
    case 2:
        return text_key((struct text){(const char *)end->bytes.bytes, sizeof(end->bytes.bytes)},
                        level - 1);
    case 3:
        return (uint64_t)end->port << 8 | (uint64_t)end->dual_stack << 1 | end->no_address;
    case 4:
        return end->scope;
    default:
        return 0;
    }
}

/** Returns the first process of a list. */
static const struct process *first_of(const struct value *value, const struct facts *facts)
{
    return &facts->owners.processes[value->holders->process];
}

uint64_t comms_key(const struct value *value, unsigned level, const struct facts *facts)
{
    if (level >= COMM_LEVELS)
        return 0;
    return text_key(owners_comm(&facts->owners, first_of(value, facts)), level);
}

uint64_t pids_key(const struct value *value, unsigned level, const struct facts *facts)
{
    return level == 0 ? first_of(value, facts)->pid : 0;
}

uint64_t processes_key(const struct value *value, unsigned level, const struct facts *facts)
{
    if (level == COMM_LEVELS)
        return first_of(value, facts)->pid;
    return comms_key(value, level, facts);
}
