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

void detail_cut(struct strbuf *list, enum detail detail, size_t length)
{
    struct head head;

    for (size_t offset = 0; offset < list->length; offset += sizeof(head) + head.size) {
        memcpy(&head, list->data + offset, sizeof(head));
        size_t start = offset + (length > 0 ? sizeof(head) + length : 0);
        size_t end = offset + sizeof(head) + head.size;
        if (head.detail != detail)
            continue;
        if (length > head.size)
            return;
        head.size = (uint16_t)length;
        memcpy(list->data + offset, &head, sizeof(head));
        memmove(list->data + start, list->data + end, list->length - end);
        strbuf_truncate(list, list->length - (end - start));
        return;
    }
}

/** Returns true if NUMBER, of BITS bits, says that it is not known. */
static bool is_unknown(enum absent_when absent, uint64_t number, unsigned bits)
{
    bool zero = number == 0;
    bool ones = number == UINT64_MAX >> (64 - bits);

    switch (absent) {
    case ABSENT_ZERO:
        return zero;
    case ABSENT_ONES:
        return ones;
    case ABSENT_ZERO_OR_ONES:
        return zero || ones;
    case ABSENT_INFINITE:
        return number >= INT32_MAX;
    case ABSENT_ZERO_OR_INFINITE:
        return zero || number >= INT32_MAX;
    default:
        return false;
    }
}

/** Returns true unless another number of the structure says that this one has no meaning. */
static bool is_given(struct text bytes, const struct detail_part *part)
{
    if (part->given_size == 0 || bytes.length < (size_t)part->given + part->given_size)
        return true;
    uint64_t number = read_number(bytes.bytes + part->given, part->given_size);
    return part->given_mask ? number & part->given_mask : number != 0;
}

bool detail_block_number(struct text block, const struct detail_part *part, uint64_t *ret_number)
{
    unsigned bits = part->bits ? part->bits : 8U * part->size - part->shift;

    if (!block.bytes || block.length < (size_t)part->offset + part->size ||
        block.length < part->least)
        return false;
    uint64_t number = read_number(block.bytes + part->offset, part->size) >> part->shift;
    number &= UINT64_MAX >> (64 - bits);
    if (is_unknown(part->absent, number, bits) || !is_given(block, part))
        return false;
    *ret_number = number;
    return true;
}
