// SPDX-License-Identifier: MIT
#include "os/bpf_ring.h"

#include "os/kernel.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/** Records begin at multiples of this (kernel/bpf/ringbuf.c, bpf_ringbuf_reserve). */
#define ALIGNMENT 8

int bpf_ring_open(int map_fd, size_t size, struct bpf_ring *ret_ring)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    if (sizeof(unsigned long) < sizeof(uint64_t))
        return -EOPNOTSUPP;
    void *consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);
    if (consumer == MAP_FAILED)
        return -errno;
    void *producer = mmap(NULL, page + 2 * size, PROT_READ, MAP_SHARED, map_fd, (off_t)page);
    if (producer == MAP_FAILED) {
        int error = -errno;
        munmap(consumer, page);
        return error;
    }
    *ret_ring = (struct bpf_ring){consumer, producer, page, size};
    return 0;
}

void bpf_ring_close(struct bpf_ring *ring)
{
    if (!ring->consumer)
        return;
    munmap(ring->consumer, ring->page);
    munmap((void *)ring->producer, ring->page + 2 * ring->size);
    *ring = (struct bpf_ring){0};
}

void bpf_part_close(int *fd)
{
    if (*fd > 0)
        close(*fd);
    *fd = 0;
}

/**
 * Sets *RET_STEP to the bytes from a header to the next one. WORD is its first word; the kernel has
 * written LEFT bytes from the header on. Returns 0; -EAGAIN if the record is not complete; -EBADMSG
 * if the length is impossible.
 */
static int measure(uint32_t word, unsigned long left, unsigned long *ret_step)
{
    unsigned long length = word & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
    unsigned long step = (length + BPF_RINGBUF_HDR_SZ + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

    if (word & BPF_RINGBUF_BUSY_BIT)
        return -EAGAIN;
    if (step > left)
        return -EBADMSG;
    *ret_step = step;
    return 0;
}

/** Passes on the record at *POSITION, before END, and advances. Returns as measure, or of TAKE. */
static int read_one(const struct bpf_ring *ring, unsigned long end, unsigned long *position,
                    const struct bpf_ring_sink *sink)
{
    const char *header = (const char *)ring->producer + ring->page + *position % ring->size;
    uint32_t word = __atomic_load_n((const uint32_t *)(const void *)header, __ATOMIC_ACQUIRE);
    unsigned long step = 0;
    int error = measure(word, end - *position, &step);

    if (error)
        return error;
    *position += step;
    if (word & BPF_RINGBUF_DISCARD_BIT)
        return 0;
    return sink->take(sink->context, header + BPF_RINGBUF_HDR_SZ, word);
}

int bpf_ring_read(struct bpf_ring *ring, const struct bpf_ring_sink *sink)
{
    unsigned long position = *ring->consumer; // nobody else writes it
    unsigned long end = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
    unsigned long freed = position;
    int error = end - position > ring->size || position % ALIGNMENT != 0 ? -EBADMSG : 0;

    while (!error && position != end) {
        error = read_one(ring, end, &position, sink);
        if (position - freed >= ring->size / 8 || position == end || error) {
            __atomic_store_n(ring->consumer, position, __ATOMIC_RELEASE);
            freed = position;
        }
    }
    return error == -EAGAIN ? 0 : error;
}
