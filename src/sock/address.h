// SPDX-License-Identifier: MIT
/**
 * Addresses as text. By hand, because inet_ntop would take a quarter of the time of a listing.
 */
#ifndef SOCK_ADDRESS_H
#define SOCK_ADDRESS_H

#include "base/strbuf.h"
#include "sock/sock.h"

/** Appends an address in numbers, without scope or brackets; IPv6 as in RFC 5952. */
void address_text(struct strbuf *text, enum family family, const struct address *address);

#endif
