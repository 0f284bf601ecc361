// SPDX-License-Identifier: MIT
/**
 * A growing run of bytes, always followed by a NUL after the first append. Start with `struct
 * strbuf text = {0}`; release with strbuf_free.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/alloc.h"
#include "base/diag.h"
#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct strbuf {
    char *data;      /**< NULL until something is appended */
    size_t length;   /**< bytes in use, without the NUL */
    size_t capacity; /**< bytes allocated */
};

void strbuf_free(struct strbuf *buffer);

/** Returns the contents, borrowed: they are valid until the buffer changes. */
static inline struct text strbuf_contents(const struct strbuf *buffer)
{
    return (struct text){buffer->data, buffer->length};
}

/** Forgets the contents from byte LENGTH on; keeps the memory. */
void strbuf_truncate(struct strbuf *buffer, size_t length);

/** For strbuf_room: makes the memory large enough for COUNT more bytes and a NUL. */
void strbuf_grow(struct strbuf *buffer, size_t count);

/** Makes room for COUNT more bytes and returns where they go; see strbuf_added. */
static inline char *strbuf_room(struct strbuf *buffer, size_t count)
{
    if (count >= buffer->capacity - buffer->length) // room for the NUL, too
        strbuf_grow(buffer, count);
    return buffer->data + buffer->length;
}

/** Adds to the length COUNT bytes that were written where strbuf_room returned. */
static inline void strbuf_added(struct strbuf *buffer, size_t count)
{
    buffer->length += count;
    buffer->data[buffer->length] = '\0';
}

static inline void strbuf_byte(struct strbuf *buffer, char byte)
{
    *strbuf_room(buffer, 1) = byte;
    strbuf_added(buffer, 1);
}

static inline void strbuf_bytes(struct strbuf *buffer, const char *bytes, size_t length)
{
    if (length == 0)
        return;
    memcpy(strbuf_room(buffer, length), bytes, length);
    strbuf_added(buffer, length);
}

#define STRBUF_SPAN 32

/**
 * Appends the first LENGTH of the bytes at BYTES, of which STRBUF_SPAN can be read: without a call
 * for texts that are short, as the keys of JSON are.
 */
static inline void strbuf_span(struct strbuf *buffer, const char *bytes, size_t length)
{
    if (length > STRBUF_SPAN) {
        strbuf_bytes(buffer, bytes, length);
        return;
    }
    memcpy(strbuf_room(buffer, STRBUF_SPAN), bytes, STRBUF_SPAN);
    strbuf_added(buffer, length);
}

/** Appends a NUL-terminated string, without its NUL. */
static inline void strbuf_text(struct strbuf *buffer, const char *text)
{
    strbuf_bytes(buffer, text, strlen(text));
}

/** Returns the number of decimal digits of NUMBER, 1 for 0. */
unsigned strbuf_digits(uint64_t number);

/** Appends NUMBER in decimal. */
void strbuf_decimal(struct strbuf *buffer, uint64_t number);

/** Appends NUMBER thousandths in decimal: "30", "0.5". */
void strbuf_thousandths(struct strbuf *buffer, uint64_t number);

/** Appends NUMBER in lower-case hexadecimal, without a prefix, at least DIGITS digits. */
void strbuf_hex(struct strbuf *buffer, uint64_t number, int digits);

/** For strbuf_blanks. */
void strbuf_many_blanks(struct strbuf *buffer, size_t count);

/** Appends COUNT blanks. Inline for the few between the cells of a table. */
static inline void strbuf_blanks(struct strbuf *buffer, size_t count)
{
    static const char few[16] = "                ";

    if (count > sizeof(few)) {
        strbuf_many_blanks(buffer, count);
    } else if (count > 0) {
        memcpy(strbuf_room(buffer, sizeof(few)), few, sizeof(few)); // more than needed: no loop
        strbuf_added(buffer, count);
    }
}

/** Inserts COUNT blanks before byte OFFSET of the contents. */
void strbuf_insert_blanks(struct strbuf *buffer, size_t offset, size_t count);

/** For messages only: everything else is appended by the functions above, which are faster. */
void strbuf_vformat(struct strbuf *buffer, const char *format, va_list arguments)
    FORMAT_PRINTF(2, 0);

#endif
