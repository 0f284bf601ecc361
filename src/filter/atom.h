// SPDX-License-Identifier: MIT
/**
 * Conditions that byte-code can express; each atom is one item of a test on one field.
 */
#ifndef FILTER_ATOM_H
#define FILTER_ATOM_H

#include "filter/tree.h"

/** One item of a test, compared with one of its fields. */
struct atom {
    enum {
        ATOM_NONE, /**< byte-code cannot express it */
        ATOM_HOST,
        ATOM_DEVICE,
        ATOM_MARK,
        ATOM_CGROUP,
        ATOM_AUTOBOUND,
        ATOM_BOUND,
    } type;
    /**
     * True if the atom is never true where the value is absent. Conditions on peers are not strict:
     * the kernel may keep a stale peer for a socket without one (sock_clear_stale_peer).
     */
    bool strict;
    bool peer; /**< the end: peer or local */
    struct host_item host;
    uint32_t value, mask;
    uint64_t cgroup;
};

/** Returns the atom for ITEM and FIELD, both of TEST; ATOM_NONE if byte-code cannot express it. */
struct atom atom_of(const struct test *test, const struct field *field, const struct item *item);

#endif
