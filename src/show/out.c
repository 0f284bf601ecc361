// SPDX-License-Identifier: MIT
#include "show/out.h"

#include <errno.h>
#include <unistd.h>

#define ENOUGH 65536

static void write_pending(struct out *out)
{
    size_t done = 0;

    while (!out->error && done < out->pending.length) {
        ssize_t count = write(out->fd, out->pending.data + done, out->pending.length - done);
        if (count >= 0)
            done += (size_t)count;
        else if (errno != EINTR)
            out->error = -errno;
    }
    strbuf_truncate(&out->pending, 0);
}

void out_row(struct out *out)
{
    if (out->pending.length >= ENOUGH)
        write_pending(out);
}

int out_finish(struct out *out)
{
    write_pending(out);
    strbuf_free(&out->pending);
    return out->error;
}
