// SPDX-License-Identifier: MIT
/**
 * Attributes that several families have, in the same format.
 */
#ifndef COLLECT_SOCKET_ATTRIBUTE_H
#define COLLECT_SOCKET_ATTRIBUTE_H

#include "collect/attribute.h"
#include "sock/detail.h"
#include "sock/sock.h"

#include <linux/sock_diag.h>

/**
 * Takes the memory that a socket uses, uint32_t each (linux/sock_diag.h, SK_MEMINFO_*): the memory
 * of what was received and of what was sent become the queues, in bytes of memory; all of it goes
 * to DETAIL.
 */
static inline void memory_decode(struct text bytes, struct sock *sock, struct strbuf *detail)
{
    uint32_t numbers[SK_MEMINFO_WMEM_ALLOC + 1];

    detail_put(detail, DETAIL_MEMORY, bytes);
    if (!attribute_number(bytes.bytes, bytes.length, numbers, sizeof(numbers)))
        return;
    sock->recv_q = numbers[SK_MEMINFO_RMEM_ALLOC];
    sock->send_q = numbers[SK_MEMINFO_WMEM_ALLOC];
    sock->have |= HAVE_QUEUES;
}

/** Takes the user who created the socket. */
static inline void uid_decode(struct text bytes, struct sock *sock)
{
    if (attribute_number(bytes.bytes, bytes.length, &sock->uid, sizeof(sock->uid)))
        sock->have |= HAVE_UID;
}

/** Takes the directions that shutdown(2) closed. */
static inline void shutdown_decode(struct text bytes, struct sock *sock)
{
    uint8_t shutdown = 0;

    if (!attribute_number(bytes.bytes, bytes.length, &shutdown, sizeof(shutdown)))
        return;
    sock->shutdown = shutdown & 3U;
    sock->have |= HAVE_SHUTDOWN;
}

#endif
