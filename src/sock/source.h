// SPDX-License-Identifier: MIT
/**
 * The sources of sockets, and the facts that each of them reports. The facts that a source lacks,
 * and the warnings about them, derive from these rows.
 */
#ifndef SOCK_SOURCE_H
#define SOCK_SOURCE_H

#include "base/strbuf.h"
#include "sock/proto.h"

/** The source of the rows of a protocol. */
enum source {
    SOURCE_NONE, /**< could not be read, or was not read yet */
    SOURCE_NETLINK,
    SOURCE_PROC,
    SOURCE_BPF,
    SOURCE_COUNT,
};

/** A set of sources: bit `1 << source` for each. */
#define SOURCE_BIT(source) (1U << (source))

struct source_info {
    const char *name;  /**< as in JSON: "netlink" */
    const char *title; /**< in messages: "/proc" */
    bool reports_all;  /**< its rows can have every fact; otherwise see proto_info.file_lacks */
    uint32_t lacks;    /**< enum have: but for these */
    state_set states;  /**< states of sockets that it lists */
};

extern const struct source_info source_table[SOURCE_COUNT];

/**
 * Returns true if rows of PROTO from SOURCE can have all of FACTS (enum have). SOURCE_NONE, which
 * is not read yet, reports what every source of PROTO does.
 */
static inline bool source_reports(enum source source, enum proto proto, uint32_t facts)
{
    if (source_table[source].reports_all)
        return !(facts & source_table[source].lacks);
    return !(facts & proto_table[proto].file_lacks);
}

/**
 * Appends which facts rows of PROTO from SOURCE lack, for sockets in STATES: "devices are unknown".
 * Appends nothing if there are none to report.
 */
void source_lacks(enum source source, enum proto proto, state_set states, struct strbuf *text);

#endif
