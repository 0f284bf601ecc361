// SPDX-License-Identifier: MIT
/**
 * The command line of docker-proxy, which says where it forwards to.
 */
#ifndef JOIN_PROXY_COMMAND_H
#define JOIN_PROXY_COMMAND_H

#include "base/text.h"
#include "sock/address.h"
#include "sock/proto.h"

/** The name of such a process. */
#define PROXY_COMM "docker-proxy"

struct proxy_command {
    enum proto proto;       /**< TCP or UDP */
    uint16_t host_port;     /**< on which it listens */
    enum family family;     /**< of address */
    struct address address; /**< of the container; no wildcard, no loopback address */
    uint16_t port;          /**< of the container */
};

/**
 * Parses the arguments of docker-proxy (cmd/docker-proxy of Docker): LINE has them as
 * /proc/PID/cmdline, each with a NUL. Returns false if one of -proto, -host-port, -container-ip and
 * -container-port is missing or invalid. Others do not count. Pure.
 */
bool proxy_command_parse(struct text line, struct proxy_command *ret_command);

#endif
