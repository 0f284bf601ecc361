// SPDX-License-Identifier: MIT
/**
 * Names of hosts by address, from the C library (getnameinfo(3)): several at a time, each address
 * once, and with a time limit. An address without a name stays a number.
 */
#ifndef JOIN_HOSTS_H
#define JOIN_HOSTS_H

#include "sock/facts.h"

/** The time limit if none is chosen, in milliseconds. */
#define HOSTS_MILLISECONDS 10000

/** Receives how far a lookup is. */
struct host_progress {
    /** Is called several times a second: DONE of COUNT addresses have been looked up. */
    void (*show)(void *context, size_t done, size_t count);
    /** Is called at the end of each lookup. */
    void (*end)(void *context);
    void *context;
};

/** The threads and the time limit. Start with `{0}` and the limit. */
struct host_lookup {
    uint64_t milliseconds;         /**< that are left of the time limit */
    uint64_t at_once;              /**< of these, for one call; 0: all */
    struct host_progress progress; /**< without functions: nothing is called */
    struct jobs *jobs;             /**< NULL: not needed yet */
};

/**
 * Adds both ends of the rows to CACHE, except those for which the resolver fails and those that are
 * not looked up within the time limit: each is a warning in FACTS. Subtracts the time that it takes
 * from the limit. Another call looks up again what is not in CACHE.
 */
void hosts_join(const struct sock_table *table, struct host_lookup *lookup,
                struct name_cache *cache, struct facts *facts);

/** Ends the threads; those that still block do not delay this. */
void hosts_close(struct host_lookup *lookup);

#endif
