// SPDX-License-Identifier: MIT
#include "sock/name_cache.h"

#include <string.h>

void host_names_free(struct host_names *hosts)
{
    idmap_free(&hosts->halves);
    names_free(&hosts->names);
}

void name_cache_free(struct name_cache *cache)
{
    names_free(&cache->services);
    names_free(&cache->users);
    host_names_free(&cache->hosts);
}

uint64_t name_cache_service_id(uint16_t ip_protocol, uint32_t port)
{
    return (uint64_t)ip_protocol << 32 | port;
}

bool name_cache_service(const struct name_cache *cache, enum proto proto, uint32_t port,
                        struct text *ret_name)
{
    if (proto_table[proto].port != PORT_TRANSPORT || ephemeral_has(&cache->ephemeral, port))
        return false;
    return names_find(&cache->services, name_cache_service_id(proto_table[proto].number, port),
                      ret_name);
}

/** An address as one or two 64-bit halves; returns how many. A mapped one has the name of its IPv4
 * address. */
static size_t split(enum family family, const struct address *address, uint64_t ret_halves[2])
{
    struct address plain = *address;

    address_unmap(&family, &plain);
    memcpy(ret_halves, plain.bytes, sizeof(plain.bytes));
    return family == FAMILY_IPV4 ? 1 : 2;
}

/** One key from the numbers of the halves; no half has the number that stands for "none". */
static uint64_t join_numbers(const uint32_t numbers[2])
{
    return (uint64_t)numbers[0] << 32 | numbers[1];
}

uint64_t name_cache_host_id(struct name_cache *cache, enum family family,
                            const struct address *address)
{
    struct idmap *map = &cache->hosts.halves;
    uint64_t halves[2];
    uint32_t numbers[2] = {UINT32_MAX, UINT32_MAX};
    size_t count = split(family, address, halves);

    for (size_t i = 0; i < count; i++) {
        numbers[i] = (uint32_t)map->count;
        if (!idmap_add(map, halves[i], numbers[i]))
            idmap_find(map, halves[i], &numbers[i]);
    }
    return join_numbers(numbers);
}

bool name_cache_host(const struct name_cache *cache, enum family family,
                     const struct address *address, struct text *ret_name)
{
    uint64_t halves[2];
    uint32_t numbers[2] = {UINT32_MAX, UINT32_MAX};
    size_t count = split(family, address, halves);

    for (size_t i = 0; i < count; i++) {
        if (!idmap_find(&cache->hosts.halves, halves[i], &numbers[i]))
            return false;
    }
    return names_find(&cache->hosts.names, join_numbers(numbers), ret_name);
}
