// SPDX-License-Identifier: MIT
/**
 * What a word means that stands alone in a filter: `443`, `10.0.0.0/8`, `LISTEN`, `nginx`.
 */
#ifndef FILTER_SHORTCUT_H
#define FILTER_SHORTCUT_H

#include "base/strbuf.h"

/**
 * Returns the key that the word is a value of, by its form:
 * - "path": the path or abstract name of a unix socket;
 * - "port": digits and dashes, hexadecimal numbers after 0x and their ranges, or anything after a
 *   single colon;
 * - "state", "proto", "family": one of their words, and "tcp4", which is wrong;
 * - "addr": what only addresses have ("/", ":", "%", digits with points), right or wrong, so that
 *   a mistyped address is an error and no name;
 * - "process": everything else, which may also be the name of a service.
 */
const char *shortcut_key(struct text word);

#endif
