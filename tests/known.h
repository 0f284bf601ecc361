// SPDX-License-Identifier: MIT
/**
 * Facts with names and a host identity of their own, which tests may fill.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include "sock/facts.h"

#include <stdlib.h>
#include <string.h>

/** Returns what a session would have brought. */
static inline struct name_cache *known_names(const struct facts *facts)
{
    return (struct name_cache *)facts->names;
}

static inline struct host_identity *known_host(const struct facts *facts)
{
    return (struct host_identity *)facts->host;
}

static inline struct places *known_places(const struct facts *facts)
{
    return (struct places *)facts->places;
}

/** As facts_init, with nothing known. */
static inline void known_init(struct facts *facts)
{
    facts_init(facts, calloc(1, sizeof(struct name_cache)), calloc(1, sizeof(struct host_identity)),
               calloc(1, sizeof(struct places)));
}

/** Sets the ephemeral ports of our own place, which are reused as by default. */
static inline void known_ephemeral(struct facts *facts, uint16_t first, uint16_t last)
{
    struct ephemeral range = {.first = first, .last = last, .reuse = PORT_REUSE_LOOPBACK};

    places_set_ephemeral(known_places(facts), &known_places(facts)->own, &range);
}

/** Adds a name of PORT of the protocol with the number PROTOCOL. */
static inline void known_service(struct facts *facts, uint8_t protocol, uint16_t port,
                                 const char *name)
{
    names_add(&known_names(facts)->services, name_cache_service_id(protocol, port), name,
              strlen(name));
}

/** Adds the name of a user. */
static inline void known_user(struct facts *facts, uint32_t uid, const char *name)
{
    names_add(&known_names(facts)->users, uid, name, strlen(name));
}

/** Adds the name of an interface. */
static inline void known_device(struct facts *facts, uint32_t index, const char *name)
{
    names_add(&facts->own.devices, index, name, strlen(name));
}

static inline void known_free(struct facts *facts)
{
    name_cache_free(known_names(facts));
    free(known_names(facts));
    host_identity_free(known_host(facts));
    free(known_host(facts));
    places_free(known_places(facts));
    free(known_places(facts));
    facts_free(facts);
}

#endif
