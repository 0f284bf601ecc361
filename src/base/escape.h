// SPDX-License-Identifier: MIT
/**
 * Escaping of foreign bytes. Process names, user names, interface names, host names and paths are
 * chosen by others; they reach a terminal or a parser only through this module.
 *
 * A character is shown as it is if it is valid UTF-8, printable, at least one column wide and does
 * not change the direction of text. Anything else is escaped, so that no byte sequence can move a
 * cursor, forge a row or reorder one. The original bytes can be recovered from the output.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * Appends bytes for tables and CSV: a byte or character that must not be shown becomes `\xNN` (each
 * byte), a backslash becomes `\\`, and each byte of ALSO (ASCII, may be "") becomes `\xNN` too.
 */
void escape_text(struct strbuf *target, const char *bytes, size_t length, const char *also);

/** Returns true if escape_text appends the bytes as they are, each of them one column wide. */
bool escape_is_plain(const char *bytes, size_t length, const char *also);

/** Appends bytes for messages: as escape_text, but a backslash stays as it is. */
void escape_message(struct strbuf *target, const char *bytes, size_t length);

/**
 * Appends a JSON string with its quotes: what must not be shown becomes `\uNNNN` (a pair above
 * U+FFFF), a byte that is not UTF-8 becomes U+FFFD. Returns false if there was such a byte; the
 * caller then adds the exact bytes in base64.
 */
bool escape_json(struct strbuf *target, const char *bytes, size_t length);

/** Appends the bytes in base64 (RFC 4648, padded), without quotes. */
void escape_base64(struct strbuf *target, const char *bytes, size_t length);

/**
 * Appends TEXT, which is output of escape_text, as a quoted string of the DOT language, with its
 * quotes. A label shows exactly TEXT: without this, Graphviz would expand backslash escapes (`\N`
 * is the name of the node) and decode HTML entities (`&lt;`) in it.
 */
void escape_dot(struct strbuf *target, struct text text);

/**
 * Appends bytes as the value of a label of the Prometheus and OpenMetrics formats, without quotes.
 * Backslash, quote and newline become `\\`, `\"` and `\n`, which a reader converts back. Any other
 * character that must not be shown, and a byte that is not UTF-8, becomes `\\xNN`, which a reader
 * takes as the four characters `\xNN`: no format has an escape for it.
 */
void escape_label(struct strbuf *target, const char *bytes, size_t length);

/** Returns the number of terminal columns of TEXT, which is output of escape_text or ASCII. */
size_t escape_width(const char *text, size_t length);

/** Returns the length in bytes of the longest prefix of TEXT that fits into COLUMNS columns. */
size_t escape_fit(const char *text, size_t length, size_t columns);

#endif
