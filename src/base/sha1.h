// SPDX-License-Identifier: MIT
/**
 * SHA-1 (RFC 3174), for identifiers whose format requires it. Collisions can be made on purpose:
 * nothing may rely on there being none.
 */
#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

#define SHA1_SIZE 20 // bytes of a digest

/** Computes the digest of LENGTH bytes. BYTES may be NULL if LENGTH is 0. */
void sha1(const void *bytes, size_t length, uint8_t ret_digest[SHA1_SIZE]);

#endif
