// SPDX-License-Identifier: MIT
/**
 * The cell of the column DETAIL (detail_field). A plan arranges its fields once, so that a row
 * costs little: a row lacks most blocks that the fields read, and most numbers of the others are 0.
 */
#ifndef SOCK_DETAIL_CELL_H
#define SOCK_DETAIL_CELL_H

#include "sock/field_list.h"

/** The fields of the cell, for style.detail. */
struct detail_plan;

/** Arranges FIELDS, which are borrowed for this call only. Release with detail_plan_free. */
struct detail_plan *detail_plan_new(const struct field_list *fields);

/** NULL is allowed. */
void detail_plan_free(struct detail_plan *plan);

/** The same for a variable: CLEANUP(detail_plan_free_variable). */
void detail_plan_free_variable(struct detail_plan **plan);

#endif
