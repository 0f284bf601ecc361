// SPDX-License-Identifier: MIT
#include "join/cgroup.h"

#include "join/backend.h"
#include "join/cgroup_tree.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LARGEST_CGROUPS (64 << 10) // lines of at most a page, one for each hierarchy

/** Declares the cgroups of the rows as wanted. */
static void want(struct cgroups *cgroups, const struct sock_table *table)
{
    uint64_t last = 0; // no id

    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        if (!(sock->have & HAVE_CGROUP) || sock->cgroup_id == last)
            continue;
        last = sock->cgroup_id;
        cgroups_want(cgroups, last);
    }
}

/** Adds the path of the cgroup in which the process is, if it is wanted. */
static void try_process(int proc, const struct cgroup_tree *tree, uint32_t pid,
                        struct cgroups *cgroups)
{
    CLEANUP(strbuf_free) struct strbuf name = {0};
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    uint64_t id = 0;

    strbuf_decimal(&name, pid);
    strbuf_text(&name, "/cgroup");
    if (file_read(proc, name.data, LARGEST_CGROUPS, &contents) != 0)
        return; // it has ended, or is hidden
    struct text path = cgroup_of_process(strbuf_contents(&contents));
    if (path.length > 0 && cgroup_tree_find(tree, path, &id) && cgroups_lack(cgroups, id))
        cgroups_add_path(cgroups, id, path);
}

/** Tries the processes that are known to hold sockets of missing cgroups, each of them once. */
static void try_holders(int proc, const struct cgroup_tree *tree, const struct sock_table *table,
                        struct facts *facts)
{
    CLEANUP(idmap_free) struct idmap tried = {0};
    const struct owners *owners = &facts->owners;
    struct cgroups *cgroups = &facts->cgroups;

    for (size_t i = 0; i < table->count && cgroups->missing > 0; i++) {
        const struct sock *sock = &table->rows[i];
        const struct holder *holder =
            cgroups_hide(cgroups, sock) ? owners_first(owners, sock) : NULL;
        for (; holder; holder = owners_next_process(owners, holder)) {
            if (idmap_add(&tried, holder->process, 0))
                try_process(proc, tree, owners->processes[holder->process].pid, cgroups);
        }
    }
}

static bool take_cgroup(void *context, uint64_t id, struct text path)
{
    struct cgroups *cgroups = context;

    if (cgroups_lack(cgroups, id))
        cgroups_add_path(cgroups, id, path);
    return cgroups->missing > 0;
}

static void search(int proc, const struct cgroup_tree *tree, const struct sock_table *table,
                   struct facts *facts)
{
    struct cgroups *cgroups = &facts->cgroups;

    try_holders(proc, tree, table, facts);
    int error = cgroups->missing > 0 ? cgroup_tree_walk(tree, take_cgroup, cgroups) : 0;
    cgroups->complete = tree->whole && error == 0;
    if (cgroup_tree_withholds(error))
        facts_warn(facts, "some cgroups are not readable: %s", strerror(-error));
    else if (error)
        facts_incomplete(facts, "cgroups cannot be read: %s", strerror(-error));
}

void cgroup_join(const struct sock_table *table, const char *proc, struct facts *facts)
{
    CLEANUP(cgroup_tree_close) struct cgroup_tree tree = {.fd = -1};

    want(&facts->cgroups, table);
    backend_want_cgroups(facts);
    if (facts->cgroups.missing == 0)
        return;
    CLEANUP(file_close) int fd = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 ? -errno : cgroup_tree_open(fd, &tree);
    if (error)
        facts_incomplete(facts, "cgroups cannot be read: %s", strerror(-error));
    facts->cgroups.no_tree = !error && tree.fd < 0;
    if (tree.fd >= 0)
        search(fd, &tree, table, facts);
}
