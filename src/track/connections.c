// SPDX-License-Identifier: MIT
#include "track/connections.h"

#include "base/alloc.h"
#include "base/compare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BUCKETS 1024

/** The scan during which reports were lost can still list what has ended; two more do not. */
#define DOUBTFUL_SCANS 3

void connections_free(struct connections *connections)
{
    free(connections->items);
    free(connections->buckets);
    free(connections->listeners);
    *connections = (struct connections){0};
}

// The table of connections. Cookies are consecutive numbers: their low bits are a good hash.

static uint32_t *bucket_of(const struct connections *connections, uint64_t cookie)
{
    return &connections->buckets[cookie & (connections->bucket_count - 1)];
}

/** Returns where the index of the connection with COOKIE stands, or NULL. */
static uint32_t *find_link(const struct connections *connections, uint64_t cookie)
{
    if (!connections->items || connections->bucket_count == 0)
        return NULL;
    uint32_t *link = bucket_of(connections, cookie);
    while (*link && connections->items[*link - 1].cookie != cookie)
        link = &connections->items[*link - 1].next;
    return *link ? link : NULL;
}

static struct connection *find(const struct connections *connections, uint64_t cookie)
{
    const uint32_t *link = find_link(connections, cookie);

    return link ? &connections->items[*link - 1] : NULL;
}

static void put_into_bucket(struct connections *connections, uint32_t index)
{
    struct connection *connection = &connections->items[index];
    uint32_t *bucket = bucket_of(connections, connection->cookie);

    connection->next = *bucket;
    *bucket = index + 1;
}

/** Doubles the number of buckets. No connection may be free. */
static void add_buckets(struct connections *connections)
{
    size_t count = connections->bucket_count ? 2 * connections->bucket_count : FIRST_BUCKETS;

    free(connections->buckets);
    connections->buckets = alloc_hash(count, sizeof(*connections->buckets));
    memset(connections->buckets, 0, count * sizeof(*connections->buckets));
    connections->bucket_count = count;
    for (size_t i = 0; connections->items && i < connections->count; i++)
        put_into_bucket(connections, (uint32_t)i);
}

/** Returns the index of a connection that is not in use. */
static uint32_t take_free(struct connections *connections)
{
    if (connections->items && connections->free) {
        uint32_t index = connections->free - 1;
        connections->free = connections->items[index].next;
        return index;
    }
    if (connections->count == connections->bucket_count)
        add_buckets(connections);
    connections->items = alloc_grow(connections->items, &connections->capacity,
                                    connections->count + 1, sizeof(*connections->items));
    return (uint32_t)connections->count++;
}

static struct connection *find_or_add(struct connections *connections, uint64_t cookie)
{
    struct connection *known = find(connections, cookie);

    if (known)
        return known;
    uint32_t index = take_free(connections);
    connections->items[index] = (struct connection){.cookie = cookie, .seen = connections->scan};
    put_into_bucket(connections, index);
    return &connections->items[index];
}

/** Removes the connection with COOKIE and returns what was known of it; all zero: nothing was. */
static struct connection take_out(struct connections *connections, uint64_t cookie)
{
    uint32_t *link = find_link(connections, cookie);

    if (!link)
        return (struct connection){0};
    uint32_t index = *link - 1;
    struct connection *connection = &connections->items[index];
    struct connection known = *connection;
    *link = connection->next;
    *connection = (struct connection){.next = connections->free};
    connections->free = index + 1;
    return known;
}

// Listeners. There are few, and most have a port of their own.

/** Returns the listener with the cookie of SOCK, or NULL. */
static struct listening *find_listener(const struct connections *connections, uint64_t cookie)
{
    for (size_t i = 0; i < connections->listener_count; i++) {
        if (connections->listeners[i].sock.cookie == cookie)
            return &connections->listeners[i];
    }
    return NULL;
}

static void drop_listener(struct connections *connections, struct listening *listener)
{
    *listener = connections->listeners[--connections->listener_count];
}

static void set_listener(struct connections *connections, const struct listening *listener)
{
    struct listening *known = find_listener(connections, listener->sock.cookie);

    if (!known) {
        connections->listeners =
            alloc_grow(connections->listeners, &connections->listener_capacity,
                       connections->listener_count + 1, sizeof(*connections->listeners));
        known = &connections->listeners[connections->listener_count++];
    }
    *known = *listener;
    known->seen = connections->scan;
}

