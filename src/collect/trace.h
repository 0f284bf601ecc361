// SPDX-License-Identifier: MIT
/**
 * The beginnings and ends of TCP sockets, reported by a BPF program at the moment they happen
 * (tracepoint sock:inet_sock_set_state; as loaded here: Linux 5.17). It sees connections of any
 * duration in all network namespaces. Requires root, or CAP_BPF with CAP_PERFMON, to open; reading
 * requires no right.
 *
 * A connection that a process begins is reported three to four times: connect(2), the end of the
 * handshake, close(2) if no packet ended it before, and the end of the socket. One that a listener
 * accepts is reported from the end of the handshake on. A listener is reported at listen(2) and at
 * its end.
 */
#ifndef COLLECT_TRACE_H
#define COLLECT_TRACE_H

#include "base/text.h"
#include "sock/transition.h"

/**
 * Read at least this often, in milliseconds. The program wakes nobody. Its buffer holds 55,000
 * reports: those of 7,900 connections between sockets of the host.
 */
#define TRACE_INTERVAL 100

/** The loaded program and its buffer. */
struct trace;

/**
 * Loads and starts the program. NETNS: inode of the only network namespace to report; 0: all.
 * Returns 0; -ENOSYS if the program is not built in; otherwise the negative errno of loading, for
 * bpf_iter_words.
 */
int trace_open(uint32_t netns, struct trace **ret_trace);

/** Stops the program; NULL: there is none. */
void trace_close(struct trace *trace);

/** Takes a report, which is valid during the call only. */
typedef void trace_take(void *context, const struct transition *transition);

/**
 * Passes the reports since the last call to TAKE, in the order of the kernel. Returns 0, or
 * -EBADMSG if the buffer has anything else in it: then it must not be read again.
 */
int trace_read(struct trace *trace, trace_take *take, void *context);

/**
 * Returns the number of changes of state since trace_open that are known to be lost: exactly those
 * for which the buffer had no room, and those for which the kernel ran no program. The latter can
 * be about sockets of other protocols and namespaces. The number never decreases.
 */
uint64_t trace_lost(struct trace *trace);

/**
 * Returns how often the kernel did not run a program because it was running on that processor, from
 * INFO, the text of /proc/PID/fdinfo (kernel/bpf/syscall.c, bpf_prog_show_fdinfo; Linux 5.12). 0:
 * it does not tell. Pure.
 */
uint64_t trace_missed(struct text info);

/** Decodes one record of the program. Returns 0, or -EBADMSG if no program writes such. Pure. */
int trace_decode(const char *bytes, size_t length, struct transition *ret_transition);

#endif
