// SPDX-License-Identifier: MIT
/**
 * Whether a filter is true of a socket, in three values: what is not known yet leaves open what
 * depends on it.
 */
#ifndef FILTER_MATCH_H
#define FILTER_MATCH_H

#include "filter/tree.h"

enum truth {
    TRUTH_NO,
    TRUTH_OPEN, /**< depends on what is not known yet */
    TRUTH_YES,
};

/** A socket, and what is known of it. */
struct sight {
    const struct sock *sock;
    const struct facts *facts;
    unsigned joined; /**< enum need */
    bool outline;    /**< of SOCK, only protocol, family and state are meant */
};

/**
 * Returns whether the tree is true of the socket. A comparison with an absent value is not true, be
 * it an unequal one; with several values (both ends, all holders) it is true when any of them is as
 * compared with, or, when negative, if there are values and none of them is.
 */
enum truth match(const struct node *node, const struct sight *sight);

#endif
