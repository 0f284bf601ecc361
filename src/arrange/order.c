// SPDX-License-Identifier: MIT
#include "arrange/order.h"

#include "base/alloc.h"
#include "base/compare.h"
#include "base/radix.h"

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

bool sorting_parse(struct sorting *sorting, const struct field_list *offered, const char *list,
                   struct user_error *error)
{
    struct text keys = text_of(list);

    if (text_is_like(keys, "none")) {
        sorting->as_collected = true;
        return true;
    }
    while (keys.bytes) {
        bool descending = *keys.bytes == '-'; // a NUL ends the list
        if (descending)
            keys = text_skip(keys, 1);
        const struct field *field = field_list_take(offered, "sort", &keys, error);
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
        // Addresses and ports are compared as numbers, even if they are shown as names.
        if (!value_classes[field->type].needs_only_text)
            needs |= field_needs(field, NULL);
    }
    return needs;
}

/** Rows while they are sorted. */
struct ordering {
    const struct sock_table *table;
    const struct facts *facts;
    struct radix_item *items; /**< one per row, in the order so far */
    struct radix_item *spare; /**< space for as many */
};

static const struct sock *row_of(const struct ordering *ordering, const struct radix_item *item)
{
    return &ordering->table->rows[item->index];
}

static struct text name_of(const struct ordering *ordering, const struct sock *sock)
{
    if (sock->detail == 0 || !family_has_names(sock->family))
        return (struct text){0};
    return detail_find(sock_detail(&ordering->table->details, sock), DETAIL_NAME);
}

#define AHEAD 16 // items whose rows are prefetched before they are read

/**
 * Prefetches the row of item 2 * AHEAD, and the detail of the one of item AHEAD. ITEMS has COUNT
 * items. Their rows are in no order, so that each would be a cache miss.
 */
static void look_ahead(const struct ordering *ordering, const struct radix_item *items,
                       size_t count)
{
    if (count <= 2 * AHEAD)
        return;
    const struct sock *later = row_of(ordering, &items[2 * AHEAD]);
    __builtin_prefetch(later);
    __builtin_prefetch((const char *)later + sizeof(*later) - 1);
    const struct sock *sooner = row_of(ordering, &items[AHEAD]);
    if (sooner->detail && family_has_names(sooner->family))
        __builtin_prefetch(ordering->table->details.data + sooner->detail);
}

/** Sorts COUNT items by number LEVEL of the order; returns the length of the longest name. */
static size_t sort_by_level(struct ordering *ordering, struct radix_item *items, size_t count,
                            unsigned level)
{
    size_t longest = 0;
    uint64_t differences = 0;

    for (size_t i = 0; i < count; i++) {
        look_ahead(ordering, items + i, count - i);
        const struct sock *sock = row_of(ordering, &items[i]);
        struct text name = name_of(ordering, sock);
        items[i].key = sock_order_key(sock, name, level);
        differences |= items[i].key ^ items[0].key;
        longest = name.length > longest ? name.length : longest;
    }
    if (differences != 0)
        radix_sort(items, ordering->spare, count);
    return longest;
}

/** Sorts COUNT items from number FIRST on, which are alike in all levels before LEVEL. */
static void sort_by_default(struct ordering *ordering, size_t first, size_t count, unsigned level)
{
    struct radix_item *items = ordering->items + first;
    size_t longest = sort_by_level(ordering, items, count, level);

    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        while (end < count && items[end].key == items[start].key)
            end++;
        if (end - start == 1)
            continue;
        unsigned next = sock_next_order_level(row_of(ordering, &items[start]), longest, level);
        if (next < ORDER_LEVELS)
            sort_by_default(ordering, first + start, end - start, next);
    }
}

/** One sort key of the user. */
struct key {
    const struct field *field;
    bool descending;
};

/** Returns a sort key for a value of an integer field; absent values come last. */
static uint64_t integer_key(const struct value *value, bool descending)
{
    uint64_t number = value->number < UINT64_MAX ? value->number : UINT64_MAX - 1;

    if (value_is_absent(value))
        return UINT64_MAX;
    return descending ? UINT64_MAX - 1 - number : number;
}

static void sort_by_integer(struct ordering *ordering, struct key key)
{
    for (size_t i = 0; i < ordering->table->count; i++) {
        const struct sock *sock = row_of(ordering, &ordering->items[i]);
        struct value value = field_value(key.field, sock, ordering->facts);
        ordering->items[i].key = integer_key(&value, key.descending);
    }
    radix_sort(ordering->items, ordering->spare, ordering->table->count);
}

