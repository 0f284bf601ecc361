// SPDX-License-Identifier: MIT
#include "os/netns.h"

#include "base/strbuf.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/kernel.h" // after <sys/socket.h>, which may define what it adds

/** Appends the path of ENTRY of process PID below a procfs. */
static void put_entry(struct strbuf *path, uint32_t pid, const char *entry)
{
    if (pid)
        strbuf_decimal(path, pid);
    else
        strbuf_text(path, "thread-self");
    strbuf_text(path, entry);
}

int netns_open_pid(int proc, uint32_t pid)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    put_entry(&path, pid, "/ns/net");
    int fd = openat(proc, path.data, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int netns_open_path(const char *path)
{
    struct stat status;

    // Opening a device can have effects.
    if (stat(path, &status) < 0)
        return -errno;
    if (!S_ISREG(status.st_mode))
        return -EINVAL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return -errno;
    if (ioctl(fd, NS_GET_NSTYPE) == CLONE_NEWNET)
        return fd;
    file_close(&fd);
    return -EINVAL;
}

int netns_inode(int fd, uint32_t *ret_inode)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return -errno;
    *ret_inode = (uint32_t)status.st_ino;
    return 0;
}

int netns_entry_inode(int proc, uint32_t pid, const char *entry, uint64_t *ret_inode)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};
    struct stat status;

    put_entry(&path, pid, entry);
    if (fstatat(proc, path.data, &status, 0) < 0)
        return -errno;
    *ret_inode = status.st_ino;
    return 0;
}

int netns_identify(int fd, uint32_t *ret_inode)
{
    int error = fd < 0 ? fd : netns_inode(fd, ret_inode);

    if (!error)
        return fd;
    file_close(&fd);
    return error;
}

int netns_enter(int fd)
{
    return setns(fd, CLONE_NEWNET) < 0 ? -errno : 0;
}

int netns_open_handle(uint64_t id, uint32_t inode)
{
    struct kernel_nsfs_handle handle = {
        .bytes = sizeof(handle) - offsetof(struct kernel_nsfs_handle, id),
        .type = KERNEL_FILEID_NSFS,
        .id = id,
        .ns_type = CLONE_NEWNET,
        .inode = inode,
    };
    long fd = syscall(SYS_open_by_handle_at, KERNEL_NSFS_ROOT, &handle, O_RDONLY | O_CLOEXEC);

    if (fd >= 0)
        return (int)fd;
    return errno == EBADF ? -EOPNOTSUPP : -errno; // KERNEL_NSFS_ROOT means nothing to it
}

int netns_cookie(int socket_fd, uint64_t *ret_cookie)
{
    uint64_t cookie = 0;
    socklen_t size = sizeof(cookie);

    if (getsockopt(socket_fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) < 0)
        return -errno;
    *ret_cookie = cookie;
    return 0;
}
