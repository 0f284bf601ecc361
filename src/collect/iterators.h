// SPDX-License-Identifier: MIT
/**
 * TCP and UDP sockets through the BPF iterators iter/tcp and iter/udp (Linux 5.9; as we load them:
 * 5.17). They take whole hash buckets at once, so that a socket that stays is told exactly once
 * however many others come and go: a dump by sock_diag, which stops between two sockets of a
 * bucket and goes on by counting, can leave it out or tell it twice. For root, or CAP_BPF with
 * CAP_PERFMON.
 */
#ifndef COLLECT_ITERATORS_H
#define COLLECT_ITERATORS_H

#include "sock/request.h"
#include "sock/sink.h"

/** The iterators, loaded. */
struct iterators;

/** Loads them. Returns 0; -ENOSYS when they are not built in, else the negative errno of loading.
 */
int iterators_open(struct iterators **ret_iterators);

/** Opens what one iterators_collect of each protocol that REQUEST asks for reads. */
void iterators_prepare(struct iterators *iterators, const struct request *request);

void iterators_close(struct iterators *iterators);

/**
 * Adds the PROTO sockets of the caller's network namespace that REQUEST asks for to SINK, with all
 * that sock_diag would tell of them. Sockets in no hash table (bound-inactive ones) are not among
 * them. Returns 0 or the negative errno of reading. Rows that came before an error stay.
 */
int iterators_collect(const struct iterators *iterators, const struct request *request,
                      enum proto proto, struct row_sink *sink);

/** Returns true if the iterators may still skip or repeat sockets: before Linux 6.17. */
bool iterators_are_old(const struct iterators *iterators);

/** Returns the same for a kernel whose release (uname(2)) this is. */
bool iterators_release_is_old(const char *release);

/** What becomes of the messages of the program. */
struct iterators_sink {
    const struct request *request;
    enum proto proto;
    uint64_t tick; /**< of the kernel, in nanoseconds: timers count in them */
    struct row_sink *rows;
};

/** Takes LENGTH bytes of what the program writes. 0, or -EBADMSG. Pure. */
int iterators_take(const struct iterators_sink *sink, const char *bytes, size_t length);

#endif
