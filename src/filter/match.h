// SPDX-License-Identifier: MIT
/**
 * Evaluates a filter for a socket. Three-valued: undecided if the result needs data that is not
 * joined yet.
 */
#ifndef FILTER_MATCH_H
#define FILTER_MATCH_H

#include "filter/tree.h"

enum truth {
    TRUTH_NO,
    TRUTH_OPEN, /**< depends on data that is not known yet */
    TRUTH_YES,
};

/** A socket and the data that is known about it. */
struct sight {
    const struct sock *sock;
    const struct facts *facts;
    unsigned joined; /**< enum need */
    bool outline;    /**< only protocol, family and state of SOCK are valid */
};

/**
 * Evaluates the tree for the socket. A comparison with an absent value is not true, not even a
 * negative one. With several values (both ends, all holders), a comparison is true if any value
 * matches; a negative one is true if there are values and none matches.
 */
enum truth match(const struct node *node, const struct sight *sight);

#endif
