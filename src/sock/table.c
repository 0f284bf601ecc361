// SPDX-License-Identifier: MIT
#include "sock/table.h"

#include "base/alloc.h"
#include "base/idmap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define GOLDEN_RATIO 0x9e3779b97f4a7c15ULL // 2^64 divided by it: spreads bits

void sock_table_free(struct sock_table *table)
{
    free(table->rows);
    free(table->order);
    strbuf_free(&table->details);
    *table = (struct sock_table){0};
}

void sock_table_append(struct sock_table *table, const struct sock *sock)
{
    if (table->count == table->capacity)
        table->rows =
            alloc_grow(table->rows, &table->capacity, table->count + 1, sizeof(*table->rows));
    table->rows[table->count++] = *sock;
}

/** Stores a copy of DETAIL, which is not empty, for ROW. */
static void put_detail(struct sock_table *table, struct sock *row, struct text detail)
{
    uint32_t length = (uint32_t)detail.length;
    size_t offset = table->details.length + sizeof(length);

    if (offset > UINT32_MAX || detail.length > UINT32_MAX - offset)
        alloc_failed();
    strbuf_bytes(&table->details, (const char *)&length, sizeof(length));
    strbuf_bytes(&table->details, detail.bytes, length);
    row->detail = (uint32_t)offset;
}

void sock_table_add_detail(struct sock_table *table, struct text detail)
{
    if (detail.length > 0)
        put_detail(table, &table->rows[table->count - 1], detail);
}

void sock_table_extend_detail(struct sock_table *table, size_t index, struct text blocks)
{
    CLEANUP(strbuf_free) struct strbuf both = {0}; // what is there moves as the details grow
    struct text before = sock_detail(&table->details, &table->rows[index]);

    if (before.length > 0) {
        strbuf_bytes(&both, before.bytes, before.length);
        strbuf_bytes(&both, blocks.bytes, blocks.length);
        blocks = strbuf_contents(&both);
    }
    if (blocks.length > 0)
        put_detail(table, &table->rows[index], blocks);
}

struct sock *sock_table_add(struct sock_table *table)
{
    static const struct sock empty;

    sock_table_append(table, &empty);
    return &table->rows[table->count - 1];
}

void sock_table_truncate(struct sock_table *table, size_t count)
{
    if (count == 0)
        strbuf_truncate(&table->details, 0); // also those of rows that were dropped
    for (size_t i = count; i < table->count && table->details.length > 0; i++) {
        if (table->rows[i].detail == 0)
            continue;
        strbuf_truncate(&table->details, table->rows[i].detail - sizeof(uint32_t));
        break;
    }
    if (count < table->count)
        table->count = count;
}

void sock_table_keep(struct sock_table *table, bool (*keep)(void *context, const struct sock *sock),
                     void *context)
{
    size_t kept = 0;

    for (size_t i = 0; i < table->count; i++) {
        if (!keep(context, &table->rows[i]))
            continue;
        if (kept != i)
            table->rows[kept] = table->rows[i];
        kept++;
    }
    table->count = kept;
}

const struct sock *sock_table_at(const struct sock_table *table, size_t position)
{
    return &table->rows[table->order ? table->order[position] : position];
}

/** The order of states in the life of a socket: a higher number is later. */
static const uint8_t stages[] = {
    [STATE_BOUND_INACTIVE] = 1,
    [STATE_LISTEN] = 2,
    [STATE_UNCONNECTED] = 2,
    [STATE_SYN_SENT] = 3,
    [STATE_SYN_RECV] = 3,
    [STATE_NEW_SYN_RECV] = 3,
    [STATE_ESTABLISHED] = 4,
    [STATE_FIN_WAIT_1] = 5,
    [STATE_CLOSE_WAIT] = 5,
    [STATE_FIN_WAIT_2] = 6,
    [STATE_CLOSING] = 6,
    [STATE_LAST_ACK] = 6,
    [STATE_TIME_WAIT] = 7,
    [STATE_CLOSED] = 8,
    [STATE_COOKIE_WAIT] = 3,
    [STATE_COOKIE_ECHOED] = 3,
    [STATE_SHUTDOWN_PENDING] = 5,
    [STATE_SHUTDOWN_RECEIVED] = 5,
    [STATE_SHUTDOWN_SENT] = 6,
    [STATE_SHUTDOWN_ACK_SENT] = 6,
    [STATE_PEER_CLOSE_WAIT_1] = 5,
    [STATE_APP_CLOSE_WAIT_1] = 5,
    [STATE_PEER_CLOSE_WAIT_2] = 6,
    [STATE_APP_CLOSE_WAIT_2] = 6,
    [STATE_APP_FIN_CLOSE_WAIT] = 6,
    [STATE_PEER_FIN_CLOSE_WAIT] = 6,
    [STATE_PEER_ABORT_WAIT] = 7,
    [STATE_PROCESS_ABORT] = 7,
};
static_assert(sizeof(stages) / sizeof(stages[0]) == STATE_COUNT, "a stage a state");

/** Replaces KEPT by OTHER, which is the same socket, if OTHER is in a later state. */
static void keep_later(struct sock *kept, const struct sock *other)
{
    int later =
        (stages[other->state] > stages[kept->state]) - (stages[other->state] < stages[kept->state]);

    // With equal states the later row is unknown: choose one independently of their order.
    if (later > 0 || (later == 0 && sock_compare(other, kept) > 0))
        *kept = *other;
}

