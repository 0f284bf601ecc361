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

#include "filter/tree.h"
#include "sock/resolver.h"

/** What is wrong with a filter, and where. */
struct parse_error {
    struct text place;     /**< in the filter; empty at its end */
    struct strbuf message; /**< of a wrong filter */
    struct strbuf warning; /**< of a right one, too: what could not be looked up */
};

void parse_error_free(struct parse_error *error);

/**
 * Parses TEXT. Returns the tree, which the caller frees, or NULL if the filter is wrong. Sets
 * *RET_ERROR in either case; the caller frees it.
 */
struct node *parse_filter(struct text text, const struct resolver *resolver,
                          struct parse_error *ret_error);

#endif
