// SPDX-License-Identifier: MIT
#include "join/resolve.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "join/service.h"

#include <assert.h>
#include <errno.h>
#include <linux/magic.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

static int resolve_user(const char *name, struct resolutions *ret_resolutions)
{
    CLEANUP(alloc_free_text) char *space = NULL;
    size_t size = 0;
    struct passwd entry;
    struct passwd *found = NULL;
    int error;

    do {
        space = alloc_grow(space, &size, size ? 2 * size : 1024, 1);
        errno = 0; // glibc returns it if every service failed
        error = getpwnam_r(name, &entry, space, size, &found);
    } while (error == ERANGE || error == EINTR);
    if (!found)
        // EBADF and EPERM, also in getpwnam(3), mean that the lookup failed.
        return error == 0 || error == ESRCH ? -ENOENT : -error;
    resolutions_add(ret_resolutions)->number = found->pw_uid;
    return 0;
}

/** Parses "if7": the interface with index 7 that has no name, as tables show it. */
static bool is_unnamed_device(const char *name, uint64_t *ret_index)
{
    return strncmp(name, "if", 2) == 0 && name[2] != '0' &&
           parse_decimal(name + 2, strlen(name + 2), UINT32_MAX, ret_index) == 0;
}

/**
 * Returns true if the name can be that of an interface. SIOCGIFINDEX ignores the part after a colon
 * (see dev_ioctl in net/core/dev_ioctl.c), and some C libraries truncate a long name.
 */
static bool is_device_name(const char *name)
{
    return strlen(name) < IFNAMSIZ && !strpbrk(name, ":/");
}

static int resolve_device(const char *name, struct resolutions *ret_resolutions)
{
    if (!is_device_name(name))
        return -ENOENT;
    uint64_t index = if_nametoindex(name);
    bool missing = index == 0 && (errno == ENODEV || errno == ENXIO);

    if (missing && !is_unnamed_device(name, &index))
        return -ENOENT;
    if (index == 0)
        return -errno;
    resolutions_add(ret_resolutions)->number = index;
    return 0;
}

static_assert(sizeof(((struct stat *)NULL)->st_ino) == sizeof(uint64_t), "a cgroup's number fits");

static bool is_cgroup2(const char *path)
{
    struct statfs filesystem;

    return statfs(path, &filesystem) == 0 && filesystem.f_type == CGROUP2_SUPER_MAGIC;
}

/** Resolves a path below the mount point, with or without the mount point as a prefix. */
static int resolve_cgroup_below(const char *mount, const char *name,
                                struct resolutions *ret_resolutions)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};
    size_t length = strlen(mount);
    struct stat status;

    if (strncmp(name, mount, length) != 0 || (name[length] != '/' && name[length] != '\0')) {
        strbuf_text(&path, mount);
        strbuf_text(&path, *name == '/' ? "" : "/");
    }
    strbuf_text(&path, name);
    if (!path.data)
        return -ENOENT; // not a path
    if (stat(path.data, &status) < 0)
        return errno == ENOTDIR ? -ENOENT : -errno;
    if (!S_ISDIR(status.st_mode) || !is_cgroup2(path.data))
        return -ENOENT;
    resolutions_add(ret_resolutions)->number = status.st_ino;
    return 0;
}

/**
 * Resolves a cgroup in the first mount of version 2; directories of other file systems have inode
 * numbers too.
 */
static int resolve_cgroup(const char *name, struct resolutions *ret_resolutions)
{
    static const char *const mounts[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};

    for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
        if (is_cgroup2(mounts[i]))
            return resolve_cgroup_below(mounts[i], name, ret_resolutions);
    }
    return -ENODEV;
}

static void add_host(const struct addrinfo *info, struct resolutions *resolutions)
{
    struct resolution resolution = {0};
    enum family family;

    if (!address_from_sockaddr(info->ai_addr, &family, &resolution.address))
        return;
    resolution.family = family;
    *resolutions_add(resolutions) = resolution;
}

static int resolve_host(const char *name, struct resolutions *ret_resolutions)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int error = getaddrinfo(name, NULL, &hints, &list);

    if (error == EAI_NONAME || error == EAI_NODATA || error == EAI_ADDRFAMILY)
        return -ENOENT;
    if (error)
        return error == EAI_SYSTEM ? -errno : -EAGAIN;
    for (const struct addrinfo *info = list; info; info = info->ai_next)
        add_host(info, ret_resolutions);
    freeaddrinfo(list);
    return ret_resolutions->count > 0 ? 0 : -ENOENT;
}

int resolve_name(const void *context, enum name_kind kind, const char *name,
                 struct resolutions *ret_resolutions)
{
    const struct resolve_paths *paths = context;

    switch (kind) {
    case NAME_SERVICE:
        return service_ports(paths->services, name, ret_resolutions);
    case NAME_USER:
        return resolve_user(name, ret_resolutions);
    case NAME_DEVICE:
        return resolve_device(name, ret_resolutions);
    case NAME_CGROUP:
        return resolve_cgroup(name, ret_resolutions);
    case NAME_HOST:
        return resolve_host(name, ret_resolutions);
    }
    return -ENOENT;
}
