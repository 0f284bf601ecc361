// SPDX-License-Identifier: MIT
#include "arrange/relate.h"

#include "base/alloc.h"
#include "base/compare.h"
#include "base/idmap.h"
#include "sock/ends_known.h"
#include "sock/finding.h"

#include <stdlib.h>

/** What a row is compared by; the first member decides. */
struct related {
    uint32_t group_rank; /**< of the most severe finding of its group; see rank_of */
    uint32_t group;      /**< position of the first row of its group */
    uint32_t rank;       /**< 0: a listener; else by its own most severe finding */
    uint32_t kind;       /**< see kind_of */
    uint32_t position;   /**< in the order so far */
    uint32_t row;
};

struct relation {
    const struct sock_table *table;
    const struct facts *facts;
    uint32_t *leaders;    /**< by position: another one of its group, or itself: the lowest one */
    uint32_t *listeners;  /**< by number of the listener: position + 1 of a row of its group */
    struct idmap cookies; /**< of rows: positions */
};

static void relation_free(struct relation *relation)
{
    free(relation->leaders);
    free(relation->listeners);
    idmap_free(&relation->cookies);
}

/** Returns the lowest position of the group. */
static uint32_t leader_of(struct relation *relation, uint32_t position)
{
    uint32_t *leaders = relation->leaders;

    while (leaders[position] != position) {
        leaders[position] = leaders[leaders[position]];
        position = leaders[position];
    }
    return position;
}

static void unite(struct relation *relation, uint32_t one, uint32_t other)
{
    uint32_t first = leader_of(relation, one);
    uint32_t second = leader_of(relation, other);

    relation->leaders[first < second ? second : first] = first < second ? first : second;
}

/** Unites the row with others of listener NUMBER + 1; 0: none. */
static void unite_by_listener(struct relation *relation, uint32_t position, uint32_t number)
{
    if (number == 0)
        return;
    uint32_t *other = &relation->listeners[number - 1];
    if (*other)
        unite(relation, position, *other - 1);
    *other = *other ? *other : position + 1;
}

/** Returns 0 for the most severe finding, and more for less severe ones. */
static uint32_t rank_of(const struct sock *sock, const struct facts *facts)
{
    finding_set set = findings_of(sock, facts);

    return set ? (uint32_t)__builtin_ctz(set) : FINDING_COUNT;
}

/** Returns the same number for sockets of which the same is said, apart from figures. */
static uint32_t kind_of(const struct sock *sock, const struct facts *facts)
{
    struct row_ends ends = ends_known(sock, facts);

    return (uint32_t)ends.role << 24 | (uint32_t)sock->state << 16 | (uint32_t)ends.match << 8 |
           (sock->have & HAVE_INODE ? 1 : 0);
}

static void find_groups(struct relation *relation)
{
    uint32_t other = 0;

    for (uint32_t i = 0; i < relation->table->count; i++) {
        const struct sock *sock = sock_table_at(relation->table, i);
        relation->leaders[i] = i;
        if (sock->have & HAVE_COOKIE)
            idmap_add(&relation->cookies, sock->cookie, i);
    }
    for (uint32_t i = 0; i < relation->table->count; i++) {
        struct row_ends ends = ends_known(sock_table_at(relation->table, i), relation->facts);
        unite_by_listener(relation, i, ends.listener);
        unite_by_listener(relation, i, ends.peer_listener);
        if (ends.has_peer_cookie && idmap_find(&relation->cookies, ends.peer_cookie, &other))
            unite(relation, i, other);
    }
}

static int compare(const void *left, const void *right)
{
    const struct related *one = left;
    const struct related *other = right;

    int result = compare_numbers(one->group_rank, other->group_rank);

    if (result == 0)
        result = compare_numbers(one->group, other->group);
    if (result == 0)
        result = compare_numbers(one->rank, other->rank);
    if (result == 0)
        result = compare_numbers(one->kind, other->kind);
    return result ? result : compare_numbers(one->position, other->position);
}

void relate(struct sock_table *table, const struct facts *facts)
{
    size_t count = table->count;
    CLEANUP(relation_free)
    struct relation relation = {.table = table,
                                .facts = facts,
                                .leaders = alloc_array(count + 1, sizeof(uint32_t)),
                                .listeners =
                                    alloc_array(facts->listeners.count + 1, sizeof(uint32_t))};
    struct related *rows = alloc_array(count + 1, sizeof(*rows));
    uint32_t *best = alloc_array(count + 1, sizeof(*best));

    find_groups(&relation);
    for (uint32_t i = 0; i < count; i++) {
        const struct sock *sock = sock_table_at(table, i);
        uint32_t leader = leader_of(&relation, i);
        uint32_t rank = rank_of(sock, facts);
        rows[i] = (struct related){.group = leader,
                                   .rank = sock->state == STATE_LISTEN ? 0 : rank + 1,
                                   .kind = kind_of(sock, facts),
                                   .position = i,
                                   .row = (uint32_t)(sock - table->rows)};
        if (i == leader || rank < best[leader])
            best[leader] = rank;
    }
    for (uint32_t i = 0; i < count; i++)
        rows[i].group_rank = best[rows[i].group];
    qsort(rows, count, sizeof(*rows), compare);
    free(table->order);
    table->order = alloc_array(count, sizeof(*table->order));
    for (uint32_t i = 0; i < count; i++)
        table->order[i] = rows[i].row;
    free(rows);
    free(best);
}
