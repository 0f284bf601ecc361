// SPDX-License-Identifier: MIT
/**
 * The kernel's own list of network namespaces, read by a BPF program (Linux 5.17). Requires root,
 * or CAP_BPF with CAP_PERFMON. It has those that no process and no name leads to: kept by a
 * descriptor, a socket, a thread, a mount elsewhere.
 */
#ifndef COLLECT_NETNS_RING_H
#define COLLECT_NETNS_RING_H

#include <stddef.h>
#include <stdint.h>

struct netns_ring_item {
    uint64_t id;    /**< for netns_open_handle; 0: before Linux 6.18 */
    uint32_t inode; /**< in nsfs */
};

/** Start with {0}; release with netns_ring_free. */
struct netns_ring {
    struct netns_ring_item *items; /**< without the namespace of the caller */
    size_t count;
    size_t more; /**< namespaces that were only counted */
};

void netns_ring_free(struct netns_ring *ring);

/**
 * Reads the list. Returns 0; -ENOSYS if the program is not built in; -EAGAIN if the list could not
 * be followed to its end; otherwise the negative errno of loading or running.
 */
int netns_ring_read(struct netns_ring *ret_ring);

#endif
