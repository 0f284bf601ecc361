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

/**
 * Reads the head of the attribute at PLACE, before TAIL. 0; -EBADMSG unless a whole attribute is
 * there. Pure.
 */
static inline int attribute_head(const char *place, const char *tail, struct nlattr *ret_head)
{
    size_t left = (size_t)(tail - place);

    if (left < sizeof(*ret_head))
        return -EBADMSG;
    memcpy(ret_head, place, sizeof(*ret_head));
    return ret_head->nla_len < sizeof(*ret_head) || ret_head->nla_len > left ? -EBADMSG : 0;
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

/** Returns the type of an attribute, without the bits that are no part of it. */
static inline uint16_t attribute_type(const struct nlattr *head)
{
    return head->nla_type & (uint16_t)NLA_TYPE_MASK;
}

#endif
