// SPDX-License-Identifier: MIT
/**
 * Internet sockets from /proc/self/net, for kernels and sandboxes without sock_diag. It lacks
 * accept-queue limits, dual-stack, cookies, interfaces, marks, cgroups and bound-inactive
 * sockets; these stay absent.
 */
#ifndef COLLECT_PROC_NET_H
#define COLLECT_PROC_NET_H

#include "sock/request.h"
#include "sock/sink.h"

/** How the lines of a file are to be read. */
struct proc_net_format {
    enum proto proto;
    enum family family;
    bool big_endian; /**< byte order of the host that wrote the file */
    unsigned ticks;  /**< per second; timers count in them (sysconf(_SC_CLK_TCK)) */
};

/**
 * Decodes one line, without its newline, of a file of a protocol (net/ipv4/tcp_ipv4.c,
 * get_tcp4_sock and its kin). Pure. 0, or -EBADMSG when any part that is read does not parse.
 */
int proc_net_decode(const char *line, size_t length, const struct proc_net_format *format,
                    struct sock *ret_sock);

/** Descriptors of the files that are read, or the negative errno of opening one. */
struct proc_net_files {
    int fds[PROTO_COUNT][FAMILY_COUNT];
};

/** Opens the files that REQUEST asks for; no others count. Close them with proc_net_close. */
void proc_net_open(const struct request *request, struct proc_net_files *ret_files);

void proc_net_close(const struct proc_net_files *files);

/**
 * Adds the PROTO sockets that REQUEST asks for to SINK, from FILES, or, with NULL, from files that
 * are opened now. Returns 0 or a negative errno: -ENOENT when the file does not exist, -EXDEV when
 * it is not on procfs, what open or read returned. Lines that do not parse are counted in
 * *RET_BAD_LINES and skipped.
 */
int proc_net_collect(const struct request *request, enum proto proto,
                     const struct proc_net_files *files, struct row_sink *sink,
                     size_t *ret_bad_lines);

#endif
