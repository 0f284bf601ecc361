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

void detail_find_all(struct text list, struct detail_index *ret_index)
{
    struct head head;

    ret_index->present = 0;
    while (list.length >= sizeof(head)) {
        memcpy(&head, list.bytes, sizeof(head));
        list = text_skip(list, sizeof(head));
        if (head.detail < DETAIL_COUNT && !detail_has(ret_index, head.detail)) {
            ret_index->present |= (uint64_t)1 << head.detail;
            ret_index->blocks[head.detail] = (struct text){list.bytes, head.size};
        }
        list = text_skip(list, head.size);
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

/** Returns a number of SIZE bytes in the byte order of the host. */
static inline uint64_t read_number(const char *bytes, size_t size)
{
    uint8_t byte = 0;
    uint16_t half = 0;
    uint32_t word = 0;
    uint64_t number = 0;

    switch (size) {
    case sizeof(byte):
        memcpy(&byte, bytes, sizeof(byte));
        return byte;
    case sizeof(half):
        memcpy(&half, bytes, sizeof(half));
        return half;
    case sizeof(word):
        memcpy(&word, bytes, sizeof(word));
        return word;
    default:
        memcpy(&number, bytes, sizeof(number));
        return number;
    }
}

/** Returns the number of the part with all bits set. */
static uint64_t ones_of(const struct detail_part *part)
{
    return UINT64_MAX >> (64 - (part->bits ? part->bits : 8U * part->size - part->shift));
}

uint64_t detail_part_mask(const struct detail_part *part)
{
    uint64_t bits = ones_of(part) << part->shift;
    uint32_t word = (uint32_t)bits;
    uint16_t half = (uint16_t)bits;
    uint8_t byte = (uint8_t)bits;
    uint64_t mask = 0;

    if (part->size == sizeof(bits))
        memcpy(&mask, &bits, sizeof(bits));
    else if (part->size == sizeof(word))
        memcpy(&mask, &word, sizeof(word));
    else if (part->size == sizeof(half))
        memcpy(&mask, &half, sizeof(half));
    else
        memcpy(&mask, &byte, sizeof(byte));
    return mask;
}

/** Returns true if NUMBER says that it is not known. */
static bool is_unknown(const struct detail_part *part, uint64_t number)
{
    switch (part->absent) {
    case ABSENT_ZERO:
        return number == 0;
    case ABSENT_ONES:
        return number == ones_of(part);
    case ABSENT_ZERO_OR_ONES:
        return number == 0 || number == ones_of(part);
    case ABSENT_INFINITE:
        return number >= INT32_MAX;
    case ABSENT_ZERO_OR_INFINITE:
        return number == 0 || number >= INT32_MAX;
    default:
        return false;
    }
}

/** Returns true unless another number of the structure says that this one has no meaning. */
static bool is_given(struct text bytes, const struct detail_part *part)
{
    if (bytes.length < (size_t)part->given + part->given_size)
        return true;
    uint64_t number = read_number(bytes.bytes + part->given, part->given_size);
    return part->given_mask ? number & part->given_mask : number != 0;
}

bool detail_block_number(struct text block, const struct detail_part *part, uint64_t *ret_number)
{
    if (block.length < (size_t)part->offset + part->size || block.length < part->least)
        return false;
    uint64_t number = read_number(block.bytes + part->offset, part->size) >> part->shift;
    if (part->bits > 0)
        number &= ones_of(part);
    if (is_unknown(part, number) || (part->given_size > 0 && !is_given(block, part)))
        return false;
    *ret_number = number;
    return true;
}
