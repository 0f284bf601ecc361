// SPDX-License-Identifier: MIT
/**
 * The questions that byte-code can answer, each as one item of a test puts it.
 */
#ifndef FILTER_ATOM_H
#define FILTER_ATOM_H

#include "filter/tree.h"

/** What one item of a test asks of one of its fields. */
struct atom {
    enum {
        ATOM_NONE, /**< byte-code cannot say it */
        ATOM_HOST,
        ATOM_DEVICE,
        ATOM_MARK,
        ATOM_CGROUP,
        ATOM_AUTOBOUND,
        ATOM_BOUND,
    } type;
    /**
     * It is never true where the value is absent. Conditions on peers are not strict: of sockets
     * without a peer the kernel may have a stale one (sock_clear_stale_peer).
     */
    bool strict;
    bool peer; /**< which end */
    struct host_item host;
    uint32_t value, mask;
    uint64_t cgroup;
};

/**
 * Returns what byte-code can say of ITEM about FIELD, both of TEST; ATOM_NONE when it is nothing.
 */
struct atom atom_of(const struct test *test, const struct field *field, const struct item *item);

#endif
