// SPDX-License-Identifier: MIT
/**
 * Numbers by which values are sorted, faster than by comparing them: value_class.key.
 */
#ifndef SOCK_VALUE_KEY_H
#define SOCK_VALUE_KEY_H

#include "sock/value.h"

uint64_t word_key(const struct value *value, unsigned level, const struct facts *facts);
uint64_t name_key(const struct value *value, unsigned level, const struct facts *facts);
uint64_t flow_key(const struct value *value, unsigned level, const struct facts *facts);
uint64_t end_key(const struct value *value, unsigned level, const struct facts *facts);
uint64_t processes_key(const struct value *value, unsigned level, const struct facts *facts);
uint64_t pids_key(const struct value *value, unsigned level, const struct facts *facts);
uint64_t comms_key(const struct value *value, unsigned level, const struct facts *facts);

#endif
