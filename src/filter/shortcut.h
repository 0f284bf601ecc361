// SPDX-License-Identifier: MIT
/**
 * The key of a bare word in a filter: `443`, `10.0.0.0/8`, `LISTEN`, `nginx`.
 */
#ifndef FILTER_SHORTCUT_H
#define FILTER_SHORTCUT_H

#include "base/strbuf.h"

/**
 * Returns the key of a bare word, by its form:
 * - "path": the path or abstract name of a unix socket;
 * - "port": digits and dashes, hexadecimal numbers after 0x and their ranges, or anything after a
 *   single colon;
 * - "state", "proto", "family": one of their words, and "tcp4", which is an error;
 * - "addr": a word with a sign of addresses ("/", ":", "%", digits with points), valid or not, so
 * that a mistyped address is an error and not a name;
 * - "process": everything else, which may also be the name of a service.
 */
const char *shortcut_key(struct text word);

#endif
