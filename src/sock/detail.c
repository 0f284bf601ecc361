// SPDX-License-Identifier: MIT
#include "sock/detail.h"

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

/** Returns true if BITS, of MASK, say that the number is not known. */
static bool is_unknown(const struct detail_part *part, uint64_t bits, uint64_t mask)
{
    bool zero = bits == 0;
    bool ones = bits == mask;
    bool infinite = bits >> part->shift >= INT32_MAX;

    switch (part->absent) {
    case ABSENT_ZERO:
        return zero;
    case ABSENT_ONES:
        return ones;
    case ABSENT_ZERO_OR_ONES:
        return zero || ones;
    case ABSENT_INFINITE:
        return infinite;
    case ABSENT_ZERO_OR_INFINITE:
        return zero || infinite;
    default:
        return false;
    }
}

/** Returns true unless another number of the structure says that this one has no meaning. */
static bool is_given(struct text bytes, const struct detail_part *part)
{
    if (bytes.length < (size_t)part->given + part->given_size)
        return true;
    uint64_t number = detail_read(bytes.bytes + part->given, part->given_size);
    return part->given_mask ? number & part->given_mask : number != 0;
}

bool detail_is_known(struct text block, const struct detail_part *part, uint64_t bits,
                     uint64_t mask)
{
    return block.length >= part->least &&
           (part->absent == ABSENT_NEVER || !is_unknown(part, bits, mask)) &&
           (part->given_size == 0 || is_given(block, part));
}

bool detail_block_number(struct text block, const struct detail_part *part, uint64_t *ret_number)
{
    if (!block.bytes || block.length < (size_t)part->offset + part->size)
        return false;
    uint64_t mask = detail_part_mask(part);
    uint64_t bits = detail_read(block.bytes + part->offset, part->size) & mask;
    if (!detail_is_known(block, part, bits, mask))
        return false;
    *ret_number = bits >> part->shift;
    return true;
}
