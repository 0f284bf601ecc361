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

void sock_table_add_detail(struct sock_table *table, struct text detail)
{
    uint32_t length = (uint32_t)detail.length;
    size_t offset = table->details.length + sizeof(length);

    if (detail.length == 0)
        return;
    if (offset > UINT32_MAX || detail.length > UINT32_MAX - offset)
        alloc_failed();
    strbuf_bytes(&table->details, (const char *)&length, sizeof(length));
    strbuf_bytes(&table->details, detail.bytes, length);
    table->rows[table->count - 1].detail = (uint32_t)offset;
}

struct text sock_detail(const struct strbuf *details, const struct sock *sock)
{
    uint32_t length = 0;

    if (sock->detail == 0)
        return (struct text){0};
    memcpy(&length, details->data + sock->detail - sizeof(length), sizeof(length));
    return (struct text){details->data + sock->detail, length};
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

const struct sock *sock_table_at(const struct sock_table *table, size_t place)
{
    return &table->rows[table->order ? table->order[place] : place];
}

/** How far a socket is in its life: of two states of one socket, the one further on is later. */
static const uint8_t stages[] = {
    [STATE_BOUND_INACTIVE] = 1, [STATE_LISTEN] = 2,     [STATE_UNCONNECTED] = 2,
    [STATE_SYN_SENT] = 3,       [STATE_SYN_RECV] = 3,   [STATE_NEW_SYN_RECV] = 3,
    [STATE_ESTABLISHED] = 4,    [STATE_FIN_WAIT_1] = 5, [STATE_CLOSE_WAIT] = 5,
    [STATE_FIN_WAIT_2] = 6,     [STATE_CLOSING] = 6,    [STATE_LAST_ACK] = 6,
    [STATE_TIME_WAIT] = 7,      [STATE_CLOSED] = 8,
};
static_assert(sizeof(stages) / sizeof(stages[0]) == STATE_COUNT, "a stage a state");

/** Replaces KEPT by OTHER, which is the same socket, if OTHER is in a later state. */
static void keep_later(struct sock *kept, const struct sock *other)
{
    int later =
        (stages[other->state] > stages[kept->state]) - (stages[other->state] < stages[kept->state]);

    // In equal states nothing tells which came first: take the one that a set of both decides on.
    if (later > 0 || (later == 0 && sock_compare(other, kept) > 0))
        *kept = *other;
}

/** A hash of what identifies a socket that has no cookie. */
static uint64_t hash_of(const struct sock *sock)
{
    uint64_t hash = sock->inode;
    uint64_t halves[4];

    memcpy(halves, &sock->local, sizeof(sock->local));
    memcpy(halves + 2, &sock->peer, sizeof(sock->peer));
    for (size_t i = 0; i < 4; i++)
        hash = (hash ^ halves[i]) * GOLDEN_RATIO;
    hash = (hash ^ ((uint64_t)sock->local_port << 32 | sock->peer_port)) * GOLDEN_RATIO;
    hash ^= (uint64_t)sock->proto << 16 | (uint64_t)sock->family << 8 | sock->state;
    return hash * GOLDEN_RATIO;
}

/** Sets *RET_KEY to a number that all rows of the socket have; false when nothing identifies it. */
static bool identity(const struct sock *sock, uint64_t *ret_key)
{
    static const uint64_t is_hash = 1ULL << 63; // cookies count from 1 and stay below

    if (sock->have & HAVE_COOKIE)
        *ret_key = sock->cookie;
    else if (sock->have & HAVE_INODE)
        *ret_key = is_hash | hash_of(sock) >> 1;
    else
        return false;
    return true;
}

/** True when two rows with equal keys of identity() are one socket. */
static bool is_same(const struct sock *one, const struct sock *other)
{
    if (one->have & HAVE_COOKIE)
        return (other->have & HAVE_COOKIE) && one->cookie == other->cookie;
    return !(other->have & HAVE_COOKIE) && one->inode == other->inode &&
           one->proto == other->proto && one->family == other->family &&
           one->state == other->state && one->local_port == other->local_port &&
           one->peer_port == other->peer_port && address_compare(&one->local, &other->local) == 0 &&
           address_compare(&one->peer, &other->peer) == 0;
}

/**
 * Which sockets may have come twice: a bit for each of many more places than there are rows, and
 * another one where two rows meet. Small enough to stay in the cache, where a map would not.
 */
struct sieve {
    uint64_t *once;
    uint64_t *twice;
    unsigned shift; /**< leaves of a product as many bits as number the places */
    bool met;       /**< two rows did, somewhere */
};

#define PLACES_PER_ROW 16

static struct sieve sieve_for(size_t rows)
{
    unsigned bits = 6; // one word

    while ((size_t)1 << bits < PLACES_PER_ROW * rows)
        bits++;
    size_t words = (size_t)1 << (bits - 6);
    struct sieve sieve = {.once = alloc_array(2 * words, sizeof(uint64_t)), .shift = 64 - bits};
    sieve.twice = sieve.once + words;
    return sieve;
}

static void sieve_free(struct sieve *sieve)
{
    free(sieve->once);
}

static size_t place_of(const struct sieve *sieve, uint64_t key)
{
    return (size_t)(key * GOLDEN_RATIO >> sieve->shift);
}

static bool bit_at(const uint64_t *bits, size_t place)
{
    return bits[place / 64] >> place % 64 & 1;
}

static void set_bit(uint64_t *bits, size_t place)
{
    bits[place / 64] |= (uint64_t)1 << place % 64;
}

/** Notes every row of TABLE from number FROM on. */
static void sift(struct sieve *sieve, const struct sock_table *table, size_t from)
{
    for (size_t i = from; i < table->count; i++) {
        uint64_t key = 0;
        if (!identity(&table->rows[i], &key))
            continue;
        size_t place = place_of(sieve, key);
        if (bit_at(sieve->once, place)) {
            set_bit(sieve->twice, place);
            sieve->met = true;
        }
        set_bit(sieve->once, place);
    }
}

/** True when SOCK is one of those seen before; of that, the row in the later state is kept. */
static bool merge(struct sock_table *table, const struct sock *sock, const struct idmap *seen,
                  uint64_t key)
{
    uint32_t kept = 0;

    if (!idmap_find(seen, key, &kept) || !is_same(&table->rows[kept], sock))
        return false;
    keep_later(&table->rows[kept], sock);
    return true;
}

size_t sock_table_drop_duplicates(struct sock_table *table, size_t from)
{
    CLEANUP(idmap_free) struct idmap seen = {0};
    CLEANUP(sieve_free) struct sieve sieve = sieve_for(table->count - from);
    size_t kept = from;

    sift(&sieve, table, from);
    for (size_t i = from; i < table->count && sieve.met; i++) {
        uint64_t key = 0;
        if (identity(&table->rows[i], &key) && bit_at(sieve.twice, place_of(&sieve, key))) {
            if (merge(table, &table->rows[i], &seen, key))
                continue;
            idmap_add(&seen, key, (uint32_t)kept);
        }
        if (kept != i)
            table->rows[kept] = table->rows[i];
        kept++;
    }
    if (!sieve.met)
        return 0;
    size_t dropped = table->count - kept;
    table->count = kept;
    return dropped;
}
