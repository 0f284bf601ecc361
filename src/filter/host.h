// SPDX-License-Identifier: MIT
/**
 * Addresses, prefixes, host names and endpoints in a filter.
 */
#ifndef FILTER_HOST_H
#define FILTER_HOST_H

#include "filter/literal.h"

/** Adds the endpoint or address that WORD stands for. Returns false after a message. */
bool host_add(const struct literal *literal, struct text word);

/** Returns the key for the port of the end that the subject, an address or endpoint, is about. */
const char *host_port_key(const struct subject *subject);

/**
 * Returns true for what netstat writes for the loopback address with a port, which is an IPv6
 * address as well: of "::1:9001", "::1" goes to *RET_ADDRESS and "9001" to *RET_PORT.
 */
bool host_is_ambiguous(struct text word, struct text *ret_address, struct text *ret_port);

#endif
