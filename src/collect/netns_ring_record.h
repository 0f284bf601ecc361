// SPDX-License-Identifier: MIT
/**
 * What the BPF program of netns_ring.bpf.c writes into its map; netns_ring.c reads it. Both
 * include a header with __u32 before this one.
 */
#ifndef COLLECT_NETNS_RING_RECORD_H
#define COLLECT_NETNS_RING_RECORD_H

/** Number of records, including the first; further namespaces are only counted. */
#define NETNS_RING_LIMIT 65536

/** The first record describes the list; each further one, a namespace other than the reader's. */
struct netns_ring_record {
    union {
        __u64 id;    /**< for a file handle; 0: the kernel is too old for those */
        __u32 count; /**< of the first: the number of namespaces */
    };
    union {
        __u32 inode; /**< in nsfs */
        __u32 whole; /**< of the first: 1 if the list was followed to its end */
    };
};

#endif
