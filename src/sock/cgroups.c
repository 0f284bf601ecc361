// SPDX-License-Identifier: MIT
#include "sock/cgroups.h"

#include "base/alloc.h"

#include <assert.h>
#include <stdlib.h>

const char *const cgroup_state_names[] = {
    [CGROUP_KNOWN] = "known",
    [CGROUP_REMOVED] = "removed",
    [CGROUP_NOT_VISIBLE] = "not-visible",
    [CGROUP_NONE] = "none",
};
static_assert(sizeof(cgroup_state_names) / sizeof(cgroup_state_names[0]) == CGROUP_STATE_COUNT,
              "a name a state");

void cgroups_free(struct cgroups *cgroups)
{
    for (size_t i = 0; i < cgroups->count; i++) {
        free((char *)cgroups->list[i].path.bytes);
        free(cgroups->list[i].space);
    }
    free(cgroups->list);
    idmap_free(&cgroups->ids);
    *cgroups = (struct cgroups){0};
}

void cgroups_want(struct cgroups *cgroups, uint64_t id)
{
    if (!idmap_add(&cgroups->ids, id, (uint32_t)cgroups->count))
        return;
    cgroups->list =
        alloc_grow(cgroups->list, &cgroups->capacity, cgroups->count + 1, sizeof(*cgroups->list));
    cgroups->list[cgroups->count++] = (struct cgroup){0};
    cgroups->missing++;
}

bool cgroups_lack(const struct cgroups *cgroups, uint64_t id)
{
    uint32_t index = 0;

    return idmap_find(&cgroups->ids, id, &index) && cgroups->list[index].path.length == 0;
}

void cgroups_add_path(struct cgroups *cgroups, uint64_t id, struct text path)
{
    uint32_t index = 0;

    idmap_find(&cgroups->ids, id, &index);
    struct cgroup *cgroup = &cgroups->list[index];
    cgroup->path = (struct text){text_copy(path), path.length};
    cgroup->space = alloc_array(path.length, 2);
    cgroup_path_parse(cgroup->path, cgroup->space, &cgroup->place);
    cgroups->missing--;
}

const struct cgroup *cgroups_of(const struct cgroups *cgroups, const struct sock *sock)
{
    uint32_t index = 0;

    if (!(sock->have & HAVE_CGROUP) || !idmap_find(&cgroups->ids, sock->cgroup_id, &index))
        return NULL;
    return cgroups->list[index].path.length > 0 ? &cgroups->list[index] : NULL;
}

bool cgroups_hide(const struct cgroups *cgroups, const struct sock *sock)
{
    return (sock->have & HAVE_CGROUP) && !cgroups_of(cgroups, sock);
}

enum cgroup_state cgroups_state(const struct cgroups *cgroups, const struct sock *sock,
                                bool reported)
{
    if (cgroups_of(cgroups, sock))
        return CGROUP_KNOWN;
    if (sock->have & HAVE_CGROUP)
        return cgroups->complete ? CGROUP_REMOVED : CGROUP_NOT_VISIBLE;
    // The kernel keeps less of a socket without an inode (net/ipv4/inet_diag.c); before Linux 5.8,
    // it reports no cgroup of any socket.
    return reported && !(sock->have & HAVE_INODE) ? CGROUP_NONE : CGROUP_STATE_COUNT;
}
