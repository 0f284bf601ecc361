// SPDX-License-Identifier: MIT
/**
 * How a filter is applied, for --explain-filter. Each function appends its part.
 */
#ifndef FILTER_EXPLAIN_H
#define FILTER_EXPLAIN_H

#include "filter/tree.h"
#include "sock/request.h"

/** Appends the tree, one node per line, children indented; names and patterns are escaped. */
void explain_tree(const struct node *node, struct strbuf *text);

/** Appends the request: protocols, families, states, exact ports. */
void explain_request(const struct request *request, struct strbuf *text);

/** Appends the byte-code of the request (filter/bytecode.h), one line per operation. */
void explain_bytecode(const struct request *request, struct strbuf *text);

/** Appends what is joined before the filter is applied (enum need). */
void explain_needs(unsigned needs, struct strbuf *text);

#endif
