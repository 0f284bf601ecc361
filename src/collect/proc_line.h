// SPDX-License-Identifier: MIT
/**
 * Lines of the files below /proc/self/net whose formats differ from those of the Internet: unix,
 * packet and netlink. The decoders are pure and take only the exact layout of the kernel, because a
 * name in /proc/self/net/unix is not escaped: it can contain a newline and what looks like a line.
 */
#ifndef COLLECT_PROC_LINE_H
#define COLLECT_PROC_LINE_H

#include "base/strbuf.h"
#include "sock/sock.h"

/** Returned for a line about a socket that sock_diag does not list either. */
#define LINE_WITHOUT_SOCKET 1

/** What a line says. */
struct proc_line {
    struct sock sock;
    state_set states; /**< the states that the line allows; sock.state is one of them */
    unsigned digits;  /**< number of digits of the pointer at its beginning: 8 or 16 */
};

/*
 * Each decodes one line without its newline. Appends what the record has no room for to DETAIL
 * (sock/detail.h), which is empty. Returns 0, LINE_WITHOUT_SOCKET, or -EBADMSG if the line differs
 * from the layout; RET_LINE is set unless it is -EBADMSG.
 */

/**
 * net/unix/af_unix.c, unix_seq_show. The name is not exact: NULs are written as "@", and it ends at
 * a newline. The kernel lists sockets that wait to be accepted, too; they have no inode and no
 * descriptor, and sock_diag does not list them: LINE_WITHOUT_SOCKET. A datagram socket is
 * "connected" after connect(2) of either end, so both states are possible.
 */
int proc_line_decode_unix(const char *line, size_t length, struct proc_line *ret_line,
                          struct strbuf *detail);

/**
 * net/packet/af_packet.c, packet_seq_show. Only the memory of what was received is in the line,
 * therefore no queues.
 */
int proc_line_decode_packet(const char *line, size_t length, struct proc_line *ret_line,
                            struct strbuf *detail);

/**
 * net/netlink/af_netlink.c, netlink_seq_show. Of the multicast groups the line has the first 32
 * only, therefore no groups. It does not say if the socket is connected.
 */
int proc_line_decode_netlink(const char *line, size_t length, struct proc_line *ret_line,
                             struct strbuf *detail);

#endif
