// SPDX-License-Identifier: MIT
#include "track/rate.h"

#include "base/alloc.h"
#include "base/idmap.h"
#include "sock/detail.h"
#include "sock/tcp_info.h"
#include "track/final.h"

#include <stdlib.h>
#include <string.h>

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
    struct final_basis *items;
    size_t count, capacity;
    struct sock_table rows; /**< one for each of `items`; empty: not kept */
    bool taken;             /**< there was such a look */
};

/** The end of a connection. */
struct end {
    struct sock sock;
    struct tcp_ending ending;
    bool connected; /**< there was a connection: no listener, no attempt that failed */
    bool tuple_known;
};

struct rates {
    struct look last;
    struct end *ends; /**< since then */
    size_t end_count, end_capacity;
    struct idmap overdue; /**< cookies of our place: had gone at the last look, without a report */
    bool lost;            /**< others were lost */
    bool rows, details;
};

static void look_free(struct look *look)
{
    for (size_t i = 0; i < look->place_count; i++)
        idmap_free(&look->places[i].numbers);
    free(look->places);
    free(look->items);
    sock_table_free(&look->rows);
}

void rate_ended_free(struct rate_ended *ended)
{
    sock_table_free(&ended->known);
    sock_table_free(&ended->fresh);
}

struct rates *rates_new(bool rows, bool details)
{
    struct rates *rates = alloc_array(1, sizeof(*rates));

    rates->rows = rows;
    rates->details = details;
    return rates;
}

void rates_free(struct rates *rates)
{
    if (!rates)
        return;
    look_free(&rates->last);
    free(rates->ends);
    idmap_free(&rates->overdue);
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

/** Returns by how much a counter grew; NOT_KNOWN if it did not. */
static uint64_t grown(uint64_t before, uint64_t now)
{
    return before == NOT_KNOWN || now == NOT_KNOWN || now < before ? NOT_KNOWN : now - before;
}

static uint64_t rate_of(uint64_t before, uint64_t now, uint64_t nanoseconds)
{
    uint64_t count = grown(before, now);

    return count == NOT_KNOWN || nanoseconds == 0 ? NOT_KNOWN : per_second(count, 1, nanoseconds);
}

struct row_rates rate_between(const struct rate_counters *before, const struct rate_counters *now,
                              uint64_t nanoseconds)
{
    struct row_rates rates = {
        .received = rate_of(before->received, now->received, nanoseconds),
        .sent = rate_of(before->acked, now->acked, nanoseconds),
        .total = NOT_KNOWN,
        .retransmits = NOT_KNOWN,
        .bytes_received = grown(before->received, now->received),
        .bytes_sent = grown(before->acked, now->acked),
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

/** Returns true and the number of a socket at this look, or false: it was not there. */
static bool find(const struct look *look, const struct sock *sock, uint32_t *ret_number)
{
    return sock->place < look->place_count &&
           idmap_find(&look->places[sock->place].numbers, sock->cookie, ret_number);
}

/** Adds a connection to a look. Returns false if it is there already. */
static bool add(const struct rates *rates, struct look *look, const struct sock *sock,
                struct text detail)
{
    if (sock->place >= look->place_count ||
        !idmap_add(&look->places[sock->place].numbers, sock->cookie, (uint32_t)look->count))
        return false;
    look->items = alloc_grow(look->items, &look->capacity, look->count + 1, sizeof(*look->items));
    look->items[look->count++] = final_basis_of(detail, sock->state);
    if (!rates->rows)
        return true;
    sock_table_append(&look->rows, sock);
    look->rows.rows[look->rows.count - 1].detail = 0;
    if (rates->details)
        sock_table_add_detail(&look->rows, detail);
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
    struct look look = {.place_count = facts->other_count + 1, .taken = true};

    look.places = alloc_array(look.place_count, sizeof(*look.places));
    for (size_t i = 0; i < look.place_count; i++)
        look.places[i].time = facts_place(facts, i)->tcp_time;
    return look;
}

/** Returns the nanoseconds between two looks at a place. */
static uint64_t elapsed(const struct look *last, const struct look *look, size_t place)
{
    return look->places[place].time - last->places[place].time;
}

void rates_take_end(struct rates *rates, const struct observation *observation)
{
    if (rates->end_count == MOST_ENDED) {
        rates->lost = true;
        return;
    }
    rates->ends =
        alloc_grow(rates->ends, &rates->end_capacity, rates->end_count + 1, sizeof(*rates->ends));
    rates->ends[rates->end_count++] =
        (struct end){.sock = observation->sock,
                     .ending = observation->ending,
                     .connected = observation->tuple_known ? sock_has_peer(&observation->sock)
                                                           : observation->connected,
                     .tuple_known = observation->tuple_known};
}

size_t rates_awaited(const struct rates *rates, const struct sock_table *table)
{
    const struct look *last = &rates->last;
    CLEANUP(idmap_free) struct idmap there = {0};
    size_t gone = last->place_count > 0 ? last->places[0].numbers.count : 0;
    uint32_t number = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        bool known = sock->place == 0 && is_counted(sock) && find(last, sock, &number);
        gone -= known && idmap_add(&there, sock->cookie, 0);
    }
    for (size_t i = 0; i < rates->end_count && gone > 0; i++) {
        const struct sock *sock = &rates->ends[i].sock;
        gone -= find(last, sock, &number) && idmap_add(&there, sock->cookie, 0);
    }
    return gone;
}

void rates_lose_ends(struct rates *rates)
{
    rates->lost = true;
}

/** Adds a row with the rates of a connection from BASIS to its end. */
static void put_ended(struct sock_table *table, const struct final_basis *basis,
                      const struct end *end, uint64_t nanoseconds)
{
    const struct rate_counters now = final_counters(&end->ending, basis);
    const struct row_rates rates = rate_between(&basis->counters, &now, nanoseconds);

    put_rates(table, table->count - 1, &rates);
}

/** Takes the end of connection NUMBER of the last look, which counts as unreported up to here. */
static void take_known(const struct look *last, uint32_t number, const struct end *end,
                       uint64_t nanoseconds, struct rate_ended *ended)
{
    struct sock row = last->rows.rows[number];
    struct text detail = sock_detail(&last->rows.details, &row);

    if (end->ending.reported) {
        row.detail = 0;
        sock_table_append(&ended->known, &row);
        sock_table_add_detail(&ended->known, detail);
        put_ended(&ended->known, &last->items[number], end, nanoseconds);
    }
    if (end->ending.reported || !end->connected)
        ended->unreported--;
}

/** Takes the end of a connection that began since the last look, if it was one. */
static void take_fresh(const struct end *end, uint64_t nanoseconds, struct rate_ended *ended)
{
    const struct final_basis none = final_basis_none();

    if (!end->connected)
        return; // a listener, or an attempt that failed
    if (!end->tuple_known || !end->ending.reported) {
        ended->unreported++;
        return;
    }
    sock_table_append(&ended->fresh, &end->sock);
    ended->fresh.rows[ended->fresh.count - 1].state = STATE_ESTABLISHED;
    put_ended(&ended->fresh, &none, end, nanoseconds);
}

/** Notes which connections of our place have gone without a report: it can come late. */
static void note_overdue(struct rates *rates, const struct look *look)
{
    const struct sock_table *rows = &rates->last.rows;
    uint32_t number = 0;

    idmap_clear(&rates->overdue);
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->rows[i].place == 0 && !find(look, &rows->rows[i], &number))
            idmap_add(&rates->overdue, rows->rows[i].cookie, 0);
    }
}

