// SPDX-License-Identifier: MIT
/**
 * Dumps of Internet sockets: one protocol, in as few requests as the kernel answers.
 */
#ifndef COLLECT_INET_DUMP_H
#define COLLECT_INET_DUMP_H

#include "os/netlink.h"
#include "sock/request.h"
#include "sock/sink.h"

/**
 * Maximum number of netlink sockets that one inet_dump uses: each failed dump costs one. Three
 * requests, each simpler than the one before, with and without storage of BPF programs.
 */
#define INET_DUMP_SOCKETS 6

/** The same if many sockets are expected: before, two dumps of a share each. */
#define INET_DUMP_SOCKETS_OF_MANY (2 + INET_DUMP_SOCKETS)

/** What dumps are made with. The sandbox may forbid to ask for the release later. */
struct inet_dump_means {
    struct netlink_supply *supply;
    uint32_t release; /**< of the kernel (os/kernel_release.h) */
    /**
     * So many sockets are expected that two dumps at the same time, of a share each, take less
     * time. They are made if the request, the kernel and the supply of sockets allow it.
     */
    bool many;
    bool expects_thread; /**< another thread works meanwhile, and needs a processor */
};

/** The results of a dump besides its rows. */
struct inet_dump_answer {
    bool without_bytecode; /**< the kernel refused the byte-code; no row has autobound */
    /**
     * Why storage of BPF programs was not asked for, negative errno; 0: it was, if it is needed.
     * The rows then have HIDES_STORAGE. -EPERM: this takes CAP_BPF; -EMSGSIZE or -EBADMSG: a socket
     * has too much of it; otherwise the kernel refused it.
     */
    int storage_error;
    uint32_t told; /**< enum have: facts that any record had, kept or not */
    size_t records;
    bool of_kernel; /**< a record had no inode: the socket is the kernel's own, or closed */
};

/**
 * Adds the PROTO sockets that REQUEST selects to SINK. Sets *ANSWER, whose `storage_error` is an
 * argument, too: with an error, storage is not asked for. Returns 0 or a negative errno as
 * netlink_dump; rows read before an error stay.
 */
int inet_dump(const struct request *request, enum proto proto, const struct inet_dump_means *means,
              struct row_sink *sink, struct inet_dump_answer *answer);

#endif
