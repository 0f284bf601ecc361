// SPDX-License-Identifier: MIT
/**
 * Foreign bytes made safe. Process names, user names, interface names, host names and paths are
 * chosen by others; nothing of them reaches a terminal or a parser but through this module.
 *
 * A character is shown as it is when it is valid UTF-8, printable, takes at least one column and
 * does not steer the direction of text; anything else is escaped, so that no byte sequence can
 * move a cursor, forge a row or reorder one. Nothing is lost: the bytes can be had back.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * For tables and CSV: a byte or character that must not be shown becomes `\xNN` (each byte),
 * a backslash becomes `\\`, and each byte of ALSO (ASCII, may be "") becomes `\xNN` too.
 */
void escape_text(struct strbuf *target, const char *bytes, size_t length, const char *also);

/** For messages: as escape_text, but a backslash stays as it is. */
void escape_message(struct strbuf *target, const char *bytes, size_t length);

/**
 * For JSON, with the quotes: what must not be shown becomes `\uNNNN` (a pair above U+FFFF), a
 * byte that is not UTF-8 becomes U+FFFD. False when there was such a byte: the caller then
 * adds the exact bytes in base64.
 */
bool escape_json(struct strbuf *target, const char *bytes, size_t length);

/** The bytes in base64 (RFC 4648, padded), without quotes. */
void escape_base64(struct strbuf *target, const char *bytes, size_t length);

/** Columns that TEXT takes on a terminal; TEXT is output of escape_text or ASCII. */
size_t escape_width(const char *text, size_t length);

/** The longest prefix of TEXT, in bytes, that takes at most COLUMNS columns. */
size_t escape_fit(const char *text, size_t length, size_t columns);

#endif
