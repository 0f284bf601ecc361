// SPDX-License-Identifier: MIT
/**
 * Expansion of values that imply several keys: "tcp6" is a protocol and a family, "[fe80::1%eth0]"
 * an address and an interface. After it, each condition is about one key.
 */
#ifndef FILTER_EXPAND_H
#define FILTER_EXPAND_H

#include "filter/tree.h"

/** Replaces each condition with such values by conditions of one key each. Returns the root. */
struct node *tree_expand(struct node *node);

#endif
