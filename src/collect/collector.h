// SPDX-License-Identifier: MIT
/**
 * The collector and the arguments of reading one protocol, for the files that collect() is made of.
 */
#ifndef COLLECT_COLLECTOR_H
#define COLLECT_COLLECTOR_H

#include "collect/iterators.h"
#include "collect/protocol_counts.h"
#include "collect/tcp_counts.h"
#include "collect/visit.h"
#include "sock/facts.h"
#include "sock/request.h"
#include "sock/sink.h"

struct collector {
    struct place_source own;
    struct visit *visit;         /**< of other places; NULL: there are none. Borrowed */
    struct iterators *iterators; /**< NULL: not loaded yet, or refused */
    bool prepared;               /**< no file can be opened any more */
    struct tcp_outlook outlook;  /**< if prepared: of our own TCP sockets */
    bool expects_thread;         /**< another thread works while sockets are collected */
    uint32_t release;            /**< of the kernel (os/kernel_release.h) */
    int refused;                 /**< why loading was refused */
    int storage_refused; /**< why the kernel refused storage of BPF programs; 0: it did not */
};

/** The numbers of sockets that the kernel counts, during one collect(). */
struct census {
    bool read;                     /**< it was tried to read them */
    struct protocol_counts counts; /**< the last that could be read */
};

/** The arguments of reading one protocol. */
struct job {
    const struct request *request;
    enum proto proto;
    struct collector *collector;
    struct place_source *from;
    struct row_sink *sink;
    struct facts *facts;
    struct place_facts *here; /**< of FACTS: the place that is read */
    struct census *census;
};

static inline const char *job_proto_name(const struct job *job)
{
    return proto_table[job->proto].name;
}

/** Returns the directory of files about sockets, for messages. */
static inline const char *job_net_directory(const struct job *job)
{
    return job->from == &job->collector->own ? "/proc/self/net/" : "/proc/PID/net/";
}

#endif
