// SPDX-License-Identifier: MIT
#include "collect/tcp_walk.h"

#include "os/file.h"

#include <string.h>

#define LONGEST_PROTOCOLS 65536

#define LISTENERS STATE_BIT(STATE_LISTEN)
#define INACTIVE STATE_BIT(STATE_BOUND_INACTIVE)

/**
 * Returns true if there may be bound-inactive sockets, where COUNTS are those of listeners.
 * OF_KERNEL: one of the listeners is the kernel's own, in use and not used.
 */
static bool may_be_bound(const struct tcp_walk *walk, const struct tcp_counts *counts,
                         bool of_kernel)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    struct protocol_counts others;

    return of_kernel || file_read_again(walk->files[2], LONGEST_PROTOCOLS, &text) != 0 ||
           protocol_counts_parse(strbuf_contents(&text), &others) != 0 ||
           !tcp_counts_exclude_bound(counts, &others);
}

static bool drop_row(const void *context, const struct sock *sock, const struct strbuf *details)
{
    (void)context;
    (void)sock;
    (void)details;
    return false;
}

/** Returns a request for every listener of the families; those that are not wanted are dropped. */
static struct request ask_for_listeners(const struct request *request)
{
    struct request listeners = *request;

    listeners.states = LISTENERS;
    memset(listeners.ruled_out[PROTO_TCP], 0, sizeof(listeners.ruled_out[PROTO_TCP]));
    listeners.bytecode = (struct text){0};
    listeners.local_port = listeners.peer_port = 0;
    if (!(request_proto_states(request, PROTO_TCP) & LISTENERS))
        listeners.keep = drop_row;
    return listeners;
}

/**
 * Returns the states of STATES that are worth a walk where no connection is counted. Sockets in
 * SYN-RECV may exist wherever a listener does, which is nearly everywhere: among all namespaces,
 * they are searched for if they are asked for without established connections, or if other rows
 * depend on them.
 */
static state_set worth_a_walk(const struct tcp_walk *walk, const struct request *request,
                              state_set states)
{
    if (walk->many && (states & STATE_BIT(STATE_ESTABLISHED)) && !request->selection)
        states &= ~STATE_BIT(STATE_SYN_RECV);
    return states;
}

/** Continues with another dump; the answer is about both. */
static int collect_more(const struct tcp_walk *walk, const struct request *request,
                        struct row_sink *sink, struct inet_dump_answer *answer)
{
    struct inet_dump_answer more = {.storage_error = answer->storage_error};
    int error = inet_dump(request, PROTO_TCP, walk->means, sink, &more);

    more.told |= answer->told;
    more.records += answer->records;
    *answer = more;
    return error;
}

int tcp_walk_collect(struct tcp_walk *walk, const struct request *request, struct row_sink *sink,
                     struct inet_dump_answer *answer)
{
    struct tcp_counts before, counts;
    state_set states = request_proto_states(request, PROTO_TCP);
    struct request others = *request;

    if (!(states & ~LISTENERS) || walk->files[0] < 0)
        return inet_dump(request, PROTO_TCP, walk->means, sink, answer);
    struct request listeners = ask_for_listeners(request);
    bool counted = tcp_counts_read(walk->files, &before) == 0;
    bool none = counted && tcp_counts_are_listeners(&before, 0, request->families, 0);
    // A dump of listeners walks all those of the host.
    int error = none ? 0 : inet_dump(&listeners, PROTO_TCP, walk->means, sink, answer);
    if (error)
        return error;
    state_set worth = worth_a_walk(walk, request, states);
    // Read before and after the listeners: a listener that is closed meanwhile does not make room
    // for a connection, and one that is made meanwhile is counted.
    bool empty = counted && tcp_counts_read(walk->files, &counts) == 0 &&
                 tcp_counts_are_listeners(&before, answer->records, request->families, worth) &&
                 tcp_counts_are_listeners(&counts, answer->records, request->families, worth);
    walk->leaves_out_syn_recv = empty && answer->records > 0 && worth != states;
    others.states &= empty ? INACTIVE : ~LISTENERS;
    if (empty && (others.states & INACTIVE) && !may_be_bound(walk, &counts, answer->of_kernel))
        others.states = 0;
    if (!request_proto_states(&others, PROTO_TCP))
        return 0;
    return collect_more(walk, &others, sink, answer);
}
