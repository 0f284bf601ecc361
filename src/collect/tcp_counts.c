// SPDX-License-Identifier: MIT
#include "collect/tcp_counts.h"

#include "base/parse.h"
#include "collect/proc_net.h"
#include "os/file.h"

#include <errno.h>
#include <string.h>

#define COUNTED_FILES 2 // sockstat and sockstat6

#define LONGEST_FILE 4096 // real ones have about 300 bytes

/** With this many, a walk over all ports takes some milliseconds, and a dump ten. */
#define FEW_SOCKETS 16384

const char *const tcp_files[TCP_FILES] = {"sockstat", "sockstat6", PROTOCOL_COUNTS_FILE};

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
        !number_after(tcp, "alloc", &counts.allocated) ||
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

static uint64_t in_use(const struct tcp_counts *counts)
{
    return counts->in_use[FAMILY_IPV4] + counts->in_use[FAMILY_IPV6];
}

bool tcp_counts_exclude_bound(const struct tcp_counts *counts, const struct protocol_counts *others)
{
    static const enum proto kinds[] = {PROTO_UNIX, PROTO_NETLINK, PROTO_PACKET};
    uint64_t known = in_use(counts);

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        known += others->sockets[kinds[i]];
    return known == counts->used;
}

void tcp_counts_open(int directory, int ret_files[TCP_FILES])
{
    for (size_t i = 0; i < TCP_FILES; i++)
        ret_files[i] = i < COUNTED_FILES ? proc_net_open_file(directory, tcp_files[i]) : -EBADF;
}

void tcp_counts_close(const int files[TCP_FILES])
{
    for (size_t i = 0; i < TCP_FILES; i++)
        file_close(&files[i]);
}

int tcp_counts_read(const int files[TCP_FILES], struct tcp_counts *ret_counts)
{
    CLEANUP(strbuf_free) struct strbuf ipv4 = {0};
    CLEANUP(strbuf_free) struct strbuf ipv6 = {0};
    int error = file_read_again(files[0], LONGEST_FILE, &ipv4);
    int error6 = file_read_again(files[1], LONGEST_FILE, &ipv6);

    if (error || (error6 && error6 != -ENOENT)) // without IPv6, there is no such file
        return error ? error : error6;
    return tcp_counts_parse(strbuf_contents(&ipv4), strbuf_contents(&ipv6), ret_counts);
}

static bool are_few(const struct tcp_counts *counts)
{
    return in_use(counts) + counts->time_wait < FEW_SOCKETS;
}

bool tcp_counts_none_is_bound(const struct tcp_counts *before, const struct tcp_counts *after)
{
    bool still = before->allocated == after->allocated && in_use(before) == in_use(after);

    return !are_few(after) && still && after->allocated <= in_use(after);
}

bool tcp_counts_are_many(const struct tcp_counts *counts, state_set states)
{
    uint64_t wanted = states & STATE_BIT(STATE_ESTABLISHED) ? in_use(counts) : 0;

    if (states & STATE_BIT(STATE_TIME_WAIT))
        wanted += counts->time_wait;
    return wanted >= FEW_SOCKETS && 2 * in_use(counts) >= counts->allocated;
}

struct tcp_outlook tcp_counts_outlook(const int files[TCP_FILES], state_set states)
{
    struct tcp_counts before, after;

    if (tcp_counts_read(files, &before) != 0 || are_few(&before) ||
        tcp_counts_read(files, &after) != 0)
        return (struct tcp_outlook){0};
    return (struct tcp_outlook){.none_bound = tcp_counts_none_is_bound(&before, &after),
                                .many = tcp_counts_are_many(&after, states)};
}
