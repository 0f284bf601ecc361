// SPDX-License-Identifier: MIT
/**
 * The numbers of sockets that the kernel counts (/proc/self/net/protocols): they show that a list
 * of sockets is not complete. Every user may read the file; it counts one network namespace. TIPC
 * and vsock count nothing. SCTP counts a socket of the kernel itself. MPTCP counts sockets that
 * neither listen nor are connected, which no dump lists.
 */
#ifndef COLLECT_PROTOCOL_COUNTS_H
#define COLLECT_PROTOCOL_COUNTS_H

#include "base/text.h"
#include "sock/proto.h"

#define PROTOCOL_COUNTS_FILE "protocols" // below /proc/self/net

/** Returns true if the file counts the sockets of PROTO. */
bool protocol_counts_has(enum proto proto);

struct protocol_counts {
    proto_set counted;             /**< the others are not in the file, or have no valid count */
    uint64_t sockets[PROTO_COUNT]; /**< by enum proto */
};

/**
 * Reads TEXT, the contents of the file (net/core/sock.c, proto_seq_printf). Pure. Returns 0, or
 * -EBADMSG if the heading or a count is not as the kernel writes them.
 */
int protocol_counts_parse(struct text text, struct protocol_counts *ret_counts);

/**
 * Returns true if a complete dump of PROTO with ROWS sockets of programs, before any filter,
 * contradicts COUNTS. Where sockets come and go all the time, only an empty dump does, or a long
 * one of netlink sockets. Ask again before it counts as an error: the file is read at another time
 * than the sockets.
 */
bool protocol_counts_contradict(const struct protocol_counts *counts, enum proto proto,
                                size_t rows);

/** How often the file can be read after protocol_counts_prepare. */
#define PROTOCOL_COUNTS_READS 4

/** Descriptors of the file, each for one reading. Start with `{0}`: it is opened when it is read.
 */
struct protocol_counts_files {
    int directory; /**< of the file, as proc_net_files.directory; negative: it cannot be read */
    bool prepared;
    int fds[PROTOCOL_COUNTS_READS]; /**< or the negative errno of opening it */
    size_t used;                    /**< number of those that were read */
};

/** Opens the file, if WANTED, for all later readings: none of them opens a file. */
void protocol_counts_prepare(struct protocol_counts_files *files, bool wanted);

void protocol_counts_close(const struct protocol_counts_files *files);

/** Reads the file into *COUNTS, which stays as it is if the file cannot be read. */
void protocol_counts_read(struct protocol_counts_files *files, struct protocol_counts *counts);

#endif
