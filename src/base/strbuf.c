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

char *strbuf_room(struct strbuf *buffer, size_t count)
{
    buffer->data = alloc_grow(buffer->data, &buffer->capacity, buffer->length + count + 1, 1);
    return buffer->data + buffer->length;
}

void strbuf_added(struct strbuf *buffer, size_t count)
{
    buffer->length += count;
    buffer->data[buffer->length] = '\0';
}

void strbuf_byte(struct strbuf *buffer, char byte)
{
    *strbuf_room(buffer, 1) = byte;
    strbuf_added(buffer, 1);
}

void strbuf_bytes(struct strbuf *buffer, const char *bytes, size_t length)
{
    if (length == 0)
        return;
    memcpy(strbuf_room(buffer, length), bytes, length);
    strbuf_added(buffer, length);
}

void strbuf_text(struct strbuf *buffer, const char *text)
{
    strbuf_bytes(buffer, text, strlen(text));
}

void strbuf_decimal(struct strbuf *buffer, uint64_t number)
{
    char digits[20];
    size_t first = sizeof(digits);

    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
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
