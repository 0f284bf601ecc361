// SPDX-License-Identifier: MIT
/**
 * Parses the text of a filter into its tree. The grammar; "and" binds more tightly than "or":
 *
 *     or        := and { "or" and }
 *     and       := not { ["and"] not }
 *     not       := "not" not | "(" or ")" | condition
 *     condition := KEY [OPERATOR] VALUE { "," VALUE } | "has" KEY | KEY   (a boolean)
 *                | "exclude" STATE { "," STATE } | SHORTCUT { "," SHORTCUT }
 */
#ifndef FILTER_PARSE_H
#define FILTER_PARSE_H

#include "base/user_error.h"
#include "filter/tree.h"
#include "sock/resolver.h"

/**
 * Parses TEXT. Returns the tree, which the caller frees, or NULL if the filter is wrong. Sets
 * *RET_ERROR in either case, which the caller frees; its part lies in TEXT and is empty at the end.
 */
struct node *parse_filter(struct text text, const struct resolver *resolver,
                          struct user_error *ret_error);

#endif
