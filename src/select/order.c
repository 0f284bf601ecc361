// SPDX-License-Identifier: MIT
#include "select/order.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define MOST_KEYS 64 // bits of sorting.descending

void sorting_free(struct sorting *sorting)
{
    field_list_free(&sorting->keys);
    *sorting = (struct sorting){0};
}

void sorting_add(struct sorting *sorting, const struct field *field, bool descending)
{
    size_t number = sorting->keys.count;

    if (number < MOST_KEYS && field_list_add(&sorting->keys, field) && descending)
        sorting->descending |= (uint64_t)1 << number;
}

bool sorting_parse(struct sorting *sorting, const struct field_list *offered, const char *list)
{
    struct text keys = text_of(list);

    if (text_is(keys, "none")) {
        sorting->as_collected = true;
        return true;
    }
    while (keys.bytes) {
        bool descending = keys.length > 0 && *keys.bytes == '-';
        if (descending)
            keys = text_skip(keys, 1);
        const struct field *field = field_list_take(offered, "sort", &keys);
        if (!field)
            return false;
        sorting_add(sorting, field, descending);
    }
    return true;
}

unsigned sorting_needs(const struct sorting *sorting)
{
    unsigned needs = 0;

    for (size_t i = 0; i < sorting->keys.count; i++) {
        const struct field *field = sorting->keys.fields[i];
        // Addresses and ports are compared as numbers, whatever names they are shown by.
        if (field->type != VALUE_ENDPOINT)
            needs |= field_needs(field, NULL);
    }
    return needs;
}

static int compare_numbers(uint64_t one, uint64_t other)
{
    return (one > other) - (one < other);
}

static int compare_texts(struct text one, struct text other)
{
    size_t common = one.length < other.length ? one.length : other.length;
    int result = common > 0 ? memcmp(one.bytes, other.bytes, common) : 0;

    return result ? result : compare_numbers(one.length, other.length);
}

static int compare_ends(const struct value *one, const struct value *other)
{
    int result = compare_numbers(one->address.family, other->address.family);

    if (result == 0)
        result = address_compare(one->address.bytes, other->address.bytes);
    if (result == 0)
        result = compare_numbers(one->address.port, other->address.port);
    return result;
}

/** Two lists of processes: by the first that differ; a list that ends sooner comes first. */
static int compare_holders(const struct value *one, const struct value *other,
                           const struct owners *owners)
{
    const struct holder *left = one->holders;
    const struct holder *right = other->holders;

    for (; left && right; left = owners_next(owners, left), right = owners_next(owners, right)) {
        const struct process *mine = &owners->processes[left->process];
        const struct process *theirs = &owners->processes[right->process];
        int result = one->type == VALUE_PIDS
                         ? 0
                         : compare_texts(owners_comm(owners, mine), owners_comm(owners, theirs));
        if (result == 0)
            result = compare_numbers(mine->pid, theirs->pid);
        if (result != 0)
            return result;
    }
    return compare_numbers(left != NULL, right != NULL);
}

/** Two values of one field, neither of which is absent. */
static int compare_values(const struct value *one, const struct value *other,
                          const struct owners *owners)
{
    switch (one->type) {
    case VALUE_WORD:
        return strcmp(one->word, other->word);
    case VALUE_NAME:
        return compare_texts(one->name, other->name);
    case VALUE_ADDRESS:
    case VALUE_ENDPOINT:
        return compare_ends(one, other);
    case VALUE_PROCESSES:
    case VALUE_PIDS:
    case VALUE_COMMS:
        return compare_holders(one, other, owners);
    default:
        return compare_numbers(one->number, other->number);
    }
}

/** What rows are compared by. */
struct comparison {
    const struct sock *rows;
    const struct facts *facts;
    const struct sorting *sorting;
};

static int compare_by_key(const struct comparison *by, size_t key, const struct sock *one,
                          const struct sock *other)
{
    const struct field *field = by->sorting->keys.fields[key];
    struct value left = field->value(one, by->facts);
    struct value right = field->value(other, by->facts);

    if (value_is_absent(&left) || value_is_absent(&right))
        return compare_numbers(value_is_absent(&left), value_is_absent(&right));
    int result = compare_values(&left, &right, &by->facts->owners);
    return by->sorting->descending >> key & 1 ? -result : result;
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
    const struct comparison *by = context;
    uint32_t left = *(const uint32_t *)one;
    uint32_t right = *(const uint32_t *)other;
    int result = 0;

    for (size_t key = 0; key < by->sorting->keys.count && result == 0; key++)
        result = compare_by_key(by, key, &by->rows[left], &by->rows[right]);
    if (result == 0)
        result = compare_socks(&by->rows[left], &by->rows[right]);
    return result ? result : compare_numbers(left, right);
}

void order(struct sock_table *table, const struct facts *facts, const struct sorting *sorting)
{
    struct comparison by = {table->rows, facts, sorting};

    free(table->order);
    table->order = NULL;
    if (sorting->as_collected)
        return;
    table->order = alloc_array(table->count, sizeof(*table->order));
    for (size_t i = 0; i < table->count; i++)
        table->order[i] = (uint32_t)i;
    qsort_r(table->order, table->count, sizeof(*table->order), compare_places, &by);
}
