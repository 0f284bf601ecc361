// SPDX-License-Identifier: MIT
/**
 * What one snapshot contains besides its rows. Stages never call each other; one stores its results
 * here, a later one reads them.
 */
#ifndef SOCK_FACTS_H
#define SOCK_FACTS_H

#include "base/diag.h"
#include "sock/cgroups.h"
#include "sock/ends.h"
#include "sock/groups.h"
#include "sock/name_cache.h"
#include "sock/owners.h"
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

struct facts {
    const struct name_cache *names;   /**< borrowed */
    const struct host_identity *host; /**< borrowed */

    struct names devices; /**< by interface index */
    const struct strbuf
        *details; /**< of the rows; see sock_detail. NULL: there are none. Borrowed */
    struct unix_peers unix_peers;
    struct listeners listeners; /**< of TCP, with NEED_ENDS */
    struct owners owners;
    struct cgroups cgroups;
    struct groups groups; /**< if the rows are groups */

    bool requested[PROTO_COUNT]; /**< the request selects this protocol */
    enum source sources[PROTO_COUNT];
    bool mark_hidden; /**< the kernel reported no mark: CAP_NET_ADMIN is missing */
    bool ulp_hidden;  /**< likewise no upper layer protocol of any TCP socket */
    bool no_contexts; /**< processes were read for security contexts, and none has one */
    uint32_t hidden;  /**< enum have: what the kernel kept from us of any row; see field.hidden */
    size_t undecided; /**< rows dropped because the filter depends on unknown data */
    char **warnings;  /**< for stderr and the output; owned */
    size_t warning_count, warning_capacity;
    size_t duplicates;     /**< rows dropped because the dump listed a socket twice */
    bool duplicates_known; /**< false: rows were passed on before the dump was complete */
    bool complete;         /**< false: requested data is missing */

    struct timespec time; /**< when collection began, UTC */
};

/**
 * Initializes FACTS with NAMES, HOST and the current time; nothing else is known, nothing is
 * missing.
 */
void facts_init(struct facts *facts, const struct name_cache *names,
                const struct host_identity *host);
void facts_free(struct facts *facts);

/** Adds a warning: one line on stderr and one entry of `warnings`. Adds the same text only once. */
void facts_warn(struct facts *facts, const char *format, ...) FORMAT_PRINTF(2, 3);

/** As facts_warn, and marks the result as incomplete: exit status 3. */
void facts_incomplete(struct facts *facts, const char *format, ...) FORMAT_PRINTF(2, 3);

#endif
