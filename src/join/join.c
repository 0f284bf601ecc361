// SPDX-License-Identifier: MIT
#include "join/join.h"

#include "join/lookup.h"
#include "join/machine.h"
#include "join/owner.h"
#include "join/service.h"

void join(unsigned needs, const struct sock_table *table, const struct join_sources *sources,
          struct facts *facts)
{
    if (needs & NEED_OWNER)
        owner_join(table, sources->proc, sources->owners, facts);
    if (needs & NEED_SERVICE)
        service_join(sources->services, facts);
    if (needs & (NEED_SERVICE | NEED_EPHEMERAL))
        facts->ephemeral = ephemeral_read(sources->proc);
    if (needs & NEED_USER)
        lookup_users(table, facts);
    if (needs & NEED_DEVICE)
        lookup_devices(table, facts);
    if (needs & NEED_HOST)
        lookup_hosts(table, facts);
    if (needs & NEED_MACHINE)
        machine_join(sources->proc, facts);
}
