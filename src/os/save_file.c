// SPDX-License-Identifier: MIT
#include "os/save_file.h"

#include "base/strbuf.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/** Where the file is: a directory, the name, and the name of the temporary file. */
struct target {
    struct strbuf path, temporary;
    int directory;
};

static void free_target(struct target *target)
{
    strbuf_free(&target->path);
    strbuf_free(&target->temporary);
    file_close(&target->directory);
}

/** Sets TEMPORARY to "DIRECTORY/.NAME.XXXXXX", a template, and opens the directory. */
static int find_directory(const char *path, struct target *target)
{
    CLEANUP(strbuf_free) struct strbuf directory = {0};
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;

    strbuf_bytes(&directory, path, (size_t)(name - path));
    strbuf_text(&target->path, path);
    strbuf_bytes(&target->temporary, path, (size_t)(name - path));
    strbuf_byte(&target->temporary, '.');
    strbuf_text(&target->temporary, name);
    strbuf_text(&target->temporary, ".XXXXXX");
    const char *at = directory.data ? directory.data : ".";
    target->directory = open(at, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOCTTY);
    // Without the right to list it, only the flush of the directory is left out.
    return target->directory < 0 && errno != EACCES ? -errno : 0;
}

/**
 * Reads the properties of the file that is replaced; all zero: there is none. Returns 0 or a
 * negative errno.
 */
static int look_at_old(const char *path, struct stat *ret_old)
{
    struct stat old = {0};

    if (lstat(path, &old) < 0 && errno != ENOENT)
        return -errno;
    if (old.st_mode && !S_ISREG(old.st_mode))
        return -EEXIST;
    *ret_old = old;
    return 0;
}

/** Gives the new file the permissions of the old one, if there is one of the same owner. */
static int copy_mode(const struct stat *old, int fd)
{
    struct stat new;

    if (!old->st_mode)
        return 0;
    if (fstat(fd, &new) < 0)
        return -errno;
    if (old->st_uid != new.st_uid || old->st_gid != new.st_gid)
        return 0;
    return fchmod(fd, old->st_mode & 0777) < 0 ? -errno : 0;
}

/** Writes everything to the disk and renames the file. Returns 0 or a negative errno. */
static int put_in_place(const struct target *target, int fd)
{
    if (fsync(fd) < 0)
        return -errno;
    if (rename(target->temporary.data, target->path.data) < 0)
        return -errno;
    // The name is there; it may only not outlast a crash of the host.
    if (target->directory >= 0)
        fsync(target->directory);
    return 0;
}

/** Ends on its own when the other process ends: signals to the group must not end it earlier. */
static void ignore_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};

    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        signal(signals[i], SIG_IGN);
}

/** Waits for the request to commit; without it, removes the temporary file. */
static void keep(const struct target *target, int fd, int channel)
{
    char request = 0;

    if (file_read_some(channel, &request, 1) != 1) {
        unlink(target->temporary.data);
        return;
    }
    int error = put_in_place(target, fd);
    if (error)
        unlink(target->temporary.data);
    send(channel, &error, sizeof(error), MSG_NOSIGNAL);
}

/** Starts the keeper. Returns 0 or a negative errno. */
static int start_keeper(const struct target *target, int fd, struct save_file *ret_file)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return -errno;
    pid_t pid = fork();
    int error = pid < 0 ? -errno : 0;
    if (pid == 0) {
        close(ends[0]);
        ignore_signals();
        keep(target, fd, ends[1]);
        _exit(0);
    }
    close(ends[1]);
    if (error)
        close(ends[0]);
    else
        *ret_file = (struct save_file){.keeper = pid, .channel = ends[0], .fd = fd};
    return error;
}

int save_file_open(const char *path, struct save_file *ret_file)
{
    CLEANUP(free_target) struct target target = {.directory = -1};
    struct stat old = {0};
    int error = look_at_old(path, &old);

    if (!error)
        error = find_directory(path, &target);
    if (error)
        return error;
    int fd = mkostemp(target.temporary.data, O_CLOEXEC);
    if (fd < 0)
        return -errno;
    error = copy_mode(&old, fd);
    if (!error)
        error = start_keeper(&target, fd, ret_file);
    if (error) {
        unlink(target.temporary.data);
        close(fd);
    }
    return error;
}

/** Waits until the keeper has ended. */
static void wait_for_keeper(const struct save_file *file)
{
    close(file->channel);
    close(file->fd);
    while (waitpid(file->keeper, NULL, 0) < 0 && errno == EINTR)
        ;
}

int save_file_commit(struct save_file *file)
{
    int error = -EPIPE; // the keeper was killed

    if (sendto(file->channel, "!", 1, MSG_NOSIGNAL, NULL, 0) == 1) {
        int reply = 0;
        if (file_read_some(file->channel, (char *)&reply, sizeof(reply)) == sizeof(reply))
            error = reply;
    }
    wait_for_keeper(file);
    *file = (struct save_file){0};
    return error;
}

void save_file_close(const struct save_file *file)
{
    if (file->keeper != 0)
        wait_for_keeper(file);
}
