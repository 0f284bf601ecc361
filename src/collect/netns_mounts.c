// SPDX-License-Identifier: MIT
#include "collect/netns_mounts.h"

#include "base/parse.h"
#include "os/mountinfo.h"

#include <stdlib.h>

void netns_mounts_free(struct netns_mounts *mounts)
{
    for (size_t i = 0; i < mounts->count; i++)
        free(mounts->items[i].path);
    free(mounts->items);
    *mounts = (struct netns_mounts){0};
}

const char *netns_last_component(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool starts(const char *path, const char *with)
{
    return strncmp(path, with, strlen(with)) == 0;
}

/** Returns 0 for names of ip-netns(8), 1 for others. */
static int rank(const char *path)
{
    return !starts(path, "/run/netns/") && !starts(path, "/var/run/netns/");
}

int netns_name_compare(const char *path, const char *other)
{
    size_t length = strlen(path);
    size_t other_length = strlen(other);

    if (rank(path) != rank(other))
        return rank(path) - rank(other);
    if (length != other_length)
        return length < other_length ? -1 : 1;
    return strcmp(path, other);
}

/** Parses "net:[INODE]", the root of a mount of nsfs. */
static bool parse_root(struct text root, uint32_t *ret_inode)
{
    static const char prefix[] = "net:[";
    size_t start = sizeof(prefix) - 1;
    uint64_t inode = 0;

    if (root.length <= start || memcmp(root.bytes, prefix, start) != 0 ||
        root.bytes[root.length - 1] != ']' ||
        parse_decimal(root.bytes + start, root.length - start - 1, UINT32_MAX, &inode) != 0 ||
        inode == 0)
        return false;
    *ret_inode = (uint32_t)inode;
    return true;
}

/** Returns true if PATH, from byte START on, is the path of a file that exists. */
static bool is_path(const struct strbuf *path, size_t start)
{
    static const char deleted[] = "//deleted"; // fs/d_path.c: the file was unlinked
    size_t length = path->length - start;
    size_t suffix = sizeof(deleted) - 1;

    return length > 0 && path->data[start] == '/' && !memchr(path->data + start, '\0', length) &&
           !(length > suffix && strcmp(path->data + path->length - suffix, deleted) == 0);
}

bool netns_mount_parse(struct text line, uint32_t *ret_inode, struct strbuf *ret_path)
{
    size_t start = ret_path->length;
    struct mount mount;
    uint32_t inode = 0;

    if (!mountinfo_parse(line, &mount) || !text_is(mount.type, "nsfs") ||
        !parse_root(mount.root, &inode))
        return false;
    mountinfo_unescape(mount.point, ret_path);
    if (!is_path(ret_path, start)) {
        strbuf_truncate(ret_path, start);
        return false;
    }
    *ret_inode = inode;
    return true;
}

static void add_line(struct netns_mounts *mounts, struct text line, struct strbuf *path)
{
    uint32_t inode = 0;

    strbuf_truncate(path, 0);
    if (!netns_mount_parse(line, &inode, path))
        return;
    mounts->items =
        alloc_grow(mounts->items, &mounts->capacity, mounts->count + 1, sizeof(*mounts->items));
    mounts->items[mounts->count++] = (struct netns_mount){inode, text_copy(strbuf_contents(path))};
}

/** A mount and its number in the table. */
struct ranked {
    struct netns_mount mount;
    size_t number;
};

static int compare(const void *one, const void *other)
{
    const struct ranked *a = one;
    const struct ranked *b = other;
    int order = netns_name_compare(a->mount.path, b->mount.path);

    return order ? order : (a->number > b->number) - (a->number < b->number);
}

/** Sorts the mounts. Keeps the last one of each mount point: it covers the others. */
static void settle(struct netns_mounts *mounts)
{
    struct ranked *sorted = alloc_array(mounts->count, sizeof(*sorted));
    size_t kept = 0;

    for (size_t i = 0; i < mounts->count; i++)
        sorted[i] = (struct ranked){mounts->items[i], i};
    qsort(sorted, mounts->count, sizeof(*sorted), compare);
    for (size_t i = 0; i < mounts->count; i++) {
        const struct netns_mount *mount = &sorted[i].mount;
        if (i + 1 < mounts->count && strcmp(mount->path, sorted[i + 1].mount.path) == 0)
            free(mount->path);
        else
            mounts->items[kept++] = *mount;
    }
    mounts->count = kept;
    free(sorted);
}

void netns_mounts_parse(struct text table, struct netns_mounts *mounts)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    while (table.length > 0)
        add_line(mounts, text_take_until(&table, '\n'), &path);
    if (mounts->count > 0)
        settle(mounts);
}
