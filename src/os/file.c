// SPDX-License-Identifier: MIT
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define CHUNK 16384

void file_close(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

ssize_t file_read_some(int fd, char *buffer, size_t size)
{
    ssize_t count;

    do {
        count = read(fd, buffer, size);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

int file_read_rest(int fd, size_t limit, struct strbuf *contents)
{
    size_t total = 0;

    for (;;) {
        ssize_t count = file_read_some(fd, strbuf_room(contents, CHUNK), CHUNK);
        if (count < 0)
            return (int)count;
        strbuf_added(contents, (size_t)count);
        if (count == 0)
            return 0;
        total += (size_t)count;
        if (total > limit)
            return -EFBIG;
    }
}

int file_read_again(int fd, size_t limit, struct strbuf *contents)
{
    if (fd < 0)
        return fd;
    return lseek(fd, 0, SEEK_SET) < 0 ? -errno : file_read_rest(fd, limit, contents);
}

int file_read(int directory, const char *path, size_t limit, struct strbuf *contents)
{
    CLEANUP(file_close) int fd = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    return fd < 0 ? -errno : file_read_rest(fd, limit, contents);
}
