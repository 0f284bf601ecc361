// SPDX-License-Identifier: MIT
/**
 * Reads the ring buffer of a BPF program (BPF_MAP_TYPE_RINGBUF, Linux 5.8) through memory that the
 * kernel shares. Once it is open, reading needs no system call and no right.
 */
#ifndef OS_BPF_RING_H
#define OS_BPF_RING_H

#include <stddef.h>

/**
 * The shared memory (kernel/bpf/ringbuf.c, struct bpf_ringbuf): one page with the position up to
 * which the reader has read, one page with the position up to which the kernel has written, then
 * the data twice, so that every record is in one piece. Positions count bytes since the start.
 */
struct bpf_ring {
    unsigned long *consumer;       /**< the first page; NULL: not open */
    const unsigned long *producer; /**< the other pages, read-only */
    size_t page;                   /**< bytes of a page */
    size_t size;                   /**< bytes of the data, a power of two */
};

/** What takes the records. */
struct bpf_ring_sink {
    /** Takes one record of LENGTH bytes, aligned to 8. Returns 0 or a negative errno. */
    int (*take)(void *context, const char *bytes, size_t length);
    void *context;
};

/**
 * Opens the ring of the map MAP_FD, which has SIZE bytes. Returns 0; -EOPNOTSUPP in a 32-bit
 * program, whose positions can be shorter than those of the kernel; or a negative errno.
 */
int bpf_ring_open(int map_fd, size_t size, struct bpf_ring *ret_ring);

/** Unmaps the ring; does nothing if it is not open. */
void bpf_ring_close(struct bpf_ring *ring);

/**
 * Closes the descriptor *FD of a map or a program, which a link or mapped memory keeps, and sets it
 * to 0: who has it could change the map, without any right.
 */
void bpf_part_close(int *fd);

/**
 * Passes the records to SINK that were there when the call began, up to the first one that is not
 * complete, and frees their room. Returns 0; -EBADMSG if a position or a length is impossible; or
 * the error of SINK, which has taken that record.
 */
int bpf_ring_read(struct bpf_ring *ring, const struct bpf_ring_sink *sink);

#endif