/** Returns a hash of the members that identify a socket without a cookie. */
static uint64_t hash_of(const struct sock *sock)
{
    uint64_t hash = sock->inode;
    uint64_t halves[4];

    memcpy(halves, &sock->local, sizeof(sock->local));
    memcpy(halves + 2, &sock->peer, sizeof(sock->peer));
    for (size_t i = 0; i < 4; i++)
        hash = (hash ^ halves[i]) * GOLDEN_RATIO;
    hash = (hash ^ ((uint64_t)sock->local_port << 32 | sock->peer_port)) * GOLDEN_RATIO;
    hash ^= (uint64_t)sock->place << 32 | (uint64_t)sock->proto << 16 |
            (uint64_t)sock->family << 8 | (uint64_t)sock->association << 7 | sock->state;
    return hash * GOLDEN_RATIO;
}

/**
 * Sets *RET_KEY to a number that is equal for all rows of the socket; returns false if nothing
 * identifies it.
 */
static inline bool identity(const struct sock *sock, uint64_t *ret_key)
{
    static const uint64_t is_hash = 1ULL << 63; // cookies count from 1 and stay below

    if (sock->have & HAVE_COOKIE)
        *ret_key = sock->cookie ^ (uint64_t)sock->place << 46;
    else if (sock->have & HAVE_INODE)
        *ret_key = is_hash | hash_of(sock) >> 1;
    else
        return false;
    return true;
}

/** Returns true if two rows of one dump are the same socket; only a cookie outlasts a state. */
static bool is_same(const struct sock *one, const struct sock *other)
{
    return sock_is_same(one, other) && ((one->have & HAVE_COOKIE) || one->state == other->state);
}

/**
 * A Bloom filter with one hash function, for keys that occur twice: `once` has a bit for each key
 * seen, `twice` one for each key whose bit was set already. Small enough to stay in the cache,
 * unlike a map.
 */
struct repeat_filter {
    uint64_t *once;
    uint64_t *twice;
    unsigned shift; /**< leaves the number of a bit of the product */
    bool found;     /**< some bit of `twice` is set */
};

#define BITS_PER_ROW 16

static struct repeat_filter repeat_filter_new(size_t rows)
{
    unsigned bits = 6; // one word

    while ((size_t)1 << bits < BITS_PER_ROW * rows)
        bits++;
    size_t words = (size_t)1 << (bits - 6);
    return (struct repeat_filter){.once = alloc_hash(words, sizeof(uint64_t)),
                                  .twice = alloc_array(words, sizeof(uint64_t)),
                                  .shift = 64 - bits};
}

static void repeat_filter_free(struct repeat_filter *repeats)
{
    free(repeats->once);
    free(repeats->twice);
}

static size_t bit_of(const struct repeat_filter *repeats, uint64_t key)
{
    return (size_t)(key * GOLDEN_RATIO >> repeats->shift);
}

static bool bit_at(const uint64_t *bits, size_t bit)
{
    return bits[bit / 64] >> bit % 64 & 1;
}

static void set_bit(uint64_t *bits, size_t bit)
{
    bits[bit / 64] |= (uint64_t)1 << bit % 64;
}

/** Adds the keys of all rows of TABLE. */
static void note_keys(struct repeat_filter *repeats, const struct sock_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        uint64_t key = 0;
        if (!identity(&table->rows[i], &key))
            continue;
        size_t bit = bit_of(repeats, key);
        if (bit_at(repeats->once, bit)) {
            set_bit(repeats->twice, bit);
            repeats->found = true;
        }
        set_bit(repeats->once, bit);
    }
}

/**
 * Returns true if SOCK was seen before; the row that was kept then gets the later of both states.
 * Otherwise notes in SEEN that it becomes row number NEXT.
 */
static bool merge(struct sock_table *table, const struct sock *sock,
                  const struct repeat_filter *repeats, struct idmap *seen, size_t next)
{
    uint64_t key = 0;
    uint32_t kept = 0;

    if (!identity(sock, &key) || !bit_at(repeats->twice, bit_of(repeats, key)))
        return false;
    if (idmap_find(seen, key, &kept) && is_same(&table->rows[kept], sock)) {
        keep_later(&table->rows[kept], sock);
        return true;
    }
    idmap_add(seen, key, (uint32_t)next);
    return false;
}

size_t sock_table_drop_duplicates(struct sock_table *table)
{
    return sock_table_drop_duplicates_of(table, NULL, NULL);
}

size_t sock_table_drop_duplicates_of(struct sock_table *table,
                                     bool (*counts)(const void *context, const struct sock *sock),
                                     const void *context)
{
    CLEANUP(idmap_free) struct idmap seen = {0};
    CLEANUP(repeat_filter_free)
    struct repeat_filter repeats = repeat_filter_new(table->count);
    size_t kept = 0;
    size_t dropped = 0;

    note_keys(&repeats, table);
    for (size_t i = 0; i < table->count && repeats.found; i++) {
        if (merge(table, &table->rows[i], &repeats, &seen, kept)) {
            dropped += !counts || counts(context, &table->rows[i]);
            continue;
        }
        if (kept != i)
            table->rows[kept] = table->rows[i];
        kept++;
    }
    if (!repeats.found)
        return 0;
    table->count = kept;
    return dropped;
}
