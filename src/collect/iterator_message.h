// SPDX-License-Identifier: MIT
/**
 * The message that the BPF program writes for each socket: a sock_diag reply as the kernel would
 * send it, so that one decoder reads both. iterators.bpf.c and iterators.c share it.
 */
#ifndef COLLECT_ITERATOR_MESSAGE_H
#define COLLECT_ITERATOR_MESSAGE_H

#include <linux/inet_diag.h>
#include <linux/netlink.h>

/** An attribute type that no sock_diag reply has. Attributes that are not reported have type 0. */
#define ITERATOR_PORT_CHOSEN 0x3fff

struct iterator_number {
    struct nlattr head;
    __u32 value;
};

struct iterator_byte {
    struct nlattr head;
    __u8 value;
    __u8 padding[3];
};

struct iterator_message {
    struct nlmsghdr header;
    struct inet_diag_msg reply; /**< idiag_expires is in kernel ticks */
    struct iterator_number mark;
    struct {
        struct nlattr head;
        __u32 halves[2]; /**< of a 64-bit number, in memory order */
    } cgroup;
    struct iterator_byte v6only;
    struct iterator_byte shutdown;
    struct iterator_number port_chosen; /**< 1: the kernel chose the port, without bind(2) */
};

#endif
