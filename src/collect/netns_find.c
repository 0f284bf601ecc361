// SPDX-License-Identifier: MIT
#include "collect/netns_find.h"

#include "collect/netns_ring.h"
#include "collect/netns_search.h"
#include "os/directory.h"
#include "os/file.h"
#include "os/limit.h"
#include "os/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_MOUNTINFO (64 << 20)

void netns_list_close(struct netns_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        file_close(&list->items[i].fd);
        list->items[i].fd = -1;
    }
}

void netns_list_free(struct netns_list *list)
{
    netns_list_close(list);
    for (size_t i = 0; i < list->count; i++)
        strbuf_free(&list->items[i].names);
    free(list->items);
    strbuf_free(&list->errors);
    strbuf_free(&list->gaps);
    *list = (struct netns_list){0};
}

struct text netns_name(const struct netns_found *found)
{
    return text_of(found->names.data ? netns_last_component(found->names.data) : "");
}

/** Notes that process PID lives in the namespace with INODE. */
static void note_process(struct netns_search *search, uint32_t pid, uint32_t inode)
{
    uint32_t index = 0;

    if (idmap_find(&search->by_inode, inode, &index)) {
        netns_search_note_pid(&search->list->items[index], pid);
        return;
    }
    if (!netns_search_is_chosen(search, inode))
        return;
    int opened = netns_search_is_held(search, inode) ? NETNS_HELD
                 : search->may_enter                 ? netns_open_pid(search->proc, pid)
                                                     : -EPERM;
    int fd = netns_identify(opened, &inode); // another inode if the process number was reused
    if (netns_search_is_gone(fd))
        return;
    if (netns_search_is_chosen(search, inode))
        netns_search_add_process(search, pid, inode, fd);
    else
        file_close(&fd);
}

static void visit_process(void *context, int directory, const struct number *number)
{
    struct netns_search *search = context;
    uint32_t inode = 0;
    uint32_t index = 0;

    (void)directory;
    search->first |= number->value == 1;
    int error = netns_search_stat(search, number->value, &inode);
    if (!error) {
        note_process(search, number->value, inode);
        return;
    }
    if (netns_search_is_denied(error))
        error = netns_search_add_denied(search, number->value, search->choice->all, &index);
    if (error && error != -ENODATA && !netns_search_is_gone(error))
        search->list->unread++;
}

static void add_gap_of_processes(struct netns_search *search, int error)
{
    struct strbuf *gaps = &search->list->gaps;

    if (error)
        netns_search_say(gaps, "the network namespaces of processes cannot be found: %s",
                         strerror(-error));
    else if (!search->first)
        netns_search_say(gaps, "the procfs hides processes, and network namespaces with them");
    if (search->list->unread > 0)
        netns_search_say(gaps, "the network namespaces of %zu process%s cannot be read",
                         search->list->unread, search->list->unread == 1 ? "" : "es");
}

static void search_processes(struct netns_search *search)
{
    int error = search->proc;

    if (search->proc >= 0)
        error = directory_numbers(search->proc, visit_process, search);
    add_gap_of_processes(search, error < 0 ? error : 0);
}

static void read_mounts(struct netns_search *search)
{
    CLEANUP(strbuf_free) struct strbuf table = {0};
    int error = search->proc;

    if (search->proc >= 0)
        error = file_read(search->proc, "self/mountinfo", LARGEST_MOUNTINFO, &table);
    if (error < 0)
        netns_search_say(&search->list->gaps, "the names of network namespaces cannot be read: %s",
                         strerror(-error));
    else
        netns_mounts_parse(strbuf_contents(&table), &search->mounts);
}

/** Adds the chosen namespaces that have a mount. */
static void add_mounts(struct netns_search *search)
{
    for (size_t i = 0; i < search->mounts.count; i++) {
        const struct netns_mount *mount = &search->mounts.items[i];
        uint32_t inode = mount->inode;
        uint32_t index = 0;
        if (!netns_search_is_chosen(search, inode) || idmap_find(&search->by_inode, inode, &index))
            continue;
        int opened = netns_search_is_held(search, inode) ? NETNS_HELD
                     : search->may_enter                 ? netns_open_path(mount->path)
                                                         : -EPERM;
        int fd = netns_identify(opened, &inode); // another inode if the mount point was used again
        if (fd == -ENOENT || fd == -EINVAL)      // unmounted meanwhile
            continue;
        if (netns_search_is_chosen(search, inode))
            netns_search_add(search, NETNS_NAME, inode, fd);
        else
            file_close(&fd);
    }
}

