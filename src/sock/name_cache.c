// SPDX-License-Identifier: MIT
#include "sock/name_cache.h"

#include <string.h>

static void host_names_free(struct host_names *hosts)
{
    intern_free(&hosts->addresses);
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
    return names_find(&cache->services, name_cache_service_id(proto_table[proto].number, port),
                      ret_name);
}

/** Returns the key of an address: for IPv4 the IPv4-mapped address, which has the same name. */
static struct address key_of(enum family family, const struct address *address)
{
    struct address key = *address;

    address_map(family, &key);
    return key;
}

static struct text bytes_of(const struct address *key)
{
    return (struct text){(const char *)key->bytes, sizeof(key->bytes)};
}

uint32_t name_cache_host_id(struct name_cache *cache, enum family family,
                            const struct address *address)
{
    struct address key = key_of(family, address);
    uint32_t number;

    intern_add(&cache->hosts.addresses, bytes_of(&key), &number);
    return number;
}

bool name_cache_has_host(const struct name_cache *cache, enum family family,
                         const struct address *address)
{
    struct address key = key_of(family, address);
    uint32_t number;

    return intern_find(&cache->hosts.addresses, bytes_of(&key), &number) &&
           names_known(&cache->hosts.names, number);
}

bool name_cache_host(const struct name_cache *cache, enum family family,
                     const struct address *address, struct text *ret_name)
{
    struct address key = key_of(family, address);
    uint32_t number;

    return intern_find(&cache->hosts.addresses, bytes_of(&key), &number) &&
           names_find(&cache->hosts.names, number, ret_name);
}
