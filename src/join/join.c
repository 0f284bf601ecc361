// SPDX-License-Identifier: MIT
#include "join/join.h"

#include "join/lookup.h"
#include "join/machine.h"
#include "join/owner.h"
#include "join/service.h"

/** The range of ephemeral ports, and services, of which those ports have none. */
static void join_ports(unsigned needs, const struct join_sources *sources, struct facts *facts)
{
    facts->ephemeral = ephemeral_read(sources->proc);
    bool known = ephemeral_known(&facts->ephemeral);

    if ((needs & NEED_SERVICE) && known)
        service_join(sources->services, facts);
    else if (needs & NEED_SERVICE)
        facts_warn(facts, "ports are shown as numbers: " EPHEMERAL_UNREAD);
    if ((needs & NEED_EPHEMERAL) && !known)
        facts_warn(facts, "ephemeral ports in use are unknown: " EPHEMERAL_UNREAD);
}

void join(unsigned needs, const struct sock_table *table, const struct join_sources *sources,
          struct facts *facts)
{
    facts->owners.threads = needs & NEED_THREADS;
    if (needs & NEED_OWNER)
        owner_join(table, sources->proc, sources->owners, facts);
    if (needs & (NEED_SERVICE | NEED_EPHEMERAL))
        join_ports(needs, sources, facts);
    if (needs & NEED_USER)
        lookup_users(table, sources->users, facts);
    if (needs & NEED_DEVICE)
        lookup_devices(table, sources->interfaces, facts);
    if (needs & NEED_HOST)
        lookup_hosts(table, facts);
    if (needs & NEED_MACHINE)
        machine_join(sources->proc, facts);
}
