// SPDX-License-Identifier: MIT
#include "sock/source.h"

#include "sock/sock.h"

#include <assert.h>

#define ALL_FACTS (~0U)
#define ALL_STATES (~(state_set)0)
#define HASHED (ALL_STATES & ~STATE_BIT(STATE_BOUND_INACTIVE)) // in the tables for lookups

/** Every source reports these. */
#define COMMON (HAVE_QUEUES | HAVE_ACCEPT_QUEUE | HAVE_UID | HAVE_INODE | HAVE_TIMER)

const struct source_info source_table[] = {
    [SOURCE_NONE] = {.name = "none", .reports = COMMON, .states = HASHED},
    [SOURCE_NETLINK] = {.name = "netlink",
                        .title = "sock_diag",
                        .reports = ALL_FACTS,
                        .states = ALL_STATES},
    [SOURCE_PROC] = {.name = "proc", .title = "/proc", .reports = COMMON, .states = HASHED},
    [SOURCE_BPF] = {.name = "bpf",
                    .title = "the BPF iterators",
                    .reports = ALL_FACTS,
                    .states = HASHED},
};
static_assert(sizeof(source_table) / sizeof(source_table[0]) == SOURCE_COUNT, "a row a source");

/** Facts that a warning names when a source lacks them. */
static const struct {
    uint32_t fact;
    state_set states; /**< in which a socket has it */
    const char *words;
} named[] = {
    {HAVE_ACCEPT_LIMIT, STATE_BIT(STATE_LISTEN), "accept-queue limits"},
    {HAVE_V6ONLY, ALL_STATES, "dual-stack"},
    {HAVE_DEVICE, ALL_STATES, "devices"},
};

#define NAMED (sizeof(named) / sizeof(named[0]))

void source_lacks(enum source source, enum proto proto, state_set states, struct strbuf *text)
{
    const char *lacks[NAMED + 1];
    size_t count = 0;

    for (size_t i = 0; i < NAMED; i++) {
        bool has = !(proto_table[proto].lacks & named[i].fact);
        if (has && (states & named[i].states) && !source_reports(source, named[i].fact))
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
