// SPDX-License-Identifier: MIT
/**
 * What one snapshot contains besides its rows. Stages never call each other; one stores its results
 * here, a later one reads them.
 */
#ifndef SOCK_FACTS_H
#define SOCK_FACTS_H

#include "base/diag.h"
#include "sock/backends.h"
#include "sock/cgroups.h"
#include "sock/ends.h"
#include "sock/groups.h"
#include "sock/name_cache.h"
#include "sock/owners.h"
#include "sock/place.h"
#include "sock/proto.h"
#include "sock/source.h"
#include "sock/table.h"

#include <time.h>

/** What cgroups.no_tree means. */
#define NO_CGROUPS "units and containers are not known: no cgroups (version 2) can be read"

/** What facts.no_contexts means. */
#define NO_CONTEXTS "security contexts are not available from this kernel"

/** The identity of the host. Start with `{0}`. */
struct host_identity {
    struct strbuf name;
    struct strbuf boot_id; /**< empty if it cannot be read */
};

void host_identity_free(struct host_identity *host);

/** What Unix sockets are to their peers, when peers are wanted. */
struct unix_peers {
    struct names names;  /**< of all sockets, by inode */
    struct idmap counts; /**< number of sockets whose peer it is, by inode */
};

void unix_peers_free(struct unix_peers *peers);

/** The places that one warning is about. */
struct warned_places {
    size_t first, last; /**< their numbers, in the order of warning */
    size_t count;
};

/** What one snapshot contains of one place. */
struct place_facts {
    struct names devices; /**< by interface index */
    struct unix_peers unix_peers;
    enum source sources[PROTO_COUNT];
    uint64_t tcp_time; /**< nanoseconds of CLOCK_BOOTTIME: in the middle of reading TCP sockets */
    bool incomplete;   /**< requested data is missing */
    size_t sockets;    /**< rows from there that match; see facts_count_sockets */
};

struct facts {
    const struct name_cache *names;   /**< borrowed */
    const struct host_identity *host; /**< borrowed */
    const struct places *places;      /**< borrowed */

    struct place_facts own;     /**< of place 0 */
    struct place_facts *others; /**< of places 1 and up; owned */
    size_t other_count;
    const struct strbuf
        *details;               /**< of the rows; see sock_detail. NULL: there are none. Borrowed */
    struct listeners listeners; /**< of TCP, with NEED_ENDS */
    bool siblings; /**< those in TIME-WAIT that share a peer were counted: NEED_SIBLINGS */
    struct owners owners;
    struct backends backends;
    struct cgroups cgroups;
    struct groups groups; /**< if the rows are groups */

    bool requested[PROTO_COUNT]; /**< the request selects this protocol */
    bool mark_hidden;            /**< the kernel reported no mark: CAP_NET_ADMIN is missing */
    bool ulp_hidden;             /**< likewise no upper layer protocol of any TCP socket */
    bool devices_missing;        /**< names of interfaces could not be read */
    bool no_contexts;            /**< processes were read for security contexts, and none has one */
    uint32_t hidden;  /**< enum have: what the kernel kept from us of any row; see field.hidden */
    size_t undecided; /**< rows dropped because the filter depends on unknown data */
    char **warnings;  /**< for stderr and the output; owned */
    struct warned_places *warned; /**< what each is about; owned */
    size_t warned_capacity;
    size_t place; /**< that warnings are about from now on; 0: our own, or none */
    size_t warning_count, warning_capacity;
    size_t duplicates;     /**< rows dropped because the dump listed a socket twice */
    bool duplicates_known; /**< false: rows were passed on before the dump was complete */
    bool complete;         /**< false: requested data is missing */

    struct timespec time; /**< when collection began, UTC */
};

/**
 * Initializes FACTS with NAMES, HOST, PLACES and the current time; nothing else is known, nothing
 * is missing.
 */
void facts_init(struct facts *facts, const struct name_cache *names,
                const struct host_identity *host, const struct places *places);
void facts_free(struct facts *facts);

/** Returns what is known of place NUMBER; of our own for a number without place. */
static inline const struct place_facts *facts_place(const struct facts *facts, size_t number)
{
    if (__builtin_expect(number == 0 || number > facts->other_count, 1))
        return &facts->own;
    return &facts->others[number - 1];
}

static inline struct place_facts *facts_place_to_fill(struct facts *facts, size_t number)
{
    return number > 0 && number <= facts->other_count ? &facts->others[number - 1] : &facts->own;
}

/** Returns the source of the rows of PROTO in place NUMBER. */
static inline enum source facts_source(const struct facts *facts, size_t number, enum proto proto)
{
    return facts_place(facts, number)->sources[proto];
}

/** Returns the source of PROTO rows that reports the least, of all places that are read. */
enum source facts_weakest_source(const struct facts *facts, enum proto proto);

/** Returns the ephemeral ports of place NUMBER; all zero if they are not known. */
static inline const struct ephemeral *facts_ephemeral(const struct facts *facts, size_t number)
{
    static const struct ephemeral unknown;
    const struct ephemeral *known =
        facts->places ? places_at(facts->places, number)->ephemeral : NULL;

    return known ? known : &unknown;
}

/**
 * Returns the service name of a port in place NUMBER. Returns false if it has none, if the kernel
 * can choose the port there, or if this protocol has no ports.
 */
static inline bool facts_service(const struct facts *facts, size_t number, enum proto proto,
                                 uint32_t port, struct text *ret_name)
{
    return proto_table[proto].port == PORT_TRANSPORT &&
           !ephemeral_has(facts_ephemeral(facts, number), port) &&
           name_cache_service(facts->names, proto, port, ret_name);
}

/** Finds the name of the Unix socket with INODE in any place. Returns false if it has none. */
bool facts_unix_name_anywhere(const struct facts *facts, uint32_t inode, struct text *ret_name);

/** The same, first in place NUMBER. */
static inline bool facts_unix_name(const struct facts *facts, size_t number, uint32_t inode,
                                   struct text *ret_name)
{
    if (names_find(&facts_place(facts, number)->unix_peers.names, inode, ret_name))
        return true;
    return facts->other_count > 0 && facts_unix_name_anywhere(facts, inode, ret_name);
}

/** Returns how many Unix sockets of places 1 and up have the one with INODE as their peer. */
uint32_t facts_unix_count_elsewhere(const struct facts *facts, uint32_t inode);

/** Returns how many Unix sockets of all places have the one with INODE as their peer. */
static inline uint32_t facts_unix_count(const struct facts *facts, uint32_t inode)
{
    uint32_t count = 0;

    idmap_find(&facts->own.unix_peers.counts, inode, &count);
    return facts->other_count > 0 ? count + facts_unix_count_elsewhere(facts, inode) : count;
}

/** Counts the rows of each place. */
void facts_count_sockets(struct facts *facts, const struct sock_table *table);

/**
 * Adds to each warning about others than our own place which they are: " (network namespace web)"
 * or " (3 network namespaces)".
 */
void facts_name_places(struct facts *facts);

/** Adds a warning: one line on stderr and one entry of `warnings`. Adds the same text only once. */
void facts_warn(struct facts *facts, const char *format, ...) FORMAT_PRINTF(2, 3);

/** As facts_warn, and marks the result as incomplete: exit status 3. */
void facts_incomplete(struct facts *facts, const char *format, ...) FORMAT_PRINTF(2, 3);

/** As facts_incomplete, about places that could not be read: those that were are complete. */
void facts_places_missing(struct facts *facts, const char *format, ...) FORMAT_PRINTF(2, 3);

#endif
