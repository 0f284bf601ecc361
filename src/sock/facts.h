// SPDX-License-Identifier: MIT
/**
 * Joined knowledge: what is known besides the rows. Stages never call each other; what one
 * learns, the next reads here.
 */
#ifndef SOCK_FACTS_H
#define SOCK_FACTS_H

#include "base/diag.h"
#include "sock/groups.h"
#include "sock/name_cache.h"
#include "sock/owners.h"
#include "sock/proto.h"
#include "sock/source.h"
#include "sock/table.h"

#include <time.h>

/** Which host this is. Start with `{0}`. */
struct host_identity {
    struct strbuf name;
    struct strbuf boot_id; /**< empty when it cannot be read */
};

void host_identity_free(struct host_identity *host);

struct facts {
    const struct name_cache *names;   /**< borrowed */
    const struct host_identity *host; /**< borrowed */

    struct names devices; /**< by interface index */
    const struct strbuf
        *details;            /**< of the rows; see sock_detail. NULL: there are none. Borrowed */
    struct names unix_names; /**< by inode, when peers are wanted */
    struct owners owners;
    struct groups groups; /**< when the rows are groups */

    bool asked[PROTO_COUNT]; /**< protocols that this run is about */
    enum source sources[PROTO_COUNT];
    bool mark_hidden; /**< the kernel told the mark of no socket: cap_net_admin is lacking */
    size_t undecided; /**< rows dropped because the filter depends on what is not known */
    char **warnings;  /**< what the caller must be told, in plain words; owned */
    size_t warning_count, warning_capacity;
    size_t duplicates;     /**< rows dropped because the dump brought a socket twice */
    bool duplicates_known; /**< false: rows went on before all were there */
    bool complete;         /**< false: something that was asked for is missing */

    struct timespec time; /**< when collection began, UTC */
};

/** Nothing known but NAMES and HOST, nothing missing; the time is now. */
void facts_init(struct facts *facts, const struct name_cache *names,
                const struct host_identity *host);
void facts_free(struct facts *facts);

/** Notes something that the caller must be told: one line on stderr, one `warnings` entry,
 * however often it is noted. */
void facts_warn(struct facts *facts, const char *format, ...) FORMAT_PRINTF(2, 3);

/** As facts_warn, for what makes the answer incomplete: exit status 3. */
void facts_incomplete(struct facts *facts, const char *format, ...) FORMAT_PRINTF(2, 3);

#endif
