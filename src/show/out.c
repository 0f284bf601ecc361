// SPDX-License-Identifier: MIT
#include "show/out.h"

#include <errno.h>
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

void out_bytes(struct out *out, struct text bytes)
{
    size_t done = 0;

    while (!out->error && done < bytes.length) {
        ssize_t count = write(out->fd, bytes.bytes + done, bytes.length - done);
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
