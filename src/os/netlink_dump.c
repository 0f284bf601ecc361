// SPDX-License-Identifier: MIT
#include "os/netlink_dump.h"

#include "os/secret_memory.h"

#include <errno.h>
#include <string.h>

/**
 * Returns the errno at the start of a NLMSG_ERROR or NLMSG_DONE payload: 0, negative, or -EBADMSG.
 */
static int status_of(const struct nlmsghdr *message, bool optional)
{
    int status = 0;

    if (message->nlmsg_len < NLMSG_SPACE(sizeof(status)))
        return optional ? 0 : -EBADMSG;
    memcpy(&status, NLMSG_DATA(message), sizeof(status));
    return status > 0 || status < -4095 ? -EBADMSG : status;
}

static int read_message(struct dump *dump, const struct nlmsghdr *message)
{
    int result = DUMP_GOES_ON;

    if (message->nlmsg_seq != dump->sequence || message->nlmsg_pid != dump->port)
        return -EPROTO;
    if (message->nlmsg_flags & NLM_F_DUMP_INTR)
        dump->interrupted = true;

    switch (message->nlmsg_type) {
    case NLMSG_ERROR:
        return status_of(message, false);
    case NLMSG_DONE:
        return status_of(message, true);
    case NLMSG_OVERRUN:
        return -ENOBUFS;
    default:
        if (message->nlmsg_type >= NLMSG_MIN_TYPE)
            result = dump->record(message, dump->context);
        return result < 0 ? result : DUMP_GOES_ON;
    }
}

/**
 * Returns the message at the beginning of LENGTH bytes, and sets *RET_STEP to the distance to the
 * next one. Returns NULL if there is no whole message.
 */
static const struct nlmsghdr *first_message(const char *bytes, size_t length, size_t *ret_step)
{
    const struct nlmsghdr *message = (const void *)bytes;

    if (length < sizeof(*message) || message->nlmsg_len < sizeof(*message) ||
        message->nlmsg_len > length)
        return NULL;
    size_t step = NLMSG_ALIGN(message->nlmsg_len);
    *ret_step = step < length ? step : length; // the last message may lack its padding
    return message;
}

int dump_read(struct dump *dump, const void *datagram, size_t length)
{
    const char *bytes = datagram;
    int result = DUMP_GOES_ON;

    while (result == DUMP_GOES_ON && length > 0) {
        size_t step = 0;
        const struct nlmsghdr *message = first_message(bytes, length, &step);
        // A datagram contains whole messages only.
        result = message ? read_message(dump, message) : -EBADMSG;
        bytes += step;
        length -= step;
    }
    return result;
}

bool dump_ends(const char *datagram, size_t length)
{
    while (length > 0) {
        size_t step = 0;
        const struct nlmsghdr *message = first_message(datagram, length, &step);
        if (!message || message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR ||
            message->nlmsg_type == NLMSG_OVERRUN)
            return true;
        datagram += step;
        length -= step;
    }
    return false;
}

/** Overwrites secret attributes in LENGTH bytes of attributes. */
static void erase_attributes(char *bytes, size_t length, uint16_t secret)
{
    struct nlattr head;

    while (length >= sizeof(head)) {
        memcpy(&head, bytes, sizeof(head));
        if (head.nla_len < sizeof(head) || head.nla_len > length)
            break;
        if ((head.nla_type & NLA_TYPE_MASK) == secret)
            secret_memory_wipe(bytes + sizeof(head), head.nla_len - sizeof(head));
        size_t step = NLA_ALIGN(head.nla_len);
        step = step < length ? step : length;
        bytes += step;
        length -= step;
    }
    secret_memory_wipe(bytes, length);
}

void dump_erase(char *datagram, size_t length, const struct dump_secret *secret)
{
    size_t step = 0;
    const struct nlmsghdr *message;

    while (length > 0 && (message = first_message(datagram, length, &step))) {
        if (message->nlmsg_type >= NLMSG_MIN_TYPE && message->nlmsg_len > secret->offset)
            erase_attributes(datagram + secret->offset, message->nlmsg_len - secret->offset,
                             secret->attribute);
        datagram += step;
        length -= step;
    }
    secret_memory_wipe(datagram, length);
}
