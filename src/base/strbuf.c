// SPDX-License-Identifier: MIT
#include "base/strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void strbuf_free(struct strbuf *buffer)
{
    free(buffer->data);
    *buffer = (struct strbuf){0};
}

void strbuf_truncate(struct strbuf *buffer, size_t length)
{
    if (length >= buffer->length)
        return;
    buffer->length = length;
    buffer->data[length] = '\0';
}

void strbuf_grow(struct strbuf *buffer, size_t count)
{
    if (count > SIZE_MAX / 2 - buffer->length)
        alloc_failed();
    buffer->data = alloc_grow(buffer->data, &buffer->capacity, buffer->length + count + 1, 1);
}

void strbuf_decimal(struct strbuf *buffer, uint64_t number)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    char digits[20];
    size_t first = sizeof(digits);

    if (number < 10) {
        strbuf_byte(buffer, (char)('0' + number));
        return;
    }
    while (number >= 10) {
        first -= 2;
        memcpy(digits + first, pairs + 2 * (number % 100), 2);
        number /= 100;
    }
    if (number > 0)
        digits[--first] = (char)('0' + number);
    strbuf_bytes(buffer, digits + first, sizeof(digits) - first);
}

void strbuf_hex(struct strbuf *buffer, uint64_t number, int digits)
{
    char text[16];
    size_t first = sizeof(text);

    do {
        text[--first] = "0123456789abcdef"[number & 15];
        number >>= 4;
        digits--;
    } while ((number || digits > 0) && first > 0);
    strbuf_bytes(buffer, text + first, sizeof(text) - first);
}

void strbuf_blanks(struct strbuf *buffer, size_t count)
{
    if (count == 0)
        return;
    memset(strbuf_room(buffer, count), ' ', count);
    strbuf_added(buffer, count);
}

void strbuf_vformat(struct strbuf *buffer, const char *format, va_list arguments)
{
    char *text = NULL;
    int length = vasprintf(&text, format, arguments);

    if (length < 0)
        alloc_failed();
    strbuf_bytes(buffer, text, (size_t)length);
    free(text);
}
