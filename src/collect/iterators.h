// SPDX-License-Identifier: MIT
/**
 * TCP and UDP sockets through the BPF iterators iter/tcp and iter/udp (Linux 5.9; as loaded here:
 * 5.17). They collect whole hash buckets, so a socket that exists throughout is listed exactly
 * once. A dump by sock_diag may stop within a bucket and continues by counting, so it can miss a
 * socket or list it twice. Requires root, or CAP_BPF with CAP_PERFMON.
 */
#ifndef COLLECT_ITERATORS_H
#define COLLECT_ITERATORS_H

#include "sock/request.h"
#include "sock/sink.h"

/** The loaded iterators. */
struct iterators;

/**
 * Loads the iterators. Returns 0; -ENOSYS if they are not built in; otherwise the negative errno of
 * loading.
 */
int iterators_open(struct iterators **ret_iterators);

/** Opens an iterator for each protocol that REQUEST selects, for one iterators_collect each. */
void iterators_prepare(struct iterators *iterators, const struct request *request);

void iterators_close(struct iterators *iterators);

/**
 * Adds the PROTO sockets of the caller's network namespace that REQUEST selects to SINK, with all
 * facts of a sock_diag reply. Sockets in no hash table (bound-inactive ones) are not included.
 * Returns 0 or the negative errno of reading. Rows read before an error stay.
 */
int iterators_collect(const struct iterators *iterators, const struct request *request,
                      enum proto proto, struct row_sink *sink);

/**
 * Opens an iterator for PROTO sockets of the network namespace that the caller is in now, for one
 * iterators_read. Returns a descriptor or a negative errno.
 */
int iterators_open_one(const struct iterators *iterators, enum proto proto);

/** As iterators_collect, from the iterator FD, which can be read once. */
int iterators_read(const struct iterators *iterators, int fd, const struct request *request,
                   enum proto proto, struct row_sink *sink);

/** Returns true if the iterators may still skip or repeat sockets: before Linux 6.17. */
bool iterators_are_old(const struct iterators *iterators);

/** The target of the messages of the BPF program. */
struct iterators_sink {
    const struct request *request;
    enum proto proto;
    uint64_t tick; /**< length of a kernel tick in nanoseconds; timers count ticks */
    struct row_sink *rows;
};

/** Takes LENGTH bytes of output of the BPF program. Returns 0 or -EBADMSG. Pure. */
int iterators_take(const struct iterators_sink *sink, const char *bytes, size_t length);

#endif
