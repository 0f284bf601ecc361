// SPDX-License-Identifier: MIT
/**
 * Parses the conditions of a filter: KEY OPERATOR VALUE,... and shortcuts. See filter/parse.h for
 * the grammar.
 */
#ifndef FILTER_PARSE_CONDITION_H
#define FILTER_PARSE_CONDITION_H

#include "filter/parser.h"

/** Parses one condition. Returns the tree, which the caller frees, or NULL after parser_fail. */
struct node *parse_condition(struct parser *parser);

#endif