/** Takes the ends since the last look; keeps those of connections that LOOK still lists. */
static void take_ends(struct rates *rates, const struct look *look, struct rate_ended *ended)
{
    const struct look *last = &rates->last;
    size_t kept = 0;

    for (size_t i = 0; i < rates->end_count; i++) {
        const struct end *end = &rates->ends[i];
        uint32_t number = 0;
        if (find(look, &end->sock, &number))
            rates->ends[kept++] = *end;
        else if (last->taken && find(last, &end->sock, &number))
            take_known(last, number, end, elapsed(last, look, 0), ended);
        else if (last->taken && !idmap_find(&rates->overdue, end->sock.cookie, &number))
            take_fresh(end, elapsed(last, look, 0), ended);
    }
    note_overdue(rates, look);
    rates->end_count = kept;
    ended->lost = last->taken && rates->lost;
    rates->lost = false;
}

void rates_update(struct rates *rates, struct sock_table *table, const struct facts *facts,
                  struct rate_ended *ret_ended)
{
    struct look *last = &rates->last;
    struct look look = look_begin(facts);
    size_t found = 0;

    *ret_ended = (struct rate_ended){0};
    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        struct text detail = sock_detail(&table->details, sock);
        uint32_t number = 0;
        if (!is_counted(sock) || !detail_find(detail, DETAIL_TCP_INFO).bytes)
            continue;
        if (!add(rates, &look, sock, detail) || !find(last, sock, &number))
            continue;
        struct row_rates between =
            rate_between(&last->items[number].counters, &look.items[look.count - 1].counters,
                         elapsed(last, &look, sock->place));
        put_rates(table, i, &between);
        found++;
    }
    ret_ended->unreported = last->count - found;
    take_ends(rates, &look, ret_ended);
    look_free(last);
    *last = look;
}

const struct sock_table *rates_rows(const struct rates *rates)
{
    return &rates->last.rows;
}

void rates_add_bytes(const struct sock_table *table, uint64_t *received, uint64_t *sent)
{
    for (size_t i = 0; i < table->count; i++) {
        struct text block =
            detail_find(sock_detail(&table->details, &table->rows[i]), DETAIL_RATES);
        struct row_rates rates;
        memcpy(&rates, block.bytes, sizeof(rates));
        *received += rates.bytes_received == NOT_KNOWN ? 0 : rates.bytes_received;
        *sent += rates.bytes_sent == NOT_KNOWN ? 0 : rates.bytes_sent;
    }
}
