// SPDX-License-Identifier: MIT
/**
 * A datagram of a dump. The first byte says which record is refused (0: none), the rest is the
 * datagram. A second reader here says what must come of it; dump_ends must not contradict.
 */
#include "fuzz.h"

#include "os/netlink_dump.h"

#include <errno.h>

// as in the recordings of tests/data/dump.hex
#define SEQUENCE 7
#define PORT 22219

struct taken {
    const char *datagram;
    size_t size;
    size_t count;
    size_t refused; /**< number of the record that is not liked; 0: none */
};

static int take(const struct nlmsghdr *message, void *context)
{
    struct taken *taken = context;
    size_t offset = (size_t)((const char *)message - taken->datagram);

    MUST(offset % 4 == 0 && taken->size - offset >= sizeof(*message));
    MUST(message->nlmsg_len >= sizeof(*message) && message->nlmsg_len <= taken->size - offset);
    MUST(message->nlmsg_seq == SEQUENCE && message->nlmsg_pid == PORT);
    MUST(message->nlmsg_type >= 16);
    return ++taken->count == taken->refused ? -EINTR : 0;
}

/** What must come of a datagram. */
struct expected {
    int result;
    size_t records;
    bool interrupted;
    bool ends; /**< as far as a look at types tells */
};

static uint32_t field_at(const uint8_t *place, size_t offset, size_t bytes)
{
    uint16_t half = 0;
    uint32_t whole = 0;

    if (bytes == sizeof(half)) {
        memcpy(&half, place + offset, sizeof(half));
        return half;
    }
    memcpy(&whole, place + offset, sizeof(whole));
    return whole;
}

/** The errno of a control message; OTHERWISE when it is too short to have one. */
static int status_in(const uint8_t *message, size_t length, int otherwise)
{
    int32_t status = 0;

    if (length < 20)
        return otherwise;
    memcpy(&status, message + 16, sizeof(status));
    return status <= 0 && status >= -4095 ? status : -EBADMSG;
}

/** Of one whole message; goes on with the next one while the result says so. */
static void expect_message(const uint8_t *message, size_t length, size_t refused,
                           struct expected *expected)
{
    uint32_t type = field_at(message, 4, 2);

    if (field_at(message, 8, 4) != SEQUENCE || field_at(message, 12, 4) != PORT) {
        expected->result = -EPROTO;
        return;
    }
    expected->interrupted |= (field_at(message, 6, 2) & 0x10) != 0;
    if (type == 2) // NLMSG_ERROR
        expected->result = status_in(message, length, -EBADMSG);
    else if (type == 3) // NLMSG_DONE
        expected->result = status_in(message, length, 0);
    else if (type == 4) // NLMSG_OVERRUN
        expected->result = -ENOBUFS;
    else if (type >= 16 && ++expected->records == refused)
        expected->result = -EINTR;
}

static struct expected expect(const uint8_t *datagram, size_t size, size_t refused)
{
    struct expected expected = {.result = DUMP_GOES_ON};

    for (size_t offset = 0; offset < size && !expected.ends;) {
        size_t left = size - offset;
        size_t length = left >= 16 ? field_at(datagram, offset, 4) : 0;
        bool whole = length >= 16 && length <= left;
        uint32_t type = whole ? field_at(datagram, offset + 4, 2) : 0;
        expected.ends = !whole || (type >= 2 && type <= 4);
        if (expected.result == DUMP_GOES_ON && !whole)
            expected.result = -EBADMSG;
        else if (expected.result == DUMP_GOES_ON)
            expect_message(datagram + offset, length, refused, &expected);
        offset += (length + 3) / 4 * 4;
    }
    return expected;
}

static void check(const uint8_t *datagram, size_t size, size_t refused)
{
    struct taken taken = {(const char *)datagram, size, 0, refused};
    struct dump dump = {.sequence = SEQUENCE, .port = PORT, .record = take, .context = &taken};
    struct expected expected = expect(datagram, size, refused);
    int result = dump_read(&dump, datagram, size);
    bool ends = dump_ends((const char *)datagram, size);

    MUST(result == expected.result);
    MUST(taken.count == expected.records);
    MUST(dump.interrupted == expected.interrupted);
    MUST(ends == expected.ends);
    // Who waits for no more must have been told of an end, and the other way round.
    MUST(result != DUMP_GOES_ON || !ends);
    MUST(result == DUMP_GOES_ON || result == -EPROTO || result == -EINTR || ends);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t refused = choice(&data, &size);
    uint8_t *datagram = exact(data, size);

    check(datagram, size, refused);
    free(datagram);
    return 0;
}
