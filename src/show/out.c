// SPDX-License-Identifier: MIT
#include "show/out.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#define ENOUGH 65536

/**
 * Waits until FD is writable: another process that shares the pipe may have made it non-blocking.
 */
static int wait_for_room(int fd)
{
    struct pollfd target = {.fd = fd, .events = POLLOUT};

    return poll(&target, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

void out_interrupt(struct out *out, int fd)
{
    out->interruptible = true;
    out->interrupt_fd = fd;
}

/** Waits as out_interrupt says. */
static int wait_unless_interrupted(const struct out *out)
{
    struct pollfd watched[] = {{.fd = out->fd, .events = POLLOUT},
                               {.fd = out->interrupt_fd, .events = POLLIN}};
    int count = poll(watched, 2, -1);

    if (count > 0 && watched[0].revents == 0)
        count = poll(watched, 1, OUT_LAST_WAIT);
    if (count < 0)
        return errno == EINTR ? 0 : -errno;
    return count == 0 ? -EINTR : 0;
}

/** Returns how much of LENGTH is written at once: a pipe that is writable has room for a page. */
static size_t portion(const struct out *out, size_t length)
{
    return out->interruptible && length > PIPE_BUF ? PIPE_BUF : length;
}

void out_bytes(struct out *out, struct text bytes)
{
    size_t done = 0;

    while (!out->error && done < bytes.length) {
        if (out->interruptible)
            out->error = wait_unless_interrupted(out);
        if (out->error)
            break;
        ssize_t count = write(out->fd, bytes.bytes + done, portion(out, bytes.length - done));
        if (count >= 0)
            done += (size_t)count;
        else if (errno == EAGAIN)
            out->error = wait_for_room(out->fd);
        else if (errno != EINTR)
            out->error = -errno;
    }
}

void out_flush(struct out *out)
{
    out_bytes(out, strbuf_contents(&out->pending));
    strbuf_truncate(&out->pending, 0);
}

void out_row(struct out *out)
{
    if (out->pending.length >= ENOUGH)
        out_flush(out);
}

int out_finish(struct out *out)
{
    out_flush(out);
    strbuf_free(&out->pending);
    return out->error;
}
