// SPDX-License-Identifier: MIT
#include "join/cgroup_tree.h"

#include "base/parse.h"
#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define LARGEST_MOUNTINFO (16 << 20)

#define ROOT_ID 1 // of the whole tree (fs/kernfs/dir.c, kernfs_create_root)

bool cgroup_mount_next(struct text *mountinfo, struct mount *ret_mount)
{
    struct mount mount;

    while (mountinfo->length > 0) {
        if (!mountinfo_parse(text_take_until(mountinfo, '\n'), &mount) ||
            !text_is(mount.type, "cgroup2"))
            continue;
        *ret_mount = mount;
        return true;
    }
    return false;
}

/** Returns true for a path that leads out of the cgroup namespace: "/../a". */
static bool is_outside(struct text path)
{
    static const char up[] = "/..";
    const size_t length = sizeof(up) - 1;

    return path.length >= length && memcmp(path.bytes, up, length) == 0 &&
           (path.length == length || path.bytes[length] == '/');
}

struct text cgroup_of_process(struct text contents)
{
    static const char version2[] = "0::/";

    while (contents.length > 0) {
        struct text line = text_take_until(&contents, '\n');
        if (line.length < sizeof(version2) - 1 ||
            memcmp(line.bytes, version2, sizeof(version2) - 1) != 0)
            continue;
        struct text path = text_skip(line, sizeof(version2) - 2);
        if (!is_outside(path))
            return path;
        break;
    }
    return (struct text){0};
}

void cgroup_tree_close(struct cgroup_tree *tree)
{
    file_close(&tree->fd);
    strbuf_free(&tree->prefix);
    tree->fd = -1;
}

/** Returns true if a mount that cannot be opened is not there for us: another one may be. */
static bool means_not_there(int error)
{
    return error == -ENOENT || error == -ENOTDIR || error == -EACCES || error == -ELOOP ||
           error == -ENAMETOOLONG;
}

/**
 * Opens the tree at MOUNT. Returns 0; -ENOENT if something else is there, or it cannot be used;
 * another negative errno if opening failed.
 */
static int open_mount(const struct mount *mount, struct cgroup_tree *ret_tree)
{
    CLEANUP(cgroup_tree_close) struct cgroup_tree tree = {.fd = -1};
    CLEANUP(strbuf_free) struct strbuf point = {0};
    struct statfs filesystem;
    struct stat status;

    mountinfo_unescape(mount->point, &point);
    if (!point.data)
        return -ENOENT;
    tree.fd = open(point.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tree.fd < 0)
        return means_not_there(-errno) ? -ENOENT : -errno;
    if (fstatfs(tree.fd, &filesystem) != 0 || fstat(tree.fd, &status) != 0)
        return -errno;
    // Another mount can hide it.
    if (filesystem.f_type != CGROUP2_SUPER_MAGIC)
        return -ENOENT;
    tree.device = status.st_dev;
    tree.id = status.st_ino;
    tree.whole = status.st_ino == ROOT_ID;
    if (!tree.whole && !text_is(mount->root, "/"))
        mountinfo_unescape(mount->root, &tree.prefix);
    if (is_outside(strbuf_contents(&tree.prefix)))
        return -ENOENT;
    *ret_tree = tree;
    tree.fd = -1;
    tree.prefix = (struct strbuf){0};
    return 0;
}

int cgroup_tree_open(int proc, struct cgroup_tree *ret_tree)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    int error = file_read(proc, "self/mountinfo", LARGEST_MOUNTINFO, &contents);
    struct text rest = strbuf_contents(&contents);
    struct mount mount;

    if (error)
        return error;
    *ret_tree = (struct cgroup_tree){.fd = -1};
    while (!ret_tree->whole && cgroup_mount_next(&rest, &mount)) {
        struct cgroup_tree tree = {.fd = -1};
        error = open_mount(&mount, &tree);
        if (error == -ENOENT)
            continue;
        if (error)
            return error;
        if (tree.whole || ret_tree->fd < 0) {
            cgroup_tree_close(ret_tree);
            *ret_tree = tree;
        } else {
            cgroup_tree_close(&tree);
        }
    }
    return 0;
}

