// SPDX-License-Identifier: MIT
/**
 * The attributes behind the fixed part of a netlink message. By hand: a call into libmnl for each
 * of their parts would take as long as all the rest of decoding.
 */
#ifndef COLLECT_ATTRIBUTE_H
#define COLLECT_ATTRIBUTE_H

#include <errno.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct attribute {
    uint16_t type;       /**< without the bits that are no part of it */
    const char *payload; /**< not aligned */
    size_t size;
};

/** What attribute_next returns while there is one. */
#define ATTRIBUTE_READ 1

/**
 * Reads the attribute at *PLACE, which lies before TAIL, and moves on behind it. ATTRIBUTE_READ; 0
 * at the end; -EBADMSG unless whole attributes fill the message. Pure.
 */
static inline int attribute_next(const char **place, const char *tail, struct attribute *ret)
{
    struct nlattr head;
    size_t left = (size_t)(tail - *place);

    if (*place >= tail)
        return 0;
    if (left < sizeof(head))
        return -EBADMSG;
    memcpy(&head, *place, sizeof(head));
    if (head.nla_len < sizeof(head) || head.nla_len > left)
        return -EBADMSG;
    *ret = (struct attribute){.type = head.nla_type & (uint16_t)NLA_TYPE_MASK,
                              .payload = *place + sizeof(head),
                              .size = head.nla_len - sizeof(head)};
    *place += NLA_ALIGN(head.nla_len);
    return ATTRIBUTE_READ;
}

/** Copies a number out of an attribute; false when that is too short for it. */
static inline bool attribute_number(const struct attribute *attribute, void *ret_number,
                                    size_t number_size)
{
    if (attribute->size < number_size)
        return false;
    memcpy(ret_number, attribute->payload, number_size);
    return true;
}

#endif
