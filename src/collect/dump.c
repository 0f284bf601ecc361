// SPDX-License-Identifier: MIT
#include "collect/dump.h"

#include <errno.h>
#include <string.h>

/** The errno at the start of a NLMSG_ERROR or NLMSG_DONE payload: 0, negative, or -EBADMSG. */
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

int dump_read(struct dump *dump, const void *datagram, size_t length)
{
    const char *place = datagram;
    int result = DUMP_GOES_ON;

    while (result == DUMP_GOES_ON && length > 0) {
        const struct nlmsghdr *message = (const void *)place;
        // A datagram holds whole messages and nothing else; the last may lack its padding.
        if (length < sizeof(*message) || message->nlmsg_len < sizeof(*message) ||
            message->nlmsg_len > length)
            return -EBADMSG;
        size_t step =
            NLMSG_ALIGN(message->nlmsg_len) < length ? NLMSG_ALIGN(message->nlmsg_len) : length;
        result = read_message(dump, message);
        place += step;
        length -= step;
    }
    return result;
}
