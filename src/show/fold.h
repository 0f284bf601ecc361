// SPDX-License-Identifier: MIT
/**
 * Long texts in lines of a terminal.
 */
#ifndef SHOW_FOLD_H
#define SHOW_FOLD_H

#include "base/strbuf.h"

/**
 * Appends TEXT, which is escaped (base/escape.h), to a line of at most WIDTH columns where COLUMN
 * of them are written, and continues it on lines with INDENT blanks. It is divided after commas and
 * blanks; a longer word anywhere, but not within an escape. Returns the number of columns of the
 * last line.
 */
size_t fold(struct strbuf *out, size_t width, struct text text, size_t column, size_t indent);

#endif
