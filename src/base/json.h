// SPDX-License-Identifier: MIT
/**
 * Parts of JSON (RFC 8259). Strings are foreign bytes and pass escape_json.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/strbuf.h"

/** Appends `"KEY":`. KEY is plain ASCII. Inline, as is json_word: most of them are constants. */
static inline void json_key(struct strbuf *line, const char *key)
{
    strbuf_byte(line, '"');
    strbuf_text(line, key);
    strbuf_text(line, "\":");
}

/** Appends a string; bytes that are not UTF-8 are replaced by U+FFFD. */
void json_text(struct strbuf *line, struct text text);

/** Appends a string that is plain ASCII, without anything to escape. */
static inline void json_word(struct strbuf *line, const char *word)
{
    strbuf_byte(line, '"');
    strbuf_text(line, word);
    strbuf_byte(line, '"');
}

/** Appends `"KEY_base64":` after a comma, for exact bytes. */
void json_base64_key(struct strbuf *line, const char *key);

/** Appends a string with the bytes in base64. */
void json_base64(struct strbuf *line, struct text bytes);

/** Appends the value of KEY; if it is not UTF-8, also a member KEY_base64 with the exact bytes. */
void json_name(struct strbuf *line, const char *key, struct text name);

#endif
