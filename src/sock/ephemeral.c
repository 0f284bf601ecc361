// SPDX-License-Identifier: MIT
#include "sock/ephemeral.h"

#include "base/parse.h"
#include "os/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

// Copies are compared as bytes (sock/place.c).
static_assert(sizeof(struct ephemeral) == 8 + sizeof(uint64_t) * EPHEMERAL_WORDS, "no padding");

/** Removes a number, such as a port, from the start of REST; returns false if there is none. */
static bool take_number(struct text *rest, uint16_t *ret_number)
{
    uint64_t number = 0;
    size_t digits = text_digits(*rest);

    if (parse_decimal(rest->bytes, digits, UINT16_MAX, &number) != 0)
        return false;
    *rest = text_skip(*rest, digits);
    *ret_number = (uint16_t)number;
    return true;
}

/** Removes the byte SIGN from the start of REST; returns false if REST begins with another one. */
static bool take_sign(struct text *rest, char sign)
{
    if (rest->length == 0 || *rest->bytes != sign)
        return false;
    *rest = text_skip(*rest, 1);
    return true;
}

static void skip_blanks(struct text *rest)
{
    while (take_sign(rest, '\t') || take_sign(rest, ' '))
        continue;
}

static bool is_end(struct text rest)
{
    return rest.length == 0 || text_is(rest, "\n");
}

/** Reads "32768\t60999\n". */
static bool parse_range(struct text rest, struct ephemeral *ephemeral)
{
    skip_blanks(&rest);
    if (!take_number(&rest, &ephemeral->first))
        return false;
    skip_blanks(&rest);
    return take_number(&rest, &ephemeral->last) && is_end(rest) && ephemeral->first != 0;
}

static bool is_reserved(const struct ephemeral *ephemeral, uint32_t port)
{
    return ephemeral->reserved[port / 64] >> port % 64 & 1;
}

static bool in_range(const struct ephemeral *ephemeral, uint32_t port)
{
    return port != 0 && port >= ephemeral->first && port <= ephemeral->last;
}

static void reserve(struct ephemeral *ephemeral, uint16_t first, uint16_t last)
{
    for (unsigned port = first; port <= last; port++) {
        if (is_reserved(ephemeral, (uint32_t)port))
            continue;
        ephemeral->reserved[port / 64] |= (uint64_t)1 << port % 64;
        if (in_range(ephemeral, (uint32_t)port))
            ephemeral->reserved_count++;
    }
}

/** Reads "40010-40099,50000\n", or an empty line. */
static bool parse_reserved(struct text rest, struct ephemeral *ephemeral)
{
    bool more = !is_end(rest);

    while (more) {
        uint16_t first = 0;
        if (!take_number(&rest, &first))
            return false;
        uint16_t last = first;
        if (take_sign(&rest, '-') && !take_number(&rest, &last))
            return false;
        reserve(ephemeral, first, last);
        more = take_sign(&rest, ',');
    }
    return is_end(rest);
}

#define SMALLEST 4096
#define LARGEST (64 * SMALLEST) // every other port reserved takes 190,000 bytes

/**
 * Reads a file of /proc/sys in one read(2): the kernel truncates a bitmap to the size of the first
 * read and then reports the end of the file (kernel/sysctl.c, proc_do_large_bitmap).
 */
static int read_at_once(int fd, struct strbuf *contents)
{
    for (size_t size = SMALLEST; size <= LARGEST; size *= 8) {
        ssize_t count = file_read_some(fd, strbuf_room(contents, size), size);
        if (count < 0)
            return (int)count;
        if ((size_t)count < size) {
            strbuf_added(contents, (size_t)count);
            return 0;
        }
        if (lseek(fd, 0, SEEK_SET) < 0)
            return -errno;
    }
    return -EFBIG;
}

static bool read_file(int directory, const char *path, struct strbuf *contents)
{
    CLEANUP(file_close) int fd = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    return fd >= 0 && read_at_once(fd, contents) == 0;
}

/** Reads "2\n", the number of enum port_reuse minus 1. */
static enum port_reuse parse_reuse(struct text rest)
{
    uint16_t number = 0;

    if (!take_number(&rest, &number) || !is_end(rest) || number + 1 >= PORT_REUSE_COUNT)
        return PORT_REUSE_UNKNOWN;
    return (enum port_reuse)(number + 1);
}

struct ephemeral ephemeral_read(const char *proc)
{
    CLEANUP(file_close) int directory = open(proc, O_PATH | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(strbuf_free) struct strbuf range = {0};
    CLEANUP(strbuf_free) struct strbuf reserved = {0};
    CLEANUP(strbuf_free) struct strbuf reuse = {0};
    struct ephemeral ephemeral = {0};

    if (read_file(directory, "sys/net/ipv4/tcp_tw_reuse", &reuse))
        ephemeral.reuse = (uint16_t)parse_reuse(strbuf_contents(&reuse));
    if (read_file(directory, "sys/net/ipv4/ip_local_port_range", &range) &&
        read_file(directory, "sys/net/ipv4/ip_local_reserved_ports", &reserved) &&
        parse_range(strbuf_contents(&range), &ephemeral) &&
        parse_reserved(strbuf_contents(&reserved), &ephemeral))
        return ephemeral;
    return (struct ephemeral){0};
}

bool ephemeral_known(const struct ephemeral *ephemeral)
{
    return ephemeral->first != 0;
}

uint32_t ephemeral_size(const struct ephemeral *ephemeral)
{
    bool none = !ephemeral_known(ephemeral) || ephemeral->last < ephemeral->first;

    return none ? 0
                : (uint32_t)(ephemeral->last - ephemeral->first) + 1 - ephemeral->reserved_count;
}

bool ephemeral_has(const struct ephemeral *ephemeral, uint32_t port)
{
    return in_range(ephemeral, port) && !is_reserved(ephemeral, port);
}
