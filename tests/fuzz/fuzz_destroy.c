// SPDX-License-Identifier: MIT
/**
 * A datagram with messages about the ends of sockets. A second reader here says how many there are
 * before the first that is malformed, and what is in each.
 */
#include "fuzz.h"

#include "collect/destroy.h"

#include <errno.h>

/** Reads a number of 1, 2, 4 or 8 bytes, in the byte order of the host. */
static uint64_t number_at(const uint8_t *place, size_t bytes)
{
    uint16_t half = 0;
    uint32_t word = 0;
    uint64_t whole = 0;

    if (bytes == 1)
        return *place;
    if (bytes == 2)
        return memcpy(&half, place, 2), half;
    if (bytes == 4)
        return memcpy(&word, place, 4), word;
    return memcpy(&whole, place, 8), whole;
}

struct reading {
    const uint8_t *place, *end; /**< what was not read yet */
    size_t count;
};

/** The body of a message: struct inet_diag_msg has 72 bytes. */
#define HEAD 16
#define BODY 72

/** Returns the protocol that the attributes name; 0: none; -1: they are malformed. */
static int protocol_of(const uint8_t *place, const uint8_t *end)
{
    int protocol = 0;

    while (place < end) {
        size_t left = (size_t)(end - place);
        if (left < 4)
            return -1;
        size_t length = number_at(place, 2);
        if (length < 4 || length > left)
            return -1;
        if ((number_at(place + 2, 2) & 0x3fff) == 10 && length > 4)
            protocol = place[4];
        length = (length + 3) & ~(size_t)3;
        place += length < left ? length : left;
    }
    return protocol;
}

/** Returns true if the message of LENGTH bytes is about a TCP or UDP socket. */
static bool is_good(const uint8_t *message, size_t length)
{
    if (number_at(message + 4, 2) != 20 || length < HEAD + BODY)
        return false;
    int protocol = protocol_of(message + HEAD + BODY, message + length);
    return (protocol == 6 || protocol == 17) && (message[HEAD] == 2 || message[HEAD] == 10);
}

/** Checks one observation against the next message. */
static void take(void *context, const struct observation *observation)
{
    struct reading *reading = context;
    const uint8_t *message;
    size_t length;

    do { // control messages are skipped
        message = reading->place;
        MUST(reading->end - message >= HEAD);
        length = number_at(message, 4);
        MUST(length >= HEAD && length <= (size_t)(reading->end - message));
        size_t step = (length + 3) & ~(size_t)3;
        size_t left = (size_t)(reading->end - message);
        reading->place += step < left ? step : left;
    } while (number_at(message + 4, 2) < 16);
    MUST(is_good(message, length));
    const uint8_t *body = message + HEAD;
    const struct sock *sock = &observation->sock;
    uint16_t ports[2] = {(uint16_t)(body[4] << 8 | body[5]), (uint16_t)(body[6] << 8 | body[7])};
    MUST(sock->local_port == ports[0] && sock->peer_port == ports[1]);
    MUST(sock->cookie == (number_at(body + 48, 4) << 32 | number_at(body + 44, 4)));
    MUST((sock->family == FAMILY_IPV6) == (body[0] == 10));
    MUST(!(sock->have & (HAVE_INODE | HAVE_QUEUES)));
    MUST(observation->tuple_known || (sock->proto == PROTO_TCP && ports[1] == 0));
    MUST(observation->tuple_known || !observation->ending.reported);
    reading->count++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    // Of exactly this size, so that reading beyond its end is seen.
    uint8_t *datagram = malloc(size > 0 ? size : 1);
    struct reading reading = {datagram, datagram + size, 0};

    if (size > 0)
        memcpy(datagram, data, size);
    int error = destroy_read((const char *)datagram, size, take, &reading);
    MUST(error == 0 || error == -EBADMSG);
    // What is left after the last one that was taken begins with what is malformed, or is nothing.
    while (error == 0 && reading.place < reading.end) {
        MUST(reading.end - reading.place >= HEAD && number_at(reading.place + 4, 2) < 16);
        size_t step = (number_at(reading.place, 4) + 3) & ~(size_t)3;
        size_t left = (size_t)(reading.end - reading.place);
        reading.place += step < left ? step : left;
    }
    free(datagram);
    return 0;
}
