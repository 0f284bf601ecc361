// SPDX-License-Identifier: MIT
#include "join/siblings.h"

#include "base/alloc.h"
#include "base/compare.h"
#include "sock/detail.h"
#include "sock/siblings.h"

#include <stdlib.h>

/** Compares what siblings share: all but the port. */
static int compare_rows(const void *left, const void *right, void *context)
{
    const struct sock_table *table = context;
    const struct sock *one = &table->rows[*(const uint32_t *)left];
    const struct sock *other = &table->rows[*(const uint32_t *)right];
    int result = compare_numbers(one->place, other->place);

    if (result == 0)
        result = compare_numbers(one->family, other->family);
    if (result == 0)
        result = compare_numbers(one->peer_port, other->peer_port);
    if (result == 0)
        result = address_compare(&one->local, &other->local);
    if (result == 0)
        result = address_compare(&one->peer, &other->peer);
    return result;
}

/** Adds the block to COUNT rows, which are siblings. */
static void put_siblings(struct sock_table *table, const uint32_t *rows, size_t count)
{
    const struct row_siblings siblings = {.time_wait_ports = (uint32_t)count};
    CLEANUP(strbuf_free) struct strbuf block = {0};

    detail_put(&block, DETAIL_SIBLINGS, (struct text){(const char *)&siblings, sizeof(siblings)});
    for (size_t i = 0; i < count; i++)
        sock_table_extend_detail(table, rows[i], strbuf_contents(&block));
}

void siblings_join(struct sock_table *table, struct facts *facts)
{
    uint32_t *rows = alloc_array(table->count + 1, sizeof(*rows));
    size_t count = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        if (sock->proto == PROTO_TCP && sock->state == STATE_TIME_WAIT)
            rows[count++] = (uint32_t)i;
    }
    qsort_r(rows, count, sizeof(*rows), compare_rows, table);
    for (size_t first = 0, next; first < count; first = next) {
        next = first + 1;
        while (next < count && compare_rows(&rows[first], &rows[next], table) == 0)
            next++;
        put_siblings(table, &rows[first], next - first);
    }
    free(rows);
    facts->siblings = true;
}
