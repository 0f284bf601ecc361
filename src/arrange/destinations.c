// SPDX-License-Identifier: MIT
#include "arrange/destinations.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void destinations_free(struct destinations *destinations)
{
    intern_free(&destinations->ends);
    free(destinations->in_use);
    idmap_free(&destinations->ports);
}

/** Appends an address; a mapped one as that of IPv4. */
static void put_address(struct strbuf *key, enum family family, struct address address)
{
    address_unmap(&family, &address);
    strbuf_byte(key, (char)family);
    strbuf_bytes(key, (const char *)&address, sizeof(address));
}

uint32_t destinations_add(struct destinations *destinations, const struct sock *sock)
{
    CLEANUP(strbuf_free) struct strbuf key = {0};
    uint32_t number = 0;

    strbuf_bytes(&key, (const char *)&sock->place, sizeof(sock->place));
    strbuf_byte(&key, (char)sock->proto);
    put_address(&key, sock->family, sock->local);
    put_address(&key, sock->family, sock->peer);
    strbuf_bytes(&key, (const char *)&sock->peer_port, sizeof(sock->peer_port));
    if (intern_add(&destinations->ends, strbuf_contents(&key), &number)) {
        destinations->in_use = alloc_grow(destinations->in_use, &destinations->capacity,
                                          (size_t)number + 1, sizeof(*destinations->in_use));
        destinations->in_use[number] = 0;
    }
    return ++destinations->in_use[number];
}

uint32_t destinations_add_port(struct destinations *destinations, size_t set,
                               const struct sock *sock)
{
    uint64_t port = (uint64_t)set << 32 | (uint64_t)sock->place << 16 | sock->local_port;

    return idmap_add(&destinations->ports, port, 0);
}
