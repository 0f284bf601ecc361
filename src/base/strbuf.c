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

unsigned strbuf_digits(uint64_t number)
{
    // clang-format off
    static const uint64_t powers[] = { // of 10; 0 has a digit, too
        0, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
        100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
        10000000000000000, 100000000000000000, 1000000000000000000, 10000000000000000000U,
    };
    // clang-format on
    unsigned bits = 64 - (unsigned)__builtin_clzll(number | 1);
    unsigned least = bits * 1233 >> 12; // of all numbers of so many bits: 1233 / 4096 is log10(2)

    return least + (number >= powers[least]);
}

void strbuf_decimal(struct strbuf *buffer, uint64_t number)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    unsigned count = strbuf_digits(number);
    char *end = strbuf_room(buffer, count) + count;

    for (; number >= 10; number /= 100) {
        end -= 2;
        memcpy(end, pairs + 2 * (number % 100), 2);
    }
    if (count % 2 > 0)
        end[-1] = (char)('0' + number);
    strbuf_added(buffer, count);
}

void strbuf_thousandths(struct strbuf *buffer, uint64_t number)
{
    static const unsigned scales[] = {100, 10, 1};
    unsigned rest = (unsigned)(number % 1000);

    strbuf_decimal(buffer, number / 1000);
    if (rest > 0)
        strbuf_byte(buffer, '.');
    for (size_t i = 0; rest > 0; i++) {
        strbuf_byte(buffer, (char)('0' + rest / scales[i]));
        rest %= scales[i];
    }
}

void strbuf_hex(struct strbuf *buffer, uint64_t number, int digits)
{
    int needed = (64 - __builtin_clzll(number | 1) + 3) / 4;
    int count = digits > needed ? digits : needed;
    char *end = strbuf_room(buffer, (size_t)count) + count;

    for (int i = 0; i < count; i++, number >>= 4)
        *--end = "0123456789abcdef"[number & 15];
    strbuf_added(buffer, (size_t)count);
}

void strbuf_many_blanks(struct strbuf *buffer, size_t count)
{
    memset(strbuf_room(buffer, count), ' ', count);
    strbuf_added(buffer, count);
}

void strbuf_insert_blanks(struct strbuf *buffer, size_t offset, size_t count)
{
    static const char few[16] = "                ";
    size_t length = buffer->length - offset;
    char *place = strbuf_room(buffer, count + 2 * sizeof(few)) - length;
    char moved[sizeof(few)];

    if (count <= sizeof(few) && length <= sizeof(few)) { // as of most numbers: no loop
        memcpy(moved, place, sizeof(moved));
        memcpy(place, few, sizeof(few));
        memcpy(place + count, moved, sizeof(moved));
    } else {
        memmove(place + count, place, length);
        memset(place, ' ', count);
    }
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
