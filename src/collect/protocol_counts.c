// SPDX-License-Identifier: MIT
#include "collect/protocol_counts.h"

#include "base/parse.h"
#include "collect/proc_net.h"
#include "os/file.h"

#include <errno.h>

/** Maximum size of the file, in bytes; a real one has about 3 KiB. */
#define SIZE_LIMIT 65536

/** The rows of the file. A protocol has the sum of its rows. */
static const struct {
    const char *name;
    enum proto proto;
} names[] = {
    {"MPTCP", PROTO_MPTCP},   {"MPTCPv6", PROTO_MPTCP},    {"SMC", PROTO_SMC},
    {"SMC6", PROTO_SMC},      {"INET_SMC", PROTO_SMC},     {"INET6_SMC", PROTO_SMC}, // Linux 6.11
    {"UNIX", PROTO_UNIX},     {"UNIX-STREAM", PROTO_UNIX},                           // Linux 5.15
    {"PACKET", PROTO_PACKET}, {"NETLINK", PROTO_NETLINK},  {"XDP", PROTO_XDP},
};

/** A device that went away ends the dump of XDP sockets early, without an error. */
#define COMPLETE_ONLY PROTO_BIT(PROTO_XDP)
#define NEVER_EMPTY                                                                                \
    (PROTO_BIT(PROTO_UNIX) | PROTO_BIT(PROTO_PACKET) | PROTO_BIT(PROTO_NETLINK) |                  \
     PROTO_BIT(PROTO_SMC))

/**
 * A dump of netlink sockets that does not fit into one datagram can lack some (seen on Linux 6.18,
 * on a quiet machine): the kernel goes on behind a socket that did not fit. Shorter dumps of this
 * many sockets fit. Some that are counted are in no dump at all: those that were never bound.
 */
#define WHOLE_NETLINK_DUMP 100

enum column {
    COLUMN_NAME,
    COLUMN_SIZE, /**< bytes of a socket */
    COLUMN_SOCKETS,
    COLUMN_COUNT, /**< more follow */
};

/** Splits a line at blanks; returns false if it has too few columns. */
static bool split(struct text line, struct text ret_columns[COLUMN_COUNT])
{
    size_t at = 0;

    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        while (at < line.length && line.bytes[at] == ' ')
            at++;
        size_t start = at;
        while (at < line.length && line.bytes[at] != ' ')
            at++;
        if (at == start)
            return false;
        ret_columns[i] = (struct text){line.bytes + start, at - start};
    }
    return true;
}

/** Returns true if the line is the heading, with the columns that are read. */
static bool is_heading(struct text line)
{
    struct text columns[COLUMN_COUNT];

    return split(line, columns) && text_is(columns[COLUMN_NAME], "protocol") &&
           text_is(columns[COLUMN_SIZE], "size") && text_is(columns[COLUMN_SOCKETS], "sockets");
}

/** Adds the count in a line; returns false if the line is of a known protocol and invalid. */
static bool add_line(struct text line, struct protocol_counts *counts)
{
    struct text columns[COLUMN_COUNT];
    uint64_t count = 0;

    if (!split(line, columns))
        return true;
    struct text number = columns[COLUMN_SOCKETS];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!text_is(columns[COLUMN_NAME], names[i].name))
            continue;
        if (parse_decimal(number.bytes, number.length, INT32_MAX, &count) != 0)
            return false;
        counts->sockets[names[i].proto] += count;
        counts->counted |= PROTO_BIT(names[i].proto);
    }
    return true;
}

int protocol_counts_parse(struct text text, struct protocol_counts *ret_counts)
{
    struct protocol_counts counts = {0};

    // Without a newline at its end, the last count may be cut.
    if (text.length == 0 || text.bytes[text.length - 1] != '\n' ||
        !is_heading(text_take_until(&text, '\n')))
        return -EBADMSG;
    while (text.length > 0) {
        if (!add_line(text_take_until(&text, '\n'), &counts))
            return -EBADMSG;
    }
    *ret_counts = counts;
    return 0;
}

bool protocol_counts_has(enum proto proto)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].proto == proto)
            return true;
    }
    return false;
}

bool protocol_counts_contradict(const struct protocol_counts *counts, enum proto proto, size_t rows)
{
    proto_set bit = PROTO_BIT(proto);
    uint64_t sockets = counts->sockets[proto];

    if (COMPLETE_ONLY & counts->counted & bit)
        return rows < sockets;
    if (proto == PROTO_NETLINK && rows >= WHOLE_NETLINK_DUMP)
        return (counts->counted & bit) && rows < sockets;
    return (NEVER_EMPTY & counts->counted & bit) && rows == 0 && sockets > 0;
}

void protocol_counts_prepare(struct protocol_counts_files *files, bool wanted)
{
    files->prepared = true;
    for (size_t i = 0; i < PROTOCOL_COUNTS_READS; i++)
        files->fds[i] =
            wanted ? proc_net_open_file(files->directory, PROTOCOL_COUNTS_FILE) : -EBADF;
}

void protocol_counts_close(const struct protocol_counts_files *files)
{
    for (size_t i = 0; i < PROTOCOL_COUNTS_READS && files->prepared; i++)
        file_close(&files->fds[i]);
}

void protocol_counts_read(struct protocol_counts_files *files, struct protocol_counts *counts)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(file_close)
    int opened = files->prepared || files->directory < 0
                     ? -EBADF
                     : proc_net_open_file(files->directory, PROTOCOL_COUNTS_FILE);
    int fd = opened;

    if (files->prepared && files->used < PROTOCOL_COUNTS_READS)
        fd = files->fds[files->used++];
    if (fd >= 0 && file_read_rest(fd, SIZE_LIMIT, &text) == 0)
        protocol_counts_parse(strbuf_contents(&text), counts);
}
