// SPDX-License-Identifier: MIT
#include "os/bpf_iter.h"

#include "os/file.h"
#include "os/kernel.h"
#include "os/read_ahead.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_BPF
const bool bpf_iter_built = true;
#else
const bool bpf_iter_built = false;
#endif

/** Maximum number of reads without output, each over a million objects; no host has as many. */
#define PATIENCE 10000

static ssize_t receive(void *context, void *buffer, size_t size)
{
    const int *fd = context;
    ssize_t length = -EAGAIN; // returned after a million objects without output: read again

    for (int i = 0; length == -EAGAIN && i < PATIENCE; i++)
        length = file_read_some(*fd, buffer, size);
    return length;
}

static bool is_last(const char *piece, size_t length)
{
    (void)piece;
    return length == 0;
}

int bpf_iter_open(int link_fd)
{
    struct kernel_iter_create request = {.link_fd = (uint32_t)link_fd};
    int fd = (int)syscall(SYS_bpf, BPF_ITER_CREATE, &request, sizeof(request));

    return fd < 0 ? -errno : fd;
}

int bpf_iter_read(int fd, bpf_iter_take *take, void *context)
{
    const struct read_source source = {receive, is_last, &fd, false};
    const char *piece = NULL;
    ssize_t length;
    int error = 0;

    if (fd < 0)
        return fd;
    CLEANUP(read_ahead_end_variable) struct read_ahead *ahead = read_ahead_begin(&source, 1);
    while (!error && (length = read_ahead_next(ahead, &piece)) != 0)
        error = length < 0 ? (int)length : take(context, piece, (size_t)length);
    return error;
}

const char *bpf_iter_words(int error)
{
    switch (error) {
    case -ENOSYS:
        return bpf_iter_built ? strerror(-error) : "not built into this program";
    case -EPERM:
    case -EACCES:
        return "not permitted: run as root (or with cap_bpf and cap_perfmon)";
    case -EINVAL:
        return "the kernel rejected the program: it needs Linux 5.17 or later, and root (or "
               "cap_bpf "
               "and cap_perfmon)";
    default:
        return strerror(-error);
    }
}
