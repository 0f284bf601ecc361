// SPDX-License-Identifier: MIT
#include "track/rate.h"

#include "base/alloc.h"
#include "base/idmap.h"
#include "sock/detail.h"
#include "sock/tcp_info.h"

#include <stdlib.h>

/** What is counted is not known. */
#define NOT_KNOWN UINT64_MAX

/** One network namespace at one look. */
struct place_look {
    struct idmap numbers; /**< of counters, by cookie */
    uint64_t time;        /**< place_facts.tcp_time */
};

struct look {
    struct place_look *places; /**< by number of the place */
    size_t place_count;
    struct rate_counters *counters;
    size_t count, capacity;
};

struct rates {
    struct look last;
};

static void look_free(struct look *look)
{
    for (size_t i = 0; i < look->place_count; i++)
        idmap_free(&look->places[i].numbers);
    free(look->places);
    free(look->counters);
}

struct rates *rates_new(void)
{
    return alloc_array(1, sizeof(struct rates));
}

void rates_free(struct rates *rates)
{
    if (rates)
        look_free(&rates->last);
    free(rates);
}

static uint64_t number_of(struct text info, const struct detail_part *part)
{
    uint64_t number = NOT_KNOWN;

    detail_block_number(info, part, &number);
    return number;
}

/** Returns COUNT without one byte that is no data, if there is one. */
static uint64_t without(uint64_t count, bool one)
{
    return one && count != NOT_KNOWN && count > 0 ? count - 1 : count;
}

struct rate_counters rate_counters_of(struct text detail, enum state state)
{
    static const struct {
        struct detail_part part;
    } received = {DETAIL_PART(DETAIL_TCP_INFO, struct tcp_info_known, bytes_received)},
      acked = {DETAIL_PART(DETAIL_TCP_INFO, struct tcp_info_known, bytes_acked)},
      retransmits = {DETAIL_PART(DETAIL_TCP_INFO, struct tcp_info_known, total_retrans)};
    struct text info = detail_find(detail, DETAIL_TCP_INFO);
    struct rate_counters counters = {
        .received = number_of(info, &received.part),
        .acked = number_of(info, &acked.part),
        .retransmits = (uint32_t)number_of(info, &retransmits.part),
    };
    bool peer_closed =
        state == STATE_CLOSE_WAIT || state == STATE_LAST_ACK || state == STATE_CLOSING;

    counters.received = without(counters.received, peer_closed);
    counters.acked = without(counters.acked, state == STATE_FIN_WAIT_2);
    if (state == STATE_SYN_SENT && counters.acked != NOT_KNOWN)
        counters.acked++; // its SYN, which will be acknowledged before any data
    return counters;
}

/** Returns COUNT, times SCALE, a second; NOT_KNOWN if it is too large. */
static uint64_t per_second(uint64_t count, uint64_t scale, uint64_t nanoseconds)
{
    __extension__ typedef unsigned __int128 wide;
    wide rate = ((wide)count * scale * 1000000000 + nanoseconds / 2) / nanoseconds;

    return rate < NOT_KNOWN ? (uint64_t)rate : NOT_KNOWN;
}

static uint64_t rate_of(uint64_t before, uint64_t now, uint64_t nanoseconds)
{
    if (before == NOT_KNOWN || now == NOT_KNOWN || now < before || nanoseconds == 0)
        return NOT_KNOWN;
    return per_second(now - before, 1, nanoseconds);
}

struct row_rates rate_between(const struct rate_counters *before, const struct rate_counters *now,
                              uint64_t nanoseconds)
{
    struct row_rates rates = {
        .received = rate_of(before->received, now->received, nanoseconds),
        .sent = rate_of(before->acked, now->acked, nanoseconds),
        .total = NOT_KNOWN,
        .retransmits = NOT_KNOWN,
    };

    if (rates.received != NOT_KNOWN && rates.sent != NOT_KNOWN)
        rates.total = rates.received + rates.sent;
    if (before->retransmits != UINT32_MAX && now->retransmits != UINT32_MAX &&
        now->retransmits >= before->retransmits && nanoseconds > 0)
        rates.retransmits = per_second(now->retransmits - before->retransmits, 1000, nanoseconds);
    return rates;
}

/** Returns true for a connection that can be found again. */
static bool is_counted(const struct sock *sock)
{
    return sock->proto == PROTO_TCP && (sock->have & HAVE_COOKIE) && sock->state != STATE_LISTEN &&
           sock->state != STATE_TIME_WAIT;
}

/** Returns the counters of a socket at this look; NULL: it was not there. */
static const struct rate_counters *find(const struct look *look, const struct sock *sock)
{
    uint32_t number = 0;

    if (sock->place >= look->place_count ||
        !idmap_find(&look->places[sock->place].numbers, sock->cookie, &number))
        return NULL;
    return &look->counters[number];
}

/** Adds the counters of a socket. Returns false if they are there already. */
static bool add(struct look *look, const struct sock *sock, const struct rate_counters *counters)
{
    if (sock->place >= look->place_count ||
        !idmap_add(&look->places[sock->place].numbers, sock->cookie, (uint32_t)look->count))
        return false;
    look->counters =
        alloc_grow(look->counters, &look->capacity, look->count + 1, sizeof(*look->counters));
    look->counters[look->count++] = *counters;
    return true;
}

static void put_rates(struct sock_table *table, size_t index, const struct row_rates *rates)
{
    CLEANUP(strbuf_free) struct strbuf block = {0};

    detail_put(&block, DETAIL_RATES, (struct text){(const char *)rates, sizeof(*rates)});
    sock_table_extend_detail(table, index, strbuf_contents(&block));
}

static struct look look_begin(const struct facts *facts)
{
    struct look look = {.place_count = facts->other_count + 1};

    look.places = alloc_array(look.place_count, sizeof(*look.places));
    for (size_t i = 0; i < look.place_count; i++)
        look.places[i].time = facts_place(facts, i)->tcp_time;
    return look;
}

size_t rates_update(struct rates *rates, struct sock_table *table, const struct facts *facts)
{
    struct look *last = &rates->last;
    struct look look = look_begin(facts);
    size_t found = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        struct text detail = sock_detail(&table->details, sock);
        if (!is_counted(sock) || !detail_find(detail, DETAIL_TCP_INFO).bytes)
            continue;
        struct rate_counters now = rate_counters_of(detail, sock->state);
        const struct rate_counters *before = find(last, sock);
        if (!add(&look, sock, &now) || !before)
            continue;
        uint64_t elapsed = look.places[sock->place].time - last->places[sock->place].time;
        struct row_rates between = rate_between(before, &now, elapsed);
        put_rates(table, i, &between);
        found++;
    }
    size_t gone = last->count - found;
    look_free(last);
    *last = look;
    return gone;
}
