// SPDX-License-Identifier: MIT
/**
 * Names of users, services and hosts, kept until sockstat exits. Names of interfaces are not
 * included: between two snapshots, an interface can be renamed and its index reused.
 */
#ifndef SOCK_NAME_CACHE_H
#define SOCK_NAME_CACHE_H

#include "base/intern.h"
#include "sock/names.h"
#include "sock/proto.h"
#include "sock/sock.h"

/** Host names by address. */
struct host_names {
    struct intern addresses; /**< 16 bytes; IPv4: of the mapped address -> a number */
    struct names names;      /**< by this number */
};

/** Start with `{0}`. */
struct name_cache {
    struct names services; /**< by name_cache_service_id */
    struct names users;    /**< by uid */
    struct host_names hosts;
};

void name_cache_free(struct name_cache *cache);

/** Returns the key of a port in name_cache.services. */
uint64_t name_cache_service_id(uint16_t ip_protocol, uint32_t port);

/**
 * Returns the service name of a port of PROTO, a protocol with ports. Returns false if it has none.
 * Of a port that the kernel can choose, the name would be a guess: see facts_service.
 */
bool name_cache_service(const struct name_cache *cache, enum proto proto, uint32_t port,
                        struct text *ret_name);

/** Returns the key of an address in name_cache.hosts.names; adds the address if it is new. */
uint32_t name_cache_host_id(struct name_cache *cache, enum family family,
                            const struct address *address);

/** Returns true if the address was looked up, with or without success. */
bool name_cache_has_host(const struct name_cache *cache, enum family family,
                         const struct address *address);

/** Returns the host name of an address; returns false if it has none or was not looked up. */
bool name_cache_host(const struct name_cache *cache, enum family family,
                     const struct address *address, struct text *ret_name);

#endif
