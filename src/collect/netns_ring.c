// SPDX-License-Identifier: MIT
#include "collect/netns_ring.h"

#include "base/alloc.h"
#include "os/bpf_iter.h"
#include "os/file.h"

#include <errno.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collect/netns_ring_record.h"

#ifdef HAVE_BPF
// generated from netns_ring.bpf.c; needs <errno.h> before it
#include <netns_ring.skel.h>
#endif

void netns_ring_free(struct netns_ring *ring)
{
    free(ring->items);
    *ring = (struct netns_ring){0};
}

#ifdef HAVE_BPF

static void unload(struct netns_ring_bpf *const *program)
{
    netns_ring_bpf__destroy(*program);
}

static int load(struct netns_ring_bpf *program)
{
    int error = program ? netns_ring_bpf__load(program) : -ENOMEM;

    if (!error && netns_ring_bpf__attach(program) < 0)
        error = -errno; // as syscall(2) has it
    return error;
}

/** The program writes nothing into the iterator. */
static int take(void *context, const char *bytes, size_t length)
{
    (void)context;
    (void)bytes;
    (void)length;
    return -EBADMSG;
}

/** Copies the records; the first one describes them. Returns 0 or -EAGAIN. */
static int copy(const struct netns_ring_record *records, struct netns_ring *ret_ring)
{
    size_t count = records[0].count;
    size_t known = count < NETNS_RING_LIMIT ? count : NETNS_RING_LIMIT - 1;

    if (!records[0].whole)
        return -EAGAIN;
    ret_ring->items = alloc_array(known + 1, sizeof(*ret_ring->items));
    for (size_t i = 0; i < known; i++)
        ret_ring->items[i] = (struct netns_ring_item){records[i + 1].id, records[i + 1].inode};
    ret_ring->count = known;
    ret_ring->more = count - known;
    return 0;
}

int netns_ring_read(struct netns_ring *ret_ring)
{
    CLEANUP(unload) struct netns_ring_bpf *program = netns_ring_bpf__open();
    size_t size = NETNS_RING_LIMIT * sizeof(struct netns_ring_record);
    int error = load(program);

    if (error)
        return error;
    CLEANUP(file_close) int fd = bpf_iter_open(program->links.namespaces_fd);
    error = bpf_iter_read(fd, take, NULL);
    if (error)
        return error;
    void *records = mmap(NULL, size, PROT_READ, MAP_SHARED, program->maps.records.map_fd, 0);
    if (records == MAP_FAILED)
        return -errno;
    error = copy(records, ret_ring);
    munmap(records, size);
    return error;
}

#else

int netns_ring_read(struct netns_ring *ret_ring)
{
    (void)ret_ring;
    return -ENOSYS;
}

#endif
