// SPDX-License-Identifier: MIT
#include "os/netns.h"

#include "base/strbuf.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/stat.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/kernel.h" // after <sys/socket.h>, which may define what it adds

/**
 * Asks for the type and the inode of PATH, relative to DIRECTORY; of DIRECTORY itself if PATH is
 * empty. Returns 0 or a negative errno. This is the system call itself: a preloaded fakeroot wraps
 * stat(2) of libc, and once it is called, exits if the sandbox refuses its System V IPC.
 */
static int status_of(int directory, const char *path, struct statx *ret_status)
{
    long result =
        syscall(SYS_statx, directory, path, AT_EMPTY_PATH, STATX_TYPE | STATX_INO, ret_status);

    return result < 0 ? -errno : 0;
}

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
    struct statx status;

    // Opening a device can have effects.
    int error = *path ? status_of(AT_FDCWD, path, &status) : -ENOENT;
    if (error)
        return error;
    if ((status.stx_mode & S_IFMT) != S_IFREG)
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
    struct statx status;
    int error = status_of(fd, "", &status);

    if (!error)
        *ret_inode = (uint32_t)status.stx_ino;
    return error;
}

int netns_entry_inode(int proc, uint32_t pid, const char *entry, uint64_t *ret_inode)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};
    struct statx status;

    put_entry(&path, pid, entry);
    int error = status_of(proc, path.data, &status);
    if (!error)
        *ret_inode = status.stx_ino;
    return error;
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
