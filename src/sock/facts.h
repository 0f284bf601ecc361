// SPDX-License-Identifier: MIT
/**
 * Joined knowledge: what is known besides the rows. Stages never call each other; what one
 * learns, the next reads here.
 */
#ifndef SOCK_FACTS_H
#define SOCK_FACTS_H

#include "base/diag.h"
#include "sock/ephemeral.h"
#include "sock/groups.h"
#include "sock/names.h"
#include "sock/owners.h"
#include "sock/proto.h"
#include "sock/sock.h"

#include <time.h>

/** What the rows of a protocol were read from. */
enum source {
    SOURCE_NONE, /**< could not be read */
    SOURCE_NETLINK,
    SOURCE_PROC,
    SOURCE_BPF,
    SOURCE_COUNT,
};

extern const char *const source_names[SOURCE_COUNT];

/** Host names by address; exact, whatever the addresses are. */
struct host_names {
    struct idmap halves; /**< eight bytes of an address -> a small number */
    struct names names;  /**< by the small numbers of both halves */
};

struct facts {
    struct names services; /**< by facts_service_id */
    struct names users;    /**< by uid */
    struct names devices;  /**< by interface index */
    struct host_names hosts;
    struct owners owners;

    struct ephemeral ephemeral; /**< a service name for one of these ports would be a guess */

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

    struct strbuf host;    /**< name of this host */
    struct strbuf boot_id; /**< empty when it cannot be read */
    struct timespec time;  /**< when collection began, UTC */
};

/** Nothing known, nothing missing; the time is now. */
void facts_init(struct facts *facts);
void facts_free(struct facts *facts);

/** Notes something that the caller must be told: one line on stderr, one `warnings` entry,
 * however often it is noted. */
void facts_warn(struct facts *facts, const char *format, ...) FORMAT_PRINTF(2, 3);

/** As facts_warn, for what makes the answer incomplete: exit status 3. */
void facts_incomplete(struct facts *facts, const char *format, ...) FORMAT_PRINTF(2, 3);

/** Key into facts.services. */
uint64_t facts_service_id(uint8_t ip_protocol, uint16_t port);

/** Returns the service name of a port; false when it has none or the kernel can choose the port. */
bool facts_service(const struct facts *facts, enum proto proto, uint16_t port,
                   struct text *ret_name);

/** Key into facts.hosts.names for an address; the second form never adds and may fail. */
uint64_t facts_host_id(struct facts *facts, enum family family, const struct address *address);
bool facts_host(const struct facts *facts, enum family family, const struct address *address,
                struct text *ret_name);

#endif
