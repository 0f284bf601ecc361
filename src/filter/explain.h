// SPDX-License-Identifier: MIT
/**
 * What becomes of a filter, for people: --explain-filter. Each function appends its part.
 */
#ifndef FILTER_EXPLAIN_H
#define FILTER_EXPLAIN_H

#include "filter/tree.h"
#include "sock/request.h"

/** The tree, one node a line, children indented; names and patterns escaped. */
void explain_tree(const struct node *node, struct strbuf *text);

/** What is asked for: protocols, families, states, exact ports. */
void explain_request(const struct request *request, struct strbuf *text);

/** Its byte-code (filter/bytecode.h), one line an operation. */
void explain_bytecode(const struct request *request, struct strbuf *text);

/** What is joined before the filter is decided (enum need). */
void explain_needs(unsigned needs, struct strbuf *text);

#endif
