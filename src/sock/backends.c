// SPDX-License-Identifier: MIT
#include "sock/backends.h"

#include "base/alloc.h"
#include "base/compare.h"

#include <stdlib.h>

void backends_free(struct backends *backends)
{
    free(backends->list);
    free(backends->connections);
    free(backends->targets);
    idmap_free(&backends->by_inode);
    free(backends->ranges);
    free(backends->members);
    *backends = (struct backends){0};
}

uint32_t backends_add(struct backends *backends, const struct backend *backend)
{
    backends->list = alloc_grow(backends->list, &backends->capacity, backends->count + 1,
                                sizeof(*backends->list));
    backends->list[backends->count] = *backend;
    return (uint32_t)backends->count++;
}

int backend_compare(const struct backend *one, const struct backend *other)
{
    int result = compare_numbers(one->proto, other->proto);

    result = result ? result : compare_numbers(one->family, other->family);
    result = result ? result : address_compare(&one->address, &other->address);
    result = result ? result : compare_numbers(one->port, other->port);
    result = result ? result : compare_numbers(one->place, other->place);
    result = result ? result : compare_numbers(one->has_cgroup, other->has_cgroup);
    return result ? result : compare_numbers(one->cgroup_id, other->cgroup_id);
}

struct text backends_of(const struct backends *backends, const struct sock *sock)
{
    uint32_t index = 0;

    if (!(sock->have & HAVE_INODE) || !idmap_find(&backends->by_inode, sock->inode, &index))
        return (struct text){0};
    const struct backend_range *range = &backends->ranges[index];
    return (struct text){(const char *)(backends->members + range->first),
                         range->count * sizeof(*backends->members)};
}
