// SPDX-License-Identifier: MIT
#include "os/save_file.h"

#include "base/strbuf.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/**
 * Where the file is: its directory, which is opened once, so that others who can rename directories
 * cannot choose another one later; its name there, and that of the temporary file.
 */
struct target {
    int directory;
    const char *name; /**< borrowed */
    struct strbuf temporary;
};

static void free_target(struct target *target)
{
    strbuf_free(&target->temporary);
    file_close(&target->directory);
}

/** Opens the directory of PATH, without the right to list it. Returns 0 or a negative errno. */
static int find_directory(const char *path, struct target *target)
{
    CLEANUP(strbuf_free) struct strbuf directory = {0};
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;

    strbuf_bytes(&directory, path, (size_t)(name - path));
    target->name = name;
    target->directory =
        open(directory.data ? directory.data : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (target->directory < 0)
        return -errno;
    return *name ? 0 : -EEXIST;
}

/**
 * Reads the properties of the file that is replaced; all zero: there is none. Returns 0 or a
 * negative errno.
 */
static int look_at_old(const struct target *target, struct stat *ret_old)
{
    struct stat old = {0};

    if (fstatat(target->directory, target->name, &old, AT_SYMLINK_NOFOLLOW) < 0 && errno != ENOENT)
        return -errno;
    if (old.st_mode && !S_ISREG(old.st_mode))
        return -EEXIST;
    *ret_old = old;
    return 0;
}

#define TRIES 100 // names of temporary files

/** Creates the temporary file ".NAME.XXXXXXXX", which must not exist. Returns it or an errno. */
static int create_temporary(struct target *target)
{
    int fd = -1;
    uint32_t random = 0;

    for (int i = 0; i < TRIES && fd < 0; i++) {
        if (getrandom(&random, sizeof(random), 0) != sizeof(random))
            return -EIO;
        strbuf_truncate(&target->temporary, 0);
        strbuf_byte(&target->temporary, '.');
        strbuf_text(&target->temporary, target->name);
        strbuf_byte(&target->temporary, '.');
        strbuf_hex(&target->temporary, random, 8);
        fd = openat(target->directory, target->temporary.data,
                    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0 && errno != EEXIST)
            return -errno;
    }
    return fd < 0 ? -EEXIST : fd;
}

static void remove_temporary(const struct target *target)
{
    unlinkat(target->directory, target->temporary.data, 0);
}

/** Gives the new file the permissions of the old one, if there is one of the same owner, or MODE.
 */
static int set_mode(const struct stat *old, mode_t mode, int fd)
{
    struct stat new;

    if (fstat(fd, &new) < 0)
        return -errno;
    if (old->st_mode && old->st_uid == new.st_uid && old->st_gid == new.st_gid)
        mode = old->st_mode & 0777;
    return fchmod(fd, mode) < 0 ? -errno : 0;
}

/** Writes everything to the disk and renames the file. Returns 0 or a negative errno. */
static int put_in_place(const struct target *target, int fd)
{
    if (fsync(fd) < 0)
        return -errno;
    if (renameat(target->directory, target->temporary.data, target->directory, target->name) < 0)
        return -errno;
    // The name is there; without the right to list the directory, it may not outlast a crash.
    int directory = openat(target->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return 0;
    fsync(directory);
    close(directory);
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
        remove_temporary(target);
        return;
    }
    int error = put_in_place(target, fd);
    if (error)
        remove_temporary(target);
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

int save_file_open(const char *path, mode_t mode, struct save_file *ret_file)
{
    CLEANUP(free_target) struct target target = {.directory = -1};
    struct stat old = {0};
    int error = find_directory(path, &target);

    if (!error)
        error = look_at_old(&target, &old);
    if (error)
        return error;
    int fd = create_temporary(&target);
    if (fd < 0)
        return fd;
    error = set_mode(&old, mode, fd);
    if (!error)
        error = start_keeper(&target, fd, ret_file);
    if (error) {
        remove_temporary(&target);
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
