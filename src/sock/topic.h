// SPDX-License-Identifier: MIT
/**
 * Topics: fields in groups for people, as --details and --list-columns show them.
 */
#ifndef SOCK_TOPIC_H
#define SOCK_TOPIC_H

#include "sock/field.h"

/** The topics, in the order in which they are shown. One for each protocol follows. */
enum topic {
    TOPIC_ENDPOINTS,
    TOPIC_PROCESS, /**< who holds the socket, and who created it */
    TOPIC_QUEUES,
    TOPIC_TIMER,
    TOPIC_INTERNALS, /**< of TCP */
    TOPIC_RATES,     /**< of TCP, between two looks */
    TOPIC_MEMORY,
    TOPIC_STORAGE, /**< what BPF programs keep for the socket */
    TOPIC_OPTIONS, /**< set by setsockopt(2) or agreed on with the peer */
    TOPIC_PLACE,   /**< what the socket is to the kernel, and where it is */
    TOPIC_PROTO,   /**< plus enum proto: what sockets of this protocol alone have */
    TOPIC_COUNT = TOPIC_PROTO + PROTO_COUNT,
};

/** Returns the topic of a field, below TOPIC_COUNT: by its protocols, needs and groups. */
unsigned field_topic(const struct field *field);

/** Returns the heading of a topic, "Endpoints". */
const char *topic_heading(unsigned topic);

#endif
