// SPDX-License-Identifier: MIT
/**
 * Addresses, prefixes, host names and endpoints in a filter.
 */
#ifndef FILTER_HOST_H
#define FILTER_HOST_H

#include "filter/literal.h"

/** Adds the endpoint or address WORD to the test. Returns false after a message. */
bool host_add(const struct literal *literal, struct text word);

/** Returns the key for the port of the end of the subject, which is an address or endpoint. */
const char *host_port_key(const struct subject *subject);

/**
 * Returns true for the loopback address with a port as netstat writes it, which is also an IPv6
 * address: of "::1:9001", *RET_ADDRESS gets "::1" and *RET_PORT "9001".
 */
bool host_is_ambiguous(struct text word, struct text *ret_address, struct text *ret_port);

#endif
