// SPDX-License-Identifier: MIT
/**
 * Sockets from the files below /proc/self/net, for kernels and sandboxes without sock_diag. What a
 * file lacks (proto_info.file_lacks) stays absent.
 */
#ifndef COLLECT_PROC_NET_H
#define COLLECT_PROC_NET_H

#include "sock/request.h"
#include "sock/sink.h"

/** The format of the lines of a file about Internet sockets. */
struct proc_net_format {
    enum proto proto;
    enum family family;
    bool big_endian; /**< byte order of the host that wrote the file */
    unsigned ticks;  /**< ticks per second, the unit of timers (sysconf(_SC_CLK_TCK)) */
};

/**
 * Decodes one line, without its newline, of a file about Internet sockets (net/ipv4/tcp_ipv4.c,
 * get_tcp4_sock and similar functions). See proc_line.h for other families. Pure. Returns 0, or
 * -EBADMSG if a part that is read is invalid.
 */
int proc_net_decode(const char *line, size_t length, const struct proc_net_format *format,
                    struct sock *ret_sock);

/** The files of one network namespace. Start with `{0}`: each is opened when it is read. */
struct proc_net_files {
    int directory;                      /**< open: /proc/PID/net; 0: /proc/self/net. Borrowed */
    bool opened;                        /**< all that are read were opened beforehand */
    int fds[PROTO_COUNT][FAMILY_COUNT]; /**< then: descriptors, or the negative errno of opening */
};

/** Opens the files that REQUEST needs; other entries are not set. Close with proc_net_close. */
void proc_net_open(const struct request *request, struct proc_net_files *files);

/** Closes the files that were opened beforehand. */
void proc_net_close(struct proc_net_files *files);

/**
 * Opens the file NAME below DIRECTORY, as proc_net_files.directory. Returns a descriptor or a
 * negative errno: -ENOENT if NAME is NULL, -EXDEV if the file is not on procfs.
 */
int proc_net_open_file(int directory, const char *name);

/** The numbers of lines that were read. */
struct proc_net_answer {
    bool forgeable;    /**< a name can contain a line */
    size_t lines;      /**< about a socket, listed or not */
    size_t bad_lines;  /**< invalid, and skipped */
    size_t name_lines; /**< the rest of a name with a newline, skipped; such a name is cut */
    size_t uncertain;  /**< not listed, but perhaps in a requested state */
};

/**
 * Adds the PROTO sockets that REQUEST selects to SINK, from FILES; NULL: those of the caller's
 * network namespace. Returns 0 or a negative errno: -ENOENT if the file does not exist, -EXDEV if
 * it is not on procfs, or the error of open or read.
 */
int proc_net_collect(const struct request *request, enum proto proto,
                     const struct proc_net_files *files, struct row_sink *sink,
                     struct proc_net_answer *ret_answer);

#endif
