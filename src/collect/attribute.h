// SPDX-License-Identifier: MIT
/**
 * The fixed part of a netlink message and the attributes behind it. By hand: a call into libmnl for
 * each of their parts would take as long as all the rest of decoding.
 */
#ifndef COLLECT_ATTRIBUTE_H
#define COLLECT_ATTRIBUTE_H

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Uses one attribute: TYPE without the bits that are no part of it, and SIZE bytes, unaligned. */
typedef void attribute_taker(uint16_t type, const char *payload, size_t size, void *context);

/**
 * Passes each attribute from POSITION to TAIL to TAKE. Returns 0, or -EBADMSG unless whole
 * attributes fill the bytes. Pure. Always inline, so that TAKE is no call.
 */
__attribute__((always_inline)) static inline int attributes_walk(const char *position,
                                                                 const char *tail,
                                                                 attribute_taker *take,
                                                                 void *context)
{
    while (position < tail) {
        struct nlattr head;
        size_t left = (size_t)(tail - position);
        if (left < sizeof(head))
            return -EBADMSG;
        memcpy(&head, position, sizeof(head));
        if (head.nla_len < sizeof(head) || head.nla_len > left)
            return -EBADMSG;
        take(head.nla_type & (uint16_t)NLA_TYPE_MASK, position + sizeof(head),
             head.nla_len - sizeof(head), context);
        position += NLA_ALIGN(head.nla_len);
    }
    return 0;
}

/** The same for the attributes of MESSAGE behind its first OFFSET bytes. */
__attribute__((always_inline)) static inline int attributes_read(const struct nlmsghdr *message,
                                                                 size_t offset,
                                                                 attribute_taker *take,
                                                                 void *context)
{
    const char *bytes = (const char *)message;

    return attributes_walk(bytes + offset, bytes + message->nlmsg_len, take, context);
}

/**
 * Copies the fixed part of a reply of sock_diag, of SIZE bytes, to *RET_BODY; false if MESSAGE is
 * not such a reply, or is shorter.
 */
static inline bool message_body(const struct nlmsghdr *message, void *ret_body, size_t size)
{
    if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY || message->nlmsg_len < NLMSG_SPACE(size))
        return false;
    memcpy(ret_body, NLMSG_DATA(message), size);
    return true;
}

/** Copies a number out of the SIZE bytes of an attribute; false when they are too few. */
static inline bool attribute_number(const char *payload, size_t size, void *ret_number,
                                    size_t number_size)
{
    if (size < number_size)
        return false;
    memcpy(ret_number, payload, number_size);
    return true;
}

#endif
