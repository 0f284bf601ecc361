// SPDX-License-Identifier: MIT
#include "collect/netns_search.h"

#include "os/file.h"
#include "os/limit.h"
#include "os/netns.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

void netns_search_free(struct netns_search *search)
{
    netns_mounts_free(&search->mounts);
    idmap_free(&search->by_inode);
    idmap_free(&search->by_proc);
    idmap_free(&search->asked);
    file_close(&search->proc);
}

void netns_search_say(struct strbuf *messages, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(messages, format, arguments);
    va_end(arguments);
    strbuf_byte(messages, '\0');
}

bool netns_search_is_gone(int error)
{
    return error == -ENOENT || error == -ESRCH;
}

bool netns_search_is_denied(int error)
{
    return error == -EACCES || error == -EPERM;
}

/** As netns_entry_inode. */
static int stat_entry(const struct netns_search *search, uint32_t pid, const char *entry,
                      uint64_t *ret_inode)
{
    return search->proc < 0 ? search->proc : netns_entry_inode(search->proc, pid, entry, ret_inode);
}

int netns_search_stat(const struct netns_search *search, uint32_t pid, uint32_t *ret_inode)
{
    uint64_t inode = 0;
    int error = stat_entry(search, pid, "/ns/net", &inode);

    if (!error)
        *ret_inode = (uint32_t)inode;
    return error;
}

/** Adds an item with INODE, 0 if that is not known; the caller adds the rest. Returns its index. */
static uint32_t add_item(struct netns_search *search, enum netns_way way, uint32_t inode)
{
    struct netns_list *list = search->list;
    uint32_t index = (uint32_t)list->count;

    list->items = alloc_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = (struct netns_found){.way = way, .inode = inode, .fd = -1};
    if (inode)
        idmap_add(&search->by_inode, inode, index);
    return index;
}

/** Closes FD if too few others would be left, and returns -EMFILE; otherwise returns FD. */
static int leave_spare(const struct netns_search *search, int fd)
{
    if (fd < 0 || limit_leaves_spare(search->limit, fd))
        return fd;
    close(fd);
    return -EMFILE;
}

/** Takes FD, or the negative errno of opening it, as the descriptor of FOUND. */
static void hold(const struct netns_search *search, struct netns_found *found, int fd)
{
    bool own = found->way == NETNS_OWN; // needed to return

    if (!search->may_enter && !own) {
        file_close(&fd);
        fd = fd < 0 ? fd : -EPERM;
    }
    fd = own ? fd : leave_spare(search, fd);
    found->fd = fd < 0 ? -1 : fd;
    found->error = fd < 0 ? fd : 0;
}

void netns_search_note_pid(struct netns_found *found, uint32_t pid)
{
    if (found->pid == 0 || pid < found->pid)
        found->pid = pid;
}

int netns_search_add_own(struct netns_search *search)
{
    uint32_t inode = 0;
    int opened = search->proc < 0 ? search->proc : netns_open_pid(search->proc, 0);
    int fd = netns_identify(opened, &inode);
    int error = fd < 0 ? netns_search_stat(search, 0, &inode) : 0;

    // In a user namespace, returning can be forbidden although entering others is not.
    search->may_enter = fd >= 0 && netns_enter(fd) == 0;
    uint32_t index = add_item(search, NETNS_OWN, inode);
    hold(search, &search->list->items[index], fd);
    // Without a procfs, no process leads to it; if it may not be read, it is known by proc_inode.
    return search->proc < 0 || netns_search_is_denied(error) ? 0 : error;
}

bool netns_search_is_chosen(const struct netns_search *search, uint32_t inode)
{
    uint32_t unused = 0;

    return search->choice->all || idmap_find(&search->asked, inode, &unused);
}

bool netns_search_is_held(const struct netns_search *search, uint32_t inode)
{
    uint32_t unused = 0;

    return search->held && idmap_find(search->held, inode, &unused);
}

