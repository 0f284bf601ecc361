// SPDX-License-Identifier: MIT
#include "sock/source.h"

#include "sock/sock.h"

#include <assert.h>

#define ALL_STATES (~(state_set)0)
#define HASHED (ALL_STATES & ~STATE_BIT(STATE_BOUND_INACTIVE)) // in the tables for lookups

const struct source_info source_table[] = {
    [SOURCE_NONE] = {.name = "none", .states = HASHED},
    [SOURCE_NETLINK] = {.name = "netlink",
                        .title = "sock_diag",
                        .reports_all = true,
                        .states = ALL_STATES},
    [SOURCE_PROC] = {.name = "proc", .title = "/proc", .states = HASHED},
    [SOURCE_BPF] = {.name = "bpf",
                    .title = "the BPF iterators",
                    .reports_all = true,
                    .lacks = HAVE_ULP,
                    .states = HASHED},
};
static_assert(sizeof(source_table) / sizeof(source_table[0]) == SOURCE_COUNT, "a row a source");

/** Facts that a warning names when a source lacks them. */
static const struct {
    uint32_t fact;
    state_set states; /**< in which a socket has it */
    proto_set protos; /**< of which a socket has it */
    const char *words;
} named[] = {
    {HAVE_ACCEPT_LIMIT, STATE_BIT(STATE_LISTEN), ALL_PROTOS, "accept-queue limits"},
    {HAVE_V6ONLY, ALL_STATES, ALL_PROTOS, "dual-stack"},
    {HAVE_DEVICE, ALL_STATES, ALL_PROTOS, "devices"},
    {HAVE_QUEUES, ALL_STATES, ALL_PROTOS, "queues"},
    {HAVE_UID, ALL_STATES, ALL_PROTOS, "users"},
    {HAVE_TYPE, ALL_STATES, ALL_PROTOS, "types"},
    {REPORTS_PEER, ALL_STATES, ALL_PROTOS, "peers"},
    {REPORTS_PEER, ALL_STATES, PROTO_BIT(PROTO_NETLINK), "which sockets are connected"},
    {REPORTS_PEER, ALL_STATES, PROTO_BIT(PROTO_UNIX), "which datagram sockets are connected"},
    {REPORTS_DETAIL, ALL_STATES, PROTO_BIT(PROTO_NETLINK), "multicast groups"},
    {REPORTS_DETAIL, ALL_STATES, PROTO_BIT(PROTO_PACKET) | PROTO_BIT(PROTO_NETLINK), "drops"},
    {HAVE_ABSTRACT, ALL_STATES, ALL_PROTOS, "exact names"},
    {HAVE_ABSTRACT, ALL_STATES, ALL_PROTOS,
     "forged rows"}, // a name can contain a newline and a line
};

#define NAMED (sizeof(named) / sizeof(named[0]))

void source_lacks(enum source source, enum proto proto, state_set states, struct strbuf *text)
{
    const char *lacks[NAMED + 1];
    size_t count = 0;

    for (size_t i = 0; i < NAMED; i++) {
        bool has =
            !(proto_table[proto].lacks & named[i].fact) && (named[i].protos & PROTO_BIT(proto));
        if (has && (states & named[i].states) && !source_reports(source, proto, named[i].fact))
            lacks[count++] = named[i].words;
    }
    if (states & ~source_table[source].states)
        lacks[count++] = "bound-inactive sockets";
    for (size_t i = 0; i < count; i++) {
        strbuf_text(text, i == 0 ? "" : i + 1 < count ? ", " : " and ");
        strbuf_text(text, lacks[i]);
    }
    if (count > 0)
        strbuf_text(text, " are unknown");
}
