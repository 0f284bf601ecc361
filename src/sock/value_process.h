// SPDX-License-Identifier: MIT
/**
 * Values that are lists of processes; used by value_classes only.
 */
#ifndef SOCK_VALUE_PROCESS_H
#define SOCK_VALUE_PROCESS_H

#include "sock/value.h"

typedef void value_writer(struct strbuf *text, const struct value *value, const struct facts *facts,
                          const struct style *style);
typedef void value_json_writer(struct strbuf *line, const char *key, const struct value *value,
                               const struct facts *facts, const struct style *style);
typedef int value_comparer(const struct value *one, const struct value *other,
                           const struct facts *facts);

value_writer processes_text; /**< "nginx[1201,1202] haproxy[7]" */
value_writer pids_text;      /**< "1201,1202" */
value_writer comms_text;     /**< "nginx,nginx" */
value_writer contexts_text;  /**< "unconfined;-": the second process has none, or it is not known */

value_json_writer processes_json; /**< objects: {pid, comm, fds} */
value_json_writer pids_json;      /**< numbers */
value_json_writer comms_json;     /**< strings */
value_json_writer contexts_json;  /**< strings, or null */

/** Compare lists by the first elements that differ; a prefix comes first. */
value_comparer processes_compare; /**< names, then numbers */
value_comparer pids_compare;
value_comparer comms_compare;
value_comparer contexts_compare;

/** Appends the processes, in their order. */
void processes_identity(struct strbuf *bytes, const struct value *value, const struct facts *facts);

#endif
