// SPDX-License-Identifier: MIT
/**
 * The fields that groups have and sockets lack: a table like that of sock/field.h, so that formats,
 * sorting and the choice of columns need no special case for groups.
 */
#ifndef SOCK_GROUP_FIELD_H
#define SOCK_GROUP_FIELD_H

#include "sock/field.h"

/** Ends with a row whose key is NULL. */
extern const struct field group_table[];

/** Rows of group_table: the name, the number and the context of the process of a group. */
extern const struct field *const group_comm;
extern const struct field *const group_pid;
extern const struct field *const group_context;

/**
 * Returns the key for grouping by FIELD: the field itself or, for a list of processes, group_comm,
 * group_pid or group_context.
 */
const struct field *group_key(const struct field *field);

#endif