bool cgroup_tree_find(const struct cgroup_tree *tree, struct text path, uint64_t *ret_id)
{
    CLEANUP(strbuf_free) struct strbuf relative = {0};
    struct stat status;
    struct text prefix = strbuf_contents(&tree->prefix);

    if (prefix.length > path.length ||
        (prefix.length > 0 && memcmp(path.bytes, prefix.bytes, prefix.length) != 0))
        return false;
    path = text_skip(path, prefix.length);
    strbuf_byte(&relative, '.');
    strbuf_bytes(&relative, path.bytes, path.length);
    if (fstatat(tree->fd, relative.data, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISDIR(status.st_mode) || status.st_dev != tree->device)
        return false;
    *ret_id = status.st_ino;
    return true;
}

/** A walk: the directories that were found and are not read yet. */
struct walk {
    const struct cgroup_tree *tree;
    cgroup_visitor *visit;
    void *context;
    /** Paths below the mount, "./a/b", each followed by its length, a size_t. */
    struct strbuf pending;
    struct strbuf path; /**< of the current directory, as in `pending` */
    struct strbuf full; /**< of a cgroup, as VISIT gets it */
    bool ended;
};

/** Calls the visitor for the cgroup at PATH below the mount, "./a/b". */
static void visit(struct walk *walk, uint64_t id, struct text path)
{
    struct text prefix = strbuf_contents(&walk->tree->prefix);

    strbuf_truncate(&walk->full, 0);
    strbuf_bytes(&walk->full, prefix.bytes, prefix.length);
    strbuf_bytes(&walk->full, path.bytes + 1, path.length - 1);
    if (walk->full.length == 0)
        strbuf_byte(&walk->full, '/');
    walk->ended = walk->ended || !walk->visit(walk->context, id, strbuf_contents(&walk->full));
}

static void push(struct walk *walk, struct text path)
{
    strbuf_bytes(&walk->pending, path.bytes, path.length);
    strbuf_bytes(&walk->pending, (const char *)&path.length, sizeof(path.length));
}

/** Moves the last pending path to walk->path; returns false if there is none. */
static bool pop(struct walk *walk)
{
    size_t length = 0;
    struct strbuf *pending = &walk->pending;

    if (pending->length == 0)
        return false;
    memcpy(&length, pending->data + pending->length - sizeof(length), sizeof(length));
    size_t start = pending->length - sizeof(length) - length;
    strbuf_truncate(&walk->path, 0);
    strbuf_bytes(&walk->path, pending->data + start, length);
    strbuf_truncate(pending, start);
    return true;
}

/** Visits the subdirectory of an entry. */
static void take_entry(struct walk *walk, const struct dirent *entry)
{
    size_t length = walk->path.length;

    if (entry->d_type != DT_DIR || strcmp(entry->d_name, ".") == 0 ||
        strcmp(entry->d_name, "..") == 0)
        return;
    strbuf_byte(&walk->path, '/');
    strbuf_text(&walk->path, entry->d_name);
    visit(walk, entry->d_ino, strbuf_contents(&walk->path));
    push(walk, strbuf_contents(&walk->path));
    strbuf_truncate(&walk->path, length);
}

/** Opens the directory of walk->path. Returns 0 with a directory or NULL, or a negative errno. */
static int open_directory(const struct walk *walk, DIR **ret_directory)
{
    struct stat status;
    int fd =
        openat(walk->tree->fd, walk->path.data, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool foreign = fd >= 0 && fstat(fd, &status) == 0 && status.st_dev != walk->tree->device;

    // A cgroup that was removed meanwhile has no others below it; nor is another file system one.
    if (foreign || (fd < 0 && errno == ENOENT)) {
        file_close(&fd);
        return 0;
    }
    *ret_directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (*ret_directory)
        return 0;
    int error = -errno;
    file_close(&fd);
    return error;
}

/** Reads the directory of walk->path. Returns 0 or a negative errno. */
static int read_directory(struct walk *walk)
{
    DIR *directory = NULL;
    const struct dirent *entry;
    int error = open_directory(walk, &directory);

    if (!directory)
        return error;
    // glibc reports ENOENT as the end: a cgroup that was removed meanwhile.
    while (!walk->ended && (errno = 0, entry = readdir(directory)))
        take_entry(walk, entry);
    error = walk->ended ? 0 : -errno;
    closedir(directory);
    return error == -ENOENT ? 0 : error;
}

static void walk_free(struct walk *walk)
{
    strbuf_free(&walk->pending);
    strbuf_free(&walk->path);
    strbuf_free(&walk->full);
}

bool cgroup_tree_withholds(int error)
{
    return error == -EACCES || error == -ENAMETOOLONG;
}

int cgroup_tree_walk(const struct cgroup_tree *tree, cgroup_visitor *visit_one, void *context)
{
    CLEANUP(walk_free)
    struct walk walk = {.tree = tree, .visit = visit_one, .context = context};
    int result = 0;

    visit(&walk, tree->id, text_of("."));
    push(&walk, text_of("."));
    while (!walk.ended && pop(&walk)) {
        int error = read_directory(&walk);
        // Others are read nevertheless; a failure takes precedence over what users can cause.
        if (error && (result == 0 || cgroup_tree_withholds(result)))
            result = error;
    }
    return walk.ended ? 0 : result;
}
