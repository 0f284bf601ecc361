// SPDX-License-Identifier: MIT
/**
 * A directory for one test, where a procfs or a file of another host can be laid out.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

#include "unit.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

struct scratch {
    char path[64];
    int fd;
};

static inline void scratch_make(struct scratch *scratch)
{
    snprintf(scratch->path, sizeof(scratch->path), "/tmp/sockstat-unit-XXXXXX");
    assert_non_null(mkdtemp(scratch->path));
    scratch->fd = open(scratch->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(scratch->fd >= 0);
}

static inline int scratch_unlink(const char *path, const struct stat *status, int type,
                                 struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

static inline void scratch_remove(struct scratch *scratch)
{
    close(scratch->fd);
    nftw(scratch->path, scratch_unlink, 8, FTW_DEPTH | FTW_PHYS);
}

/** Makes the directories that lead to NAME. */
static inline void scratch_parents(const struct scratch *scratch, const char *name)
{
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        char *parent = strndup(name, (size_t)(slash - name));
        mkdirat(scratch->fd, parent, 0755);
        free(parent);
    }
}

/** Makes the file NAME. */
static inline void scratch_file(const struct scratch *scratch, const char *name, struct text text)
{
    scratch_parents(scratch, name);
    int fd = openat(scratch->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text.bytes, text.length), text.length);
    close(fd);
}

/** Makes the symbolic link NAME, which need not lead anywhere. */
static inline void scratch_link(const struct scratch *scratch, const char *name, const char *target)
{
    scratch_parents(scratch, name);
    assert_int_equal(symlinkat(target, scratch->fd, name), 0);
}

/** The path of NAME, valid until the next call. */
static inline const char *scratch_path(const struct scratch *scratch, const char *name)
{
    static char path[128];

    snprintf(path, sizeof(path), "%s/%s", scratch->path, name);
    return path;
}

#endif
