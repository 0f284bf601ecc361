// SPDX-License-Identifier: MIT
#include "base/radix.h"

#include <string.h>

#define BYTES sizeof(uint64_t)
#define VALUES 256 // of a byte

/** Up to this number of items, insertion sort is faster than counting bytes. */
#define FEW 48

static void sort_few(struct radix_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct radix_item item = items[i];
        size_t position = i;
        for (; position > 0 && items[position - 1].key > item.key; position--)
            items[position] = items[position - 1];
        items[position] = item;
    }
}

static unsigned byte_of(uint64_t key, size_t byte)
{
    return key >> (8 * byte) & (VALUES - 1);
}

/** Counts how often each byte has each value. */
static void count_values(const struct radix_item *items, size_t count,
                         size_t ret_counts[BYTES][VALUES])
{
    memset(ret_counts, 0, BYTES * sizeof(ret_counts[0]));
    for (size_t i = 0; i < count; i++) {
        for (size_t byte = 0; byte < BYTES; byte++)
            ret_counts[byte][byte_of(items[i].key, byte)]++;
    }
}

/**
 * Moves the items to TARGET in the order of one byte; OFFSETS has the number of items for each of
 * its values.
 */
static void move(const struct radix_item *items, size_t count, size_t byte, size_t offsets[VALUES],
                 struct radix_item *target)
{
    size_t offset = 0;

    for (size_t value = 0; value < VALUES; value++) {
        size_t occurrences = offsets[value];
        offsets[value] = offset;
        offset += occurrences;
    }
    for (size_t i = 0; i < count; i++)
        target[offsets[byte_of(items[i].key, byte)]++] = items[i];
}

void radix_sort(struct radix_item *items, struct radix_item *spare, size_t count)
{
    size_t counts[BYTES][VALUES];
    struct radix_item *from = items;
    struct radix_item *to = spare;

    if (count <= FEW) {
        sort_few(items, count);
        return;
    }
    count_values(items, count, counts);
    for (size_t byte = 0; byte < BYTES; byte++) {
        if (counts[byte][byte_of(from[0].key, byte)] == count)
            continue; // this byte is equal in all keys
        move(from, count, byte, counts[byte], to);
        struct radix_item *moved = to;
        to = from;
        from = moved;
    }
    if (from != items)
        memcpy(items, from, count * sizeof(*items));
}