/** Returns how exactly LISTENER has the local end of the connection: 0 not at all, 1, or 2. */
static int match_listener(const struct listening *listener, const struct sock *sock, uint32_t netns)
{
    if (listener->sock.local_port != sock->local_port || listener->netns != netns ||
        listener->sock.family != sock->family)
        return 0;
    if (address_compare(&listener->sock.local, &sock->local) == 0)
        return 2;
    return sock_is_wildcard(&listener->sock) ? 1 : 0;
}

/**
 * Returns the process of the listener that accepted SOCK. It is not known if several processes
 * listen there (SO_REUSEPORT).
 */
static struct actor listener_of(const struct connections *connections, const struct sock *sock,
                                uint32_t netns)
{
    const struct listening *found = NULL;
    bool shared = false;
    int best = 0;

    for (size_t i = 0; i < connections->listener_count; i++) {
        const struct listening *listener = &connections->listeners[i];
        int match = match_listener(listener, sock, netns);
        if (match == 0 || match < best)
            continue;
        shared = match == best &&
                 (shared || !acting_process_is_same(&listener->process, &found->process));
        found = listener;
        best = match;
    }
    if (!found || shared)
        return (struct actor){.basis = BASIS_NONE};
    return (struct actor){BASIS_LISTENER, found->process};
}

// Transitions

/** Returns the moment of TIME, nanoseconds of CLOCK_BOOTTIME, by both clocks. */
static struct moment moment_of(uint64_t time, const struct moment *now)
{
    static const int64_t second = 1000000000;
    int64_t offset =
        (int64_t)now->utc.tv_sec * second + now->utc.tv_nsec - (int64_t)now->boot_us * 1000;
    int64_t utc = (int64_t)time + offset;

    return (struct moment){.utc = {(time_t)(utc / second), (long)(utc % second)},
                           .boot_us = time / 1000};
}

static enum end_reason reason_of(const struct transition *transition)
{
    state_set aborted =
        STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_CLOSE_WAIT) | STATE_BIT(STATE_FIN_WAIT_1);

    switch (transition->error) {
    case 0:
        break;
    case ETIMEDOUT:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
        return REASON_TIMEOUT;
    case ECONNRESET:
    case ECONNREFUSED:
    case ECONNABORTED:
    case EPIPE: // reset after the FIN of the peer (net/ipv4/tcp_input.c, tcp_reset)
        return REASON_RST;
    default:
        return REASON_UNKNOWN;
    }
    if (STATE_BIT(transition->old_state) & aborted)
        return REASON_RST; // ours: closed with data that was not read, or without lingering
    return transition->fin_acked ? REASON_FIN : REASON_UNKNOWN;
}

/**
 * Returns the bytes that were acknowledged, without our SYN, which counts if we opened the
 * connection. If that is not known, what was sent is the limit.
 */
static uint64_t acked_data(const struct transition *transition, const struct connection *known)
{
    uint64_t acked = transition->bytes_acked;

    if (known->start != 0)
        return known->opened && acked > 0 ? acked - 1 : acked;
    return acked < transition->bytes_sent ? acked : transition->bytes_sent;
}

static struct ending ending_of(const struct transition *transition, const struct connection *known)
{
    if (transition->old_state == STATE_LISTEN)
        return (struct ending){.reason = REASON_NONE};
    return (struct ending){.reason = reason_of(transition),
                           .counted = transition->has_counters,
                           .bytes_acked = acked_data(transition, known),
                           .bytes_received = transition->bytes_received,
                           .retransmits = transition->retransmits,
                           .rtt_us = transition->rtt_us};
}

/** Returns an observation of what is KNOWN now. */
static struct observation observe(const struct transition *transition,
                                  const struct connection *known, const struct moment *now)
{
    struct observation observation = {.when = moment_of(transition->time, now),
                                      .sock = transition->sock,
                                      .tuple_known = true,
                                      .traced = true,
                                      .start_known = known->start != 0,
                                      .actor = known->actor};

    if (known->start != 0)
        observation.start = moment_of(known->start, now);
    return observation;
}

