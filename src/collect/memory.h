// SPDX-License-Identifier: MIT
/**
 * The memory that a socket uses, as several families report it (linux/sock_diag.h, SK_MEMINFO_*).
 */
#ifndef COLLECT_MEMORY_H
#define COLLECT_MEMORY_H

#include "sock/detail.h"
#include "sock/sock.h"

#include <linux/sock_diag.h>

/**
 * Takes an attribute of uint32_t each: the memory of what was received and of what was sent become
 * the queues, in bytes of memory; all of it goes to DETAIL.
 */
static inline void memory_decode(struct text bytes, struct sock *sock, struct strbuf *detail)
{
    uint32_t numbers[SK_MEMINFO_WMEM_ALLOC + 1];

    detail_put(detail, DETAIL_MEMORY, bytes);
    if (bytes.length < sizeof(numbers))
        return;
    memcpy(numbers, bytes.bytes, sizeof(numbers));
    sock->recv_q = numbers[SK_MEMINFO_RMEM_ALLOC];
    sock->send_q = numbers[SK_MEMINFO_WMEM_ALLOC];
    sock->have |= HAVE_QUEUES;
}

#endif
