// SPDX-License-Identifier: MIT
#include "join/join.h"

#include "join/lookup.h"
#include "join/machine.h"
#include "join/owner.h"
#include "join/service.h"

void join(unsigned needs, const struct sock_table *table, const struct join_paths *paths,
          struct facts *facts)
{
    if (needs & NEED_OWNER)
        owner_join(table, paths->proc, facts);
    if (needs & NEED_SERVICE)
        service_join(paths->services, facts);
    if (needs & (NEED_SERVICE | NEED_EPHEMERAL))
        facts->ephemeral = ephemeral_read(paths->proc);
    if (needs & NEED_USER)
        lookup_users(table, facts);
    if (needs & NEED_DEVICE)
        lookup_devices(table, facts);
    if (needs & NEED_HOST)
        lookup_hosts(table, facts);
    if (needs & NEED_MACHINE)
        machine_join(paths->proc, facts);
}