/** The context of comparing two items. */
struct comparison {
    const struct ordering *ordering;
    struct key key;
};

static struct value value_of(const struct ordering *ordering, const struct radix_item *item,
                             const struct key *key)
{
    return field_value(key->field, row_of(ordering, item), ordering->facts);
}

/** Compares the values of two items, which are present, in ascending order. */
static int compare_values(const struct ordering *ordering, const struct radix_item *one,
                          const struct radix_item *other, const struct key *key)
{
    struct value left = value_of(ordering, one, key);
    struct value right = value_of(ordering, other, key);

    return value_classes[left.type].compare(&left, &right, ordering->facts);
}

static int compare_items(const void *one, const void *other, void *context)
{
    const struct comparison *by = context;
    const struct radix_item *items[] = {one, other};
    int result = compare_values(by->ordering, one, other, &by->key);

    if (result != 0)
        return by->key.descending ? -result : result;
    return compare_numbers(items[0]->key, items[1]->key);
}

/** Returns true if COUNT items have the same value. */
static bool are_equal(const struct ordering *ordering, const struct radix_item *items, size_t count,
                      const struct key *key)
{
    for (size_t i = 1; i < count; i++) {
        if (compare_values(ordering, &items[0], &items[i], key) != 0)
            return false;
    }
    return true;
}

/** Items with consecutive numbers. */
struct run {
    size_t first, count;
};

static void sort_by_comparing(struct ordering *ordering, struct run run, const struct key *key)
{
    struct radix_item *items = ordering->items + run.first;
    struct comparison by = {ordering, *key};

    for (size_t i = 0; i < run.count; i++)
        items[i].key = i;
    qsort_r(items, run.count, sizeof(*items), compare_items, &by);
}

/** Sorts the items of a run, whose values are present and alike in all levels before LEVEL. */
static void sort_by_levels(struct ordering *ordering, struct run run, const struct key *key,
                           unsigned level)
{
    const struct value_class *class = &value_classes[key->field->type];
    struct radix_item *items = ordering->items + run.first;

    if (are_equal(ordering, items, run.count, key))
        return;
    if (!class->key || level == VALUE_LEVELS) {
        sort_by_comparing(ordering, run, key);
        return;
    }
    for (size_t i = 0; i < run.count; i++) {
        struct value value = value_of(ordering, &items[i], key);
        uint64_t number = class->key(&value, level, ordering->facts);
        items[i].key = key->descending ? ~number : number;
    }
    radix_sort(items, ordering->spare, run.count);
    for (size_t start = 0, end; start < run.count; start = end) {
        end = start + 1;
        while (end < run.count && items[end].key == items[start].key)
            end++;
        if (end - start > 1)
            sort_by_levels(ordering, (struct run){run.first + start, end - start}, key, level + 1);
    }
}

/** Sorts by names, lists or addresses; the sort is stable. Absent values come last. */
static void sort_by_value(struct ordering *ordering, struct key key)
{
    size_t count = ordering->table->count;
    size_t present = 0;

    for (size_t i = 0; i < count; i++) {
        struct value value = value_of(ordering, &ordering->items[i], &key);
        ordering->items[i].key = value_is_absent(&value);
        present += !value_is_absent(&value);
    }
    radix_sort(ordering->items, ordering->spare, count);
    sort_by_levels(ordering, (struct run){0, present}, &key, 0);
}

void order(struct sock_table *table, const struct facts *facts, const struct sorting *sorting)
{
    struct ordering ordering = {.table = table, .facts = facts};

    free(table->order);
    table->order = NULL;
    if (sorting->as_collected)
        return;
    ordering.items = alloc_array(2 * table->count, sizeof(*ordering.items));
    ordering.spare = ordering.items + table->count;
    for (size_t i = 0; i < table->count; i++)
        ordering.items[i].index = (uint32_t)i;
    sort_by_default(&ordering, 0, table->count, 0);
    // The last key first: each sort is stable.
    for (size_t i = sorting->keys.count; i > 0; i--) {
        struct key key = {sorting->keys.fields[i - 1], sorting->descending >> (i - 1) & 1};
        if (value_classes[key.field->type].is_number)
            sort_by_integer(&ordering, key);
        else
            sort_by_value(&ordering, key);
    }
    table->order = alloc_array(table->count, sizeof(*table->order));
    for (size_t i = 0; i < table->count; i++)
        table->order[i] = ordering.items[i].index;
    free(ordering.items);
}
