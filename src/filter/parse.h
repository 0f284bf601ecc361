// SPDX-License-Identifier: MIT
/**
 * From the text of a filter to its tree. The grammar, with real precedence:
 *
 *     or    := and { "or" and }
 *     and   := not { ["and"] not }
 *     not   := "not" not | "(" or ")" | test
 *     test  := KEY [OPERATOR] VALUE { "," VALUE } | "has" KEY | KEY   (what is yes or no)
 *            | "exclude" STATE { "," STATE } | SHORTCUT { "," SHORTCUT }
 */
#ifndef FILTER_PARSE_H
#define FILTER_PARSE_H

#include "base/user_error.h"
#include "filter/tree.h"
#include "sock/resolver.h"

/**
 * Parses TEXT. Returns the tree, which the caller frees, or NULL if the filter is wrong. Sets
 * *RET_ERROR in either case; its place is in TEXT, and empty at the end. The caller frees it.
 */
struct node *parse_filter(struct text text, const struct resolver *resolver,
                          struct user_error *ret_error);

#endif
