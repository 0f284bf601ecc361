// SPDX-License-Identifier: MIT
#include "select/order.h"

#include "base/alloc.h"

#include <stdlib.h>

static int compare_numbers(unsigned one, unsigned other)
{
    return (one > other) - (one < other);
}

static int compare_addresses(const struct sock *one, const struct sock *other)
{
    int result = compare_numbers(one->family, other->family);

    if (result == 0)
        result = address_compare(&one->local, &other->local);
    if (result == 0)
        result = address_compare(&one->peer, &other->peer);
    return result;
}

static int compare_socks(const struct sock *one, const struct sock *other)
{
    int result = compare_numbers(!sock_is_listening(one), !sock_is_listening(other));

    if (result == 0)
        result = compare_numbers(one->proto, other->proto);
    if (result == 0)
        result = compare_numbers(one->local_port, other->local_port);
    if (result == 0)
        result = compare_addresses(one, other);
    if (result == 0)
        result = compare_numbers(one->peer_port, other->peer_port);
    return result;
}

static int compare_places(const void *one, const void *other, void *context)
{
    const struct sock *rows = context;
    uint32_t left = *(const uint32_t *)one;
    uint32_t right = *(const uint32_t *)other;
    int result = compare_socks(&rows[left], &rows[right]);

    return result ? result : compare_numbers(left, right);
}

void order_default(struct sock_table *table)
{
    free(table->order);
    table->order = alloc_array(table->count, sizeof(*table->order));
    for (size_t i = 0; i < table->count; i++)
        table->order[i] = (uint32_t)i;
    qsort_r(table->order, table->count, sizeof(*table->order), compare_places, table->rows);
}
