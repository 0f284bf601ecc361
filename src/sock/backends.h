// SPDX-License-Identifier: MIT
/**
 * Backends: sockets that listen in another network namespace or cgroup and to which a process that
 * holds a listening socket is connected, or says that it forwards. So a port that a proxy publishes
 * leads to the container. The join notes connections while it has all sockets, and assigns them to
 * listening sockets when the holders are known. Start with `struct backends backends = {0}`.
 */
#ifndef SOCK_BACKENDS_H
#define SOCK_BACKENDS_H

#include "base/idmap.h"
#include "sock/sock.h"

struct backend {
    uint64_t cgroup_id;     /**< of the listening socket, if has_cgroup */
    struct address address; /**< by which it is reached; IPv4-mapped ones are IPv4 addresses */
    uint16_t port;          /**< by which it is reached */
    uint16_t place;         /**< network namespace of the listening socket */
    uint8_t family;         /**< enum family */
    uint8_t proto;          /**< enum proto */
    bool has_cgroup;
    bool claimed; /**< only the command line of the holder says so; no connection shows it */
};

/** A connection to a backend. */
struct backend_connection {
    uint32_t inode; /**< of the end that opened it */
    uint32_t backend;
};

/** The backends of one or more listening sockets. */
struct backend_range {
    size_t first; /**< index into members */
    size_t count;
};

struct backends {
    bool wanted;          /**< NEED_BACKENDS: connections are noted */
    struct backend *list; /**< some of them equal */
    size_t count, capacity;
    struct backend_connection *connections;
    size_t connection_count, connection_capacity;
    struct sock *targets; /**< all listening sockets, by protocol and port, then by the rest */
    size_t target_count, target_capacity;

    struct idmap by_inode; /**< of listening sockets with backends: index into ranges */
    struct backend_range *ranges;
    size_t range_count, range_capacity;
    uint32_t *members; /**< indices into list; each range in the order of backend_compare */
    size_t member_count, member_capacity;
};

void backends_free(struct backends *backends);

/** Adds a backend and returns its index. */
uint32_t backends_add(struct backends *backends, const struct backend *backend);

/** Compares by protocol, address, port, namespace and cgroup: 0 if they are the same backend. */
int backend_compare(const struct backend *one, const struct backend *other);

/**
 * Returns the backends of the listening socket: indices into list, uint32_t each; no bytes: none is
 * known. Borrowed.
 */
struct text backends_of(const struct backends *backends, const struct sock *sock);

#endif
