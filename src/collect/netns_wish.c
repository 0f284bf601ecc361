// SPDX-License-Identifier: MIT
#include "collect/netns_search.h"

#include "base/nearest.h"
#include "os/netns.h"

#include <errno.h>
#include <inttypes.h>

/** Names that a message lists. */
#define MOST_NAMES 8

static void note_wish(struct netns_search *search, uint32_t index)
{
    search->list->own |= index == NETNS_SEARCH_OWN;
}

/** Opens and adds the namespace that PATH refers to. Returns 0 or a negative errno. */
static int add_path(struct netns_search *search, const char *path)
{
    uint32_t inode = 0;
    int fd = netns_identify(netns_open_path(path), &inode);

    if (fd < 0)
        return fd;
    note_wish(search, netns_search_add(search, NETNS_NAME, inode, fd));
    return 0;
}

static void refuse_path(struct netns_search *search, const char *path, int error)
{
    if (error == -EINVAL)
        netns_search_say(&search->list->errors, "\"%s\" is not a network namespace", path);
    else
        netns_search_say(&search->list->errors, "the network namespace \"%s\" cannot be opened: %s",
                         path, strerror(-error));
}

/**
 * Adds the namespace that ip-netns(8) keeps as NAME. Returns 0, or -ENOENT if there is none; adds
 * a message about other errors.
 */
static int add_usual(struct netns_search *search, const char *name)
{
    static const char *const directories[] = {"/run/netns/", "/var/run/netns/"};
    CLEANUP(strbuf_free) struct strbuf path = {0};
    int error = -ENOENT;

    for (size_t i = 0; error == -ENOENT && i < sizeof(directories) / sizeof(*directories); i++) {
        strbuf_truncate(&path, 0);
        strbuf_text(&path, directories[i]);
        strbuf_text(&path, name);
        error = add_path(search, path.data);
    }
    if (error && error != -ENOENT)
        refuse_path(search, path.data, error);
    return error;
}

/** Appends a clause about the names that exist to an error about NAME, which does not. */
static void put_names(const struct netns_mounts *mounts, const char *name, struct strbuf *text)
{
    CLEANUP(strbuf_free) struct strbuf suggestion = {0};
    struct nearest nearest = nearest_to(name, strlen(name));

    for (size_t i = 0; i < mounts->count; i++)
        nearest_offer(&nearest, netns_last_component(mounts->items[i].path));
    nearest_text(&nearest, "", &suggestion);
    if (suggestion.data) {
        strbuf_text(text, "; did you mean ");
        strbuf_bytes(text, suggestion.data, suggestion.length);
        strbuf_byte(text, '?');
        return;
    }
    for (size_t i = 0; i < mounts->count && i < MOST_NAMES; i++) {
        strbuf_text(text, i == 0 ? "; there is " : ", ");
        strbuf_text(text, netns_last_component(mounts->items[i].path));
    }
    if (mounts->count > MOST_NAMES) {
        strbuf_text(text, " and ");
        strbuf_decimal(text, mounts->count - MOST_NAMES);
        strbuf_text(text, " more");
    }
}

static void refuse_name(struct netns_search *search, const char *name)
{
    CLEANUP(strbuf_free) struct strbuf names = {0};

    put_names(&search->mounts, name, &names);
    netns_search_say(&search->list->errors, "no network namespace is named \"%s\"%s", name,
                     names.data ? names.data : "");
}

/** Appends an error that lists the mount points whose last component is NAME. */
static void refuse_ambiguous(struct netns_search *search, const char *name)
{
    CLEANUP(strbuf_free) struct strbuf paths = {0};

    for (size_t i = 0; i < search->mounts.count; i++) {
        const char *path = search->mounts.items[i].path;
        if (strcmp(netns_last_component(path), name) == 0) {
            strbuf_text(&paths, paths.length > 0 ? ", " : "");
            strbuf_text(&paths, path);
        }
    }
    netns_search_say(&search->list->errors, "several network namespaces are named \"%s\": %s", name,
                     paths.data);
}

/** Returns the mount whose last component is NAME, or NULL; *RET_ALONE: of one namespace only. */
static const struct netns_mount *find_mount(const struct netns_mounts *mounts, const char *name,
                                            bool *ret_alone)
{
    const struct netns_mount *found = NULL;

    *ret_alone = true;
    for (size_t i = 0; i < mounts->count; i++) {
        const struct netns_mount *mount = &mounts->items[i];
        if (strcmp(netns_last_component(mount->path), name) != 0)
            continue;
        *ret_alone &= !found || found->inode == mount->inode;
        found = found ? found : mount;
    }
    return found;
}

static void resolve_name(struct netns_search *search, const char *name)
{
    bool alone = true;

    if (add_usual(search, name) != -ENOENT)
        return;
    const struct netns_mount *mount = find_mount(&search->mounts, name, &alone);
    if (!mount) {
        refuse_name(search, name);
        return;
    }
    if (!alone) {
        refuse_ambiguous(search, name);
        return;
    }
    int error = add_path(search, mount->path);
    if (error)
        refuse_path(search, mount->path, error);
}

static void resolve_pid(struct netns_search *search, uint32_t pid)
{
    struct strbuf *errors = &search->list->errors;
    uint32_t inode = 0;
    uint32_t index = 0;
    int opened = search->proc < 0 ? search->proc : netns_open_pid(search->proc, pid);
    int fd = netns_identify(opened, &inode);
    int error = fd < 0 ? fd : 0;

    if (!error)
        index = netns_search_add_process(search, pid, inode, fd);
    else if (search->proc >= 0 && netns_search_is_denied(error))
        error = netns_search_add_denied(search, pid, true, &index);
    if (!error)
        note_wish(search, index);
    else if (search->proc >= 0 && netns_search_is_gone(error))
        netns_search_say(errors, "there is no process %" PRIu32, pid);
    else
        netns_search_say(errors, "the network namespace of process %" PRIu32 " cannot be read: %s",
                         pid, strerror(-error));
}

void netns_wish_resolve(struct netns_search *search)
{
    const struct netns_choice *choice = search->choice;

    for (size_t i = 0; i < choice->count; i++) {
        const struct netns_wish *wish = &choice->wishes[i];
        int error = 0;
        if (wish->kind == NETNS_WISH_NAME)
            resolve_name(search, wish->text);
        else if (wish->kind == NETNS_WISH_PID)
            resolve_pid(search, wish->number);
        else if (wish->kind == NETNS_WISH_INODE)
            idmap_add(&search->asked, wish->number, 0);
        else
            error = add_path(search, wish->text);
        if (error)
            refuse_path(search, wish->text, error);
    }
}

void netns_wish_check(struct netns_search *search)
{
    const struct netns_choice *choice = search->choice;

    for (size_t i = 0; i < choice->count; i++) {
        const struct netns_wish *wish = &choice->wishes[i];
        uint32_t index = 0;
        if (wish->kind != NETNS_WISH_INODE)
            continue;
        if (idmap_find(&search->by_inode, wish->number, &index))
            note_wish(search, index);
        else
            netns_search_say(&search->list->errors,
                             "no network namespace with inode %" PRIu32 " was found", wish->number);
    }
}