uint32_t netns_search_add(struct netns_search *search, enum netns_way way, uint32_t inode, int fd)
{
    uint32_t index = 0;

    if (idmap_find(&search->by_inode, inode, &index)) {
        file_close(&fd);
        return index;
    }
    index = add_item(search, way, inode);
    hold(search, &search->list->items[index], fd);
    return index;
}

/** Called before the first process is noted that may not be read: often it lives in ours. */
static void begin_denied(struct netns_search *search)
{
    struct netns_found *own = &search->list->items[NETNS_SEARCH_OWN];

    if (search->denied)
        return;
    search->denied = true;
    if (stat_entry(search, 0, "/net/tcp", &own->proc_inode) == 0)
        idmap_add(&search->by_proc, own->proc_inode, NETNS_SEARCH_OWN);
}

int netns_search_add_denied(struct netns_search *search, uint32_t pid, bool wanted,
                            uint32_t *ret_index)
{
    uint64_t proc_inode = 0;

    begin_denied(search);
    int error = stat_entry(search, pid, "/net/tcp", &proc_inode);
    if (error)
        return error;
    if (!idmap_find(&search->by_proc, proc_inode, ret_index)) {
        if (!wanted)
            return -ENODATA;
        *ret_index = add_item(search, NETNS_PROCESS, 0);
        struct netns_found *found = &search->list->items[*ret_index];
        found->proc_inode = proc_inode;
        found->error = -EACCES;
        idmap_add(&search->by_proc, proc_inode, *ret_index);
        search->nameless = true;
    }
    netns_search_note_pid(&search->list->items[*ret_index], pid);
    return 0;
}

uint32_t netns_search_add_process(struct netns_search *search, uint32_t pid, uint32_t inode, int fd)
{
    uint32_t index = netns_search_add(search, NETNS_PROCESS, inode, fd);

    netns_search_note_pid(&search->list->items[index], pid);
    return index;
}

/** Reads the proc_inode of FOUND from a process that lives in it. */
static bool read_from_process(const struct netns_search *search, struct netns_found *found)
{
    uint64_t proc_inode = 0;
    uint32_t inode = 0;

    // The process number may have been reused.
    if (found->pid == 0 || stat_entry(search, found->pid, "/net/tcp", &proc_inode) != 0 ||
        netns_search_stat(search, found->pid, &inode) != 0 || inode != found->inode)
        return false;
    found->proc_inode = proc_inode;
    return true;
}

/**
 * Reads the proc_inode of FOUND by entering it; the caller returns. If that fails, FOUND is not
 * read: it could be listed twice.
 */
static bool read_inside(const struct netns_search *search, struct netns_found *found)
{
    if (found->fd < 0)
        return false;
    found->error = netns_enter(found->fd);
    if (!found->error)
        found->error = stat_entry(search, 0, "/net/tcp", &found->proc_inode);
    if (found->error) {
        file_close(&found->fd);
        found->fd = -1;
    }
    return !found->error;
}

/** Moves what is known about FOUND, an item without inode, to OTHER, and empties FOUND. */
static void merge(struct netns_found *found, struct netns_found *other)
{
    netns_search_note_pid(other, found->pid);
    *found = (struct netns_found){.fd = -1};
}

/** Removes the emptied items. */
static void compact(struct netns_list *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (i == NETNS_SEARCH_OWN || list->items[i].inode || list->items[i].proc_inode)
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

int netns_search_merge(struct netns_search *search)
{
    struct netns_list *list = search->list;
    uint32_t index = 0;

    if (!search->nameless)
        return 0;
    for (size_t i = NETNS_SEARCH_OWN + 1; i < list->count; i++) {
        struct netns_found *found = &list->items[i];
        if (found->inode && (read_from_process(search, found) || read_inside(search, found)) &&
            idmap_find(&search->by_proc, found->proc_inode, &index) && !list->items[index].inode)
            merge(&list->items[index], found);
    }
    compact(list);
    return search->may_enter ? netns_enter(list->items[NETNS_SEARCH_OWN].fd) : 0;
}
