// SPDX-License-Identifier: MIT
/**
 * What a word means that stands alone in a filter: `443`, `10.0.0.0/8`, `nginx`.
 */
#ifndef SELECT_SHORTCUT_H
#define SELECT_SHORTCUT_H

#include "base/strbuf.h"

/** The key that the word is a value of: "port", "addr", "process"; "path" for a unix socket. */
const char *shortcut_key(struct text word);

#endif
