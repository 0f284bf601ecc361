// SPDX-License-Identifier: MIT
#include "sock/detail.h"

#include <string.h>

/** The header of a block. */
struct head {
    uint16_t detail; /**< enum detail */
    uint16_t size;   /**< of the bytes that follow */
};

void detail_put(struct strbuf *list, enum detail detail, struct text bytes)
{
    struct head head = {.detail = (uint16_t)detail,
                        .size = (uint16_t)(bytes.length < UINT16_MAX ? bytes.length : UINT16_MAX)};

    strbuf_bytes(list, (const char *)&head, sizeof(head));
    strbuf_bytes(list, bytes.bytes, head.size);
}

void detail_put_number(struct strbuf *list, enum detail detail, uint32_t number)
{
    detail_put(list, detail, (struct text){(const char *)&number, sizeof(number)});
}

struct text detail_find(struct text list, enum detail detail)
{
    struct head head;

    while (list.length >= sizeof(head)) {
        memcpy(&head, list.bytes, sizeof(head));
        list = text_skip(list, sizeof(head));
        if (head.detail == detail)
            return (struct text){list.bytes, head.size};
        list = text_skip(list, head.size);
    }
    return (struct text){0};
}

/** Reads a number of SIZE bytes in the byte order of the host. */
static uint64_t read_number(const char *bytes, size_t size)
{
    uint8_t byte = 0;
    uint16_t half = 0;
    uint32_t word = 0;
    uint64_t number = 0;

    switch (size) {
    case sizeof(byte):
        memcpy(&byte, bytes, size);
        return byte;
    case sizeof(half):
        memcpy(&half, bytes, size);
        return half;
    case sizeof(word):
        memcpy(&word, bytes, size);
        return word;
    default:
        memcpy(&number, bytes, sizeof(number));
        return number;
    }
}

bool detail_number(struct text list, const struct detail_part *part, uint64_t *ret_number)
{
    struct text bytes = detail_find(list, part->detail);
    unsigned width = 8U * part->size;

    if (!bytes.bytes || bytes.length < (size_t)part->offset + part->size)
        return false;
    uint64_t number = read_number(bytes.bytes + part->offset, part->size);
    if ((part->absent == ABSENT_ZERO && number == 0) ||
        (part->absent == ABSENT_ONES && number == UINT64_MAX >> (64 - width)))
        return false;
    number >>= part->shift;
    if (part->bits)
        number &= UINT64_MAX >> (64 - part->bits);
    *ret_number = number;
    return true;
}