/** The connection begins, or the listener: returns 1 if its ends are known. */
static size_t take_start(struct connections *connections, const struct transition *transition,
                         const struct moment *now, struct observation *ret_observation)
{
    struct connection *known = find_or_add(connections, transition->sock.cookie);

    if (known->start == 0)
        known->start = transition->time;
    if (known->actor.basis == BASIS_NONE && transition->by_process)
        known->actor = (struct actor){BASIS_OPENER, transition->process};
    if (transition->sock.state == STATE_SYN_SENT) {
        known->opened = true;
        return 0; // the local end is not known yet
    }
    if (transition->sock.state == STATE_ESTABLISHED && !known->opened)
        known->actor = listener_of(connections, &transition->sock, transition->netns);
    if (transition->sock.state == STATE_LISTEN) {
        const struct listening listener = {.sock = transition->sock,
                                           .netns = transition->netns,
                                           .traced = true,
                                           .process = transition->process};
        if (transition->sock.local_port == 0)
            return 0; // likewise; a scan lists it
        if (transition->by_process)
            set_listener(connections, &listener);
    }
    known->reported = true;
    *ret_observation = observe(transition, known, now);
    ret_observation->starts = true;
    return 1;
}

/** A process closes the connection. If we opened it, it stays that of the opener. */
static size_t take_closer(struct connections *connections, const struct transition *transition)
{
    struct connection *known = find_or_add(connections, transition->sock.cookie);

    if (transition->by_process && !known->opened)
        known->actor = (struct actor){BASIS_CLOSER, transition->process};
    return 0;
}

/** Returns true for a handshake that the listener gave up: there was no socket that anybody saw. */
static bool is_given_up(const struct transition *transition, const struct connection *known)
{
    bool held = known->opened || (transition->sock.have & HAVE_INODE);

    return transition->old_state == STATE_SYN_RECV && !known->reported && !held;
}

static size_t take_end(struct connections *connections, const struct transition *transition,
                       const struct moment *now, struct observation *ret_observations)
{
    struct connection known;
    struct listening *listener = find_listener(connections, transition->sock.cookie);
    size_t count = 0;

    if (transition->by_process && transition->old_state != STATE_LISTEN)
        take_closer(connections, transition);
    known = take_out(connections, transition->sock.cookie);
    if (listener)
        drop_listener(connections, listener);
    if (is_given_up(transition, &known))
        return 0;
    if (!known.reported && known.opened) {
        ret_observations[count] = observe(transition, &known, now);
        ret_observations[count++].starts = true;
    }
    ret_observations[count] = observe(transition, &known, now);
    ret_observations[count++].exact = ending_of(transition, &known);
    return count;
}

size_t connections_take(struct connections *connections, const struct transition *transition,
                        const struct moment *now, struct observation ret_observations[2])
{
    if (!(transition->sock.have & HAVE_COOKIE))
        return 0;
    switch (transition->sock.state) {
    case STATE_SYN_SENT:
    case STATE_ESTABLISHED:
    case STATE_LISTEN:
        return take_start(connections, transition, now, ret_observations);
    case STATE_FIN_WAIT_1:
    case STATE_LAST_ACK:
        return take_closer(connections, transition);
    case STATE_CLOSED:
        return take_end(connections, transition, now, ret_observations);
    default:
        return 0;
    }
}

// Scans

void connections_begin_scan(struct connections *connections)
{
    connections->scan++;
}

void connections_see(struct connections *connections, const struct sock *sock)
{
    struct connection *known = find(connections, sock->cookie);
    struct listening *listener =
        sock->state == STATE_LISTEN ? find_listener(connections, sock->cookie) : NULL;

    if (known)
        known->seen = connections->scan;
    if (listener)
        listener->seen = connections->scan;
}

void connections_see_listener(struct connections *connections, const struct sock *sock,
                              uint32_t netns, const struct acting_process *process)
{
    struct listening *known = find_listener(connections, sock->cookie);
    const struct listening listener = {.sock = *sock, .netns = netns, .process = *process};

    if (known && known->traced)
        known->seen = connections->scan;
    else
        set_listener(connections, &listener);
}

/** Returns true if two scans have not listed what was last seen in scan number SEEN. */
static bool is_gone(const struct connections *connections, uint32_t seen)
{
    return connections->scan - seen >= 2;
}

static void forget_gone(struct connections *connections)
{
    for (size_t i = 0; i < connections->count; i++) {
        uint64_t cookie = connections->items[i].cookie;
        if (cookie != 0 && is_gone(connections, connections->items[i].seen))
            take_out(connections, cookie);
    }
    for (size_t i = connections->listener_count; i > 0; i--) {
        struct listening *listener = &connections->listeners[i - 1];
        if (is_gone(connections, listener->seen))
            drop_listener(connections, listener);
    }
}

void connections_end_scan(struct connections *connections, bool whole, bool lost)
{
    if (lost)
        connections->doubtful = DOUBTFUL_SCANS;
    if (whole && connections->doubtful > 0 && --connections->doubtful == 0)
        forget_gone(connections);
}
