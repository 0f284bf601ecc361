// SPDX-License-Identifier: MIT
/**
 * A growing run of bytes, always followed by a NUL once something was appended.
 * Start with `struct strbuf text = {0}`; release with strbuf_free.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/alloc.h"
#include "base/diag.h"
#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf {
    char *data;      /**< NULL until something was appended */
    size_t length;   /**< bytes in use, without the NUL */
    size_t capacity; /**< bytes allocated */
};

void strbuf_free(struct strbuf *buffer);

/** Forgets the contents from byte LENGTH on; keeps the memory. */
void strbuf_truncate(struct strbuf *buffer, size_t length);

/** Makes room for COUNT more bytes and returns where they go; see strbuf_added. */
char *strbuf_room(struct strbuf *buffer, size_t count);

/** Declares COUNT bytes at the place that strbuf_room returned as written. */
void strbuf_added(struct strbuf *buffer, size_t count);

void strbuf_byte(struct strbuf *buffer, char byte);
void strbuf_bytes(struct strbuf *buffer, const char *bytes, size_t length);

/** Appends a NUL-terminated string, without its NUL. */
void strbuf_text(struct strbuf *buffer, const char *text);

/** Appends NUMBER in decimal. */
void strbuf_decimal(struct strbuf *buffer, uint64_t number);

/** Appends NUMBER in lower-case hexadecimal, without a prefix, at least DIGITS digits. */
void strbuf_hex(struct strbuf *buffer, uint64_t number, int digits);

/** Appends COUNT blanks. */
void strbuf_blanks(struct strbuf *buffer, size_t count);

/** For messages only: everything else is appended by the functions above, which are faster. */
void strbuf_vformat(struct strbuf *buffer, const char *format, va_list arguments)
    FORMAT_PRINTF(2, 0);

#endif
