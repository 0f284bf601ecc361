// SPDX-License-Identifier: MIT
/**
 * Counts the other network namespaces in which a listening TCP or UDP socket matches: for a hint,
 * so it takes little time, and reads only the /proc/PID/net of one process of each. It enters no
 * namespace: this works within the sandbox and for every user.
 */
#ifndef COLLECT_NETNS_LISTENERS_H
#define COLLECT_NETNS_LISTENERS_H

#include "sock/request.h"

/** Which sockets match. */
struct netns_listeners {
    const char *proc;              /**< a procfs */
    const struct request *request; /**< which must list them, as far as they listen */
    /** What is in SOCK is what proc_net_decode finds. */
    bool (*matches)(const void *context, const struct sock *sock);
    const void *context;
    uint64_t nanoseconds; /**< processor time after which no other namespace is looked at */
};

/**
 * Returns the number of network namespaces other than our own with a match, of those in which a
 * visible process lives. Sets *RET_ALL to true if none was left out.
 *
 * The file of TCP has the listening sockets first. To find the line after the last of them, the
 * kernel walks the connections of all namespaces (net/ipv4/tcp_ipv4.c, tcp_seq_next), and it does
 * so before that last line can be read. So no more lines are read than it counts sockets, a line at
 * a time, and namespaces with few sockets come first.
 */
size_t netns_listeners_count(const struct netns_listeners *what, bool *ret_all);

#endif
