// SPDX-License-Identifier: MIT
/**
 * What the numbers of fields count, as text for people.
 */
#ifndef SOCK_UNIT_H
#define SOCK_UNIT_H

#include "base/strbuf.h"
#include "sock/field.h"

#include <stdbool.h>
#include <stdint.h>

/** Returns the name of UNIT, "us"; empty for a number that has none. */
const char *unit_name(enum unit unit);

/**
 * Appends NUMBER, in UNIT, in the largest unit that it reaches and with one digit after the point,
 * not rounded: "23.1ms", "1.5Mbit/s"; a mark in hexadecimal. Returns false, and appends nothing, if
 * that is the number itself.
 */
bool unit_put_scaled(struct strbuf *text, enum unit unit, uint64_t number);

#endif
