// SPDX-License-Identifier: MIT
#include "collect/tcp_walk.h"

#include "base/parse.h"
#include "os/file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define LONGEST_FILE 4096 // real ones have about 300 bytes

const char *const tcp_files[TCP_FILES] = {"sockstat", "sockstat6", PROTOCOL_COUNTS_FILE};

#define LONGEST_PROTOCOLS 65536

#define LISTENERS STATE_BIT(STATE_LISTEN)
#define INACTIVE STATE_BIT(STATE_BOUND_INACTIVE)

/** Returns the rest of the line of TEXT that begins with START; no bytes: there is none. */
static struct text line_after(struct text text, const char *start)
{
    size_t length = strlen(start);

    while (text.length > 0) {
        struct text line = text_take_until(&text, '\n');
        if (line.length >= length && memcmp(line.bytes, start, length) == 0)
            return text_skip(line, length);
    }
    return (struct text){0};
}

/** Reads the number after the word NAME in a line "inuse 5 orphan 0 tw 1"; false: there is none. */
static bool number_after(struct text line, const char *name, uint64_t *ret_number)
{
    while (line.length > 0) {
        if (text_is(text_take_until(&line, ' '), name))
            return parse_decimal(line.bytes, text_digits(line), INT32_MAX, ret_number) == 0;
    }
    return false;
}

int tcp_counts_parse(struct text ipv4, struct text ipv6, struct tcp_counts *ret_counts)
{
    struct tcp_counts counts = {0};
    struct text tcp = line_after(ipv4, "TCP:");
    struct text tcp6 = line_after(ipv6, "TCP6:");

    if (!number_after(tcp, "inuse", &counts.in_use[FAMILY_IPV4]) ||
        !number_after(tcp, "tw", &counts.time_wait) ||
        !number_after(line_after(ipv4, "sockets:"), "used", &counts.used))
        return -EBADMSG;
    if (ipv6.length > 0 && !number_after(tcp6, "inuse", &counts.in_use[FAMILY_IPV6]))
        return -EBADMSG;
    *ret_counts = counts;
    return 0;
}

bool tcp_counts_are_listeners(const struct tcp_counts *counts, size_t listeners,
                              const bool families[FAMILY_COUNT], state_set states)
{
    uint64_t in_use = 0;

    for (enum family family = 0; family < FAMILY_COUNT; family++)
        in_use += families[family] ? counts->in_use[family] : 0;
    if (listeners > 0 && (states & STATE_BIT(STATE_SYN_RECV)))
        return false;
    return in_use == listeners && counts->time_wait == 0;
}

bool tcp_counts_exclude_bound(const struct tcp_counts *counts, const struct protocol_counts *others)
{
    static const enum proto kinds[] = {PROTO_UNIX, PROTO_NETLINK, PROTO_PACKET};
    uint64_t known = counts->in_use[FAMILY_IPV4] + counts->in_use[FAMILY_IPV6];

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        known += others->sockets[kinds[i]];
    return known == counts->used;
}

/** Reads a file again from its start; returns 0 or a negative errno. */
static int read_again(int fd, size_t limit, struct strbuf *text)
{
    if (fd < 0)
        return fd;
    return lseek(fd, 0, SEEK_SET) < 0 ? -errno : file_read_rest(fd, limit, text);
}

int tcp_counts_read(const int files[TCP_FILES], struct tcp_counts *ret_counts)
{
    CLEANUP(strbuf_free) struct strbuf ipv4 = {0};
    CLEANUP(strbuf_free) struct strbuf ipv6 = {0};
    int error = read_again(files[0], LONGEST_FILE, &ipv4);
    int error6 = read_again(files[1], LONGEST_FILE, &ipv6);

    if (error || (error6 && error6 != -ENOENT)) // without IPv6, there is no such file
        return error ? error : error6;
    return tcp_counts_parse(strbuf_contents(&ipv4), strbuf_contents(&ipv6), ret_counts);
}

/**
 * Returns true if there may be bound-inactive sockets, where COUNTS are those of listeners.
 * OF_KERNEL: one of the listeners is the kernel's own, in use and not used.
 */
static bool may_be_bound(const struct tcp_walk *walk, const struct tcp_counts *counts,
                         bool of_kernel)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    struct protocol_counts others;

    return of_kernel || read_again(walk->files[2], LONGEST_PROTOCOLS, &text) != 0 ||
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
                        struct row_sink *sink, struct inet_diag_answer *answer)
{
    struct inet_diag_answer more = {.storage_error = answer->storage_error};
    int error = inet_diag_collect(request, PROTO_TCP, walk->supply, sink, &more);

    more.told |= answer->told;
    more.records += answer->records;
    *answer = more;
    return error;
}

int tcp_walk_collect(struct tcp_walk *walk, const struct request *request, struct row_sink *sink,
                     struct inet_diag_answer *answer)
{
    struct tcp_counts before, counts;
    state_set states = request_proto_states(request, PROTO_TCP);
    struct request others = *request;

    if (!(states & ~LISTENERS) || walk->files[0] < 0)
        return inet_diag_collect(request, PROTO_TCP, walk->supply, sink, answer);
    struct request listeners = ask_for_listeners(request);
    bool counted = tcp_counts_read(walk->files, &before) == 0;
    bool none = counted && tcp_counts_are_listeners(&before, 0, request->families, 0);
    // A dump of listeners walks all those of the host.
    int error = none ? 0 : inet_diag_collect(&listeners, PROTO_TCP, walk->supply, sink, answer);
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
