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
                    .lacks = HAVE_ULP | REPORTS_DETAIL,
                    .states = HASHED},
};
static_assert(sizeof(source_table) / sizeof(source_table[0]) == SOURCE_COUNT, "a row a source");

/** Facts that a warning names when a source lacks them. */
static const struct {
    uint32_t fact;
    proto_set protos; /**< of which a socket has it */
    state_set states; /**< in which a socket has it */
    const char *words;
} named[] = {
    {HAVE_ACCEPT_LIMIT, ALL_PROTOS, STATE_BIT(STATE_LISTEN), "accept-queue limits"},
    {HAVE_V6ONLY, ALL_PROTOS, ALL_STATES, "dual-stack"},
    {HAVE_DEVICE, ALL_PROTOS, ALL_STATES, "devices"},
    {HAVE_QUEUES, ALL_PROTOS, ALL_STATES, "queues"},
    {HAVE_UID, ALL_PROTOS, ALL_STATES, "users"},
    {HAVE_TYPE, ALL_PROTOS, ALL_STATES, "types"},
    {REPORTS_PEER, ALL_PROTOS, ALL_STATES, "peers"},
    {REPORTS_PEER, PROTO_BIT(PROTO_NETLINK), ALL_STATES, "which sockets are connected"},
    {REPORTS_PEER, PROTO_BIT(PROTO_UNIX), ALL_STATES, "which datagram sockets are connected"},
    {REPORTS_DETAIL, PROTO_BIT(PROTO_NETLINK), ALL_STATES, "multicast groups"},
    {REPORTS_DETAIL, PROTO_BIT(PROTO_NETLINK), ALL_STATES,
     "members of groups without a port ID"}, // net/netlink/af_netlink.c, netlink_seq_next
    {REPORTS_DETAIL, PROTO_BIT(PROTO_PACKET) | PROTO_BIT(PROTO_NETLINK), ALL_STATES, "drops"},
    {HAVE_ABSTRACT, ALL_PROTOS, ALL_STATES, "exact names"},
    {HAVE_ABSTRACT, ALL_PROTOS, ALL_STATES,
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