static void add_names(struct netns_search *search)
{
    for (size_t i = 0; i < search->mounts.count; i++) {
        const struct netns_mount *mount = &search->mounts.items[i];
        uint32_t index = 0;
        if (idmap_find(&search->by_inode, mount->inode, &index)) {
            struct strbuf *names = &search->list->items[index].names;
            strbuf_text(names, mount->path);
            strbuf_byte(names, '\0');
        }
    }
}

/** Adds a namespace of the kernel's list. Counts it if it cannot be opened, unless it was asked
 * for. */
static void add_ring_item(struct netns_search *search, const struct netns_ring_item *item)
{
    uint32_t inode = item->inode;
    uint32_t index = 0;
    int fd = -EPERM;

    if (!netns_search_is_chosen(search, inode) || netns_search_is_held(search, inode) ||
        idmap_find(&search->by_inode, inode, &index))
        return;
    if (search->may_enter)
        fd = item->id ? netns_identify(netns_open_handle(item->id, inode), &inode) : -EOPNOTSUPP;
    if (fd == -ESTALE) // it has ended
        return;
    if (fd >= 0 || idmap_find(&search->asked, inode, &index)) {
        netns_search_add(search, NETNS_KERNEL, inode, fd);
    } else {
        search->list->beyond++;
        search->list->beyond_error = fd;
    }
}

static void search_ring(struct netns_search *search)
{
    CLEANUP(netns_ring_free) struct netns_ring ring = {0};
    struct netns_list *list = search->list;

    list->uncounted = netns_ring_read(&ring);
    if (list->uncounted)
        return;
    for (size_t i = 0; i < ring.count; i++)
        add_ring_item(search, &ring.items[i]);
    list->counted = search->choice->all;
    list->beyond += ring.more;
    if (ring.more > 0)
        list->beyond_error = -E2BIG;
}

/** Returns true if an inode was asked for that is not found yet. */
static bool lacks_asked(const struct netns_search *search)
{
    const struct netns_choice *choice = search->choice;
    uint32_t unused = 0;

    for (size_t i = 0; i < choice->count; i++) {
        if (choice->wishes[i].kind == NETNS_WISH_INODE &&
            !idmap_find(&search->by_inode, choice->wishes[i].number, &unused))
            return true;
    }
    return false;
}

static void search_others(struct netns_search *search)
{
    netns_wish_resolve(search);
    search_processes(search);
    add_mounts(search);
    if (search->kernel && (search->choice->all || lacks_asked(search)))
        search_ring(search);
    netns_wish_check(search);
}

int netns_find(const struct netns_choice *choice, const char *proc, struct netns_list *ret_list)
{
    return netns_find_again(choice, proc, NULL, true, ret_list);
}

int netns_find_again(const struct netns_choice *choice, const char *proc, const struct idmap *held,
                     bool kernel, struct netns_list *ret_list)
{
    *ret_list =
        (struct netns_list){.own = choice->self || choice->all || netns_choice_is_self(choice)};
    CLEANUP(netns_search_free)
    struct netns_search search = {
        .choice = choice, .list = ret_list, .held = held, .kernel = kernel};

    search.proc = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (search.proc < 0)
        search.proc = -errno;
    search.limit = netns_choice_is_self(choice) ? limit_descriptors() : limit_raise_descriptors();
    int unknown = netns_search_add_own(&search);
    read_mounts(&search);
    size_t names = ret_list->gaps.length; // the message that these are missing
    if (unknown)
        netns_search_say(&ret_list->errors, "the own network namespace cannot be read: %s",
                         strerror(-unknown));
    else if (!netns_choice_is_self(choice))
        search_others(&search);
    add_names(&search);
    if (!choice->all && ret_list->errors.length == 0)
        strbuf_truncate(&ret_list->gaps, names); // nothing else is missing
    return netns_search_merge(&search);
}
