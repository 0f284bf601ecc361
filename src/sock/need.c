// SPDX-License-Identifier: MIT
#include "sock/need.h"

#include "os/sandbox.h"

#include <assert.h>
#include <stddef.h>

const struct need_info need_table[] = {
    // One scan finds the owners of all rows.
    {NEED_OWNER, "processes", SANDBOX_PROCESSES | SANDBOX_BPF, true, true},
    {NEED_SERVICE, "service names", SANDBOX_ANY_FILE, false, false},
    {NEED_USER, "user names", SANDBOX_NAMES, false, false},
    {NEED_DEVICE, "interfaces", 0, false, false},
    // The time limit applies to all rows, and lookups need rights that a stream gives up.
    {NEED_HOST, "host names", SANDBOX_NAMES, true, true},
    {NEED_MACHINE, NULL, 0, false, false},
    {NEED_AUTOBOUND, NULL, 0, false, false},
    {NEED_EPHEMERAL, NULL, 0, false, false},
    {NEED_TALLY, NULL, 0, true, true},
    // Only a complete dump shows whether the kernel reports marks.
    {NEED_MARK, NULL, SANDBOX_NET_ADMIN, false, true},
    {NEED_THREADS, NULL, 0, false, false},
    {NEED_NAME, NULL, 0, false, false},
    // The peer of a row can come after it.
    {NEED_PEER, NULL, 0, true, true},
    {NEED_EXTRA, NULL, 0, false, false},
    // Likewise whether it reports upper layer protocols, which took CAP_NET_ADMIN before
    // Linux 6.18.
    {NEED_ULP, NULL, SANDBOX_NET_ADMIN, false, true},
    {NEED_MEMORY, NULL, 0, false, false},
    {NEED_INFO, NULL, 0, false, false},
    {NEED_CONGESTION, NULL, 0, false, false},
    {NEED_INFO_REST, NULL, 0, false, false},
    // A dump is repeated without storage if there is too much of it, which any row can show.
    {NEED_STORAGE, NULL, SANDBOX_STORAGE, true, true},
    {NEED_TOS, NULL, 0, false, false},
    {NEED_SOCKOPT, NULL, 0, false, false},
    {NEED_CONTEXT, "security contexts", SANDBOX_PROCESSES, true, true},
    {NEED_KEYS, NULL, SANDBOX_NET_ADMIN, false, true},
    // One walk of the tree finds the cgroups of all rows. Users may make parts of it unreadable.
    {NEED_CGROUP, "cgroups", SANDBOX_ANY_FILE, true, true},
    // The other end of a row, and its listener, can come after it.
    {NEED_ENDS, "other ends and roles", 0, true, true},
    {NEED_NETNS, "network namespaces", 0, false, false},
    {NEED_BACKENDS, "backends", SANDBOX_PROCESSES, true, true},
    {NEED_SIBLINGS, "sockets in TIME-WAIT that share a peer", 0, true, true},
    {NEED_PEER_COUNT, NULL, 0, true, true},
    {NEED_RESULT, NULL, 0, true, true},
    // A second look follows some time after the first.
    {NEED_RATES, "rates of two looks", 0, true, true},
};
static_assert(sizeof(need_table) / sizeof(need_table[0]) == NEED_COUNT, "a row a need");

unsigned needs_rights(unsigned needs)
{
    unsigned rights = 0;

    for (unsigned i = 0; i < NEED_COUNT; i++)
        rights |= needs & need_table[i].need ? need_table[i].rights : 0;
    return rights;
}

bool needs_whole(unsigned shown, unsigned filtered)
{
    for (unsigned i = 0; i < NEED_COUNT; i++) {
        const struct need_info *info = &need_table[i];
        if ((info->whole && (shown & info->need)) ||
            (info->whole_in_filter && (filtered & info->need)))
            return true;
    }
    return false;
}
