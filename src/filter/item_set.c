// SPDX-License-Identifier: MIT
#include "filter/item_set.h"

#include "base/alloc.h"
#include "base/intern.h"

#include <stdlib.h>
#include <string.h>

struct range {
    uint64_t low, high;
};

/** What identifies the addresses of an item. All bytes count, so that it can be a key. */
struct end_key {
    struct address address; /**< the bits after the prefix are 0 */
    uint16_t port;          /**< 0 unless `ported` */
    uint8_t family;
    uint8_t bits;
    uint8_t ported; /**< the item has one port */
    uint8_t unused;
};

/** The items with prefixes of one length; of one family. */
struct shape {
    uint8_t family;
    uint8_t bits;
    uint8_t ported;
};

struct item_set {
    struct range *ranges; /**< in ascending order, without common numbers */
    size_t range_count, range_capacity;
    struct intern texts;
    struct intern ends; /**< of struct end_key */
    struct shape *shapes;
    size_t shape_count, shape_capacity;
};

bool item_set_takes(const struct item *item)
{
    const struct host_item *host = &item->host;

    if (item->type == ITEM_HOST)
        return !host->any_family && !host->not_mapped && host->device == 0 &&
               (host->any_port || host->low == host->high);
    return item->type == ITEM_RANGE || item->type == ITEM_TEXT;
}

static struct text bytes_of(const struct end_key *key)
{
    return (struct text){(const char *)key, sizeof(*key)};
}

/** Returns the key of an address with this shape, and of PORT if the shape has ports. */
static struct end_key key_of(const struct shape *shape, const struct address *address,
                             uint16_t port)
{
    struct end_key key = {.port = shape->ported ? port : 0,
                          .family = shape->family,
                          .bits = shape->bits,
                          .ported = shape->ported};
    unsigned whole = shape->bits / 8;

    memcpy(key.address.bytes, address->bytes, whole);
    if (shape->bits % 8)
        key.address.bytes[whole] = address->bytes[whole] & (uint8_t)(0xff00U >> shape->bits % 8);
    return key;
}

static void add_shape(struct item_set *set, const struct shape *shape)
{
    for (size_t i = 0; i < set->shape_count; i++) {
        const struct shape *other = &set->shapes[i];
        if (other->family == shape->family && other->bits == shape->bits &&
            other->ported == shape->ported)
            return;
    }
    set->shapes =
        alloc_grow(set->shapes, &set->shape_capacity, set->shape_count + 1, sizeof(*set->shapes));
    set->shapes[set->shape_count++] = *shape;
}

static void add_host(struct item_set *set, const struct host_item *host)
{
    const struct shape shape = {host->family, host->bits, !host->any_port};
    const struct end_key key = key_of(&shape, &host->address, host->low);
    uint32_t ignored = 0;

    add_shape(set, &shape);
    intern_add(&set->ends, bytes_of(&key), &ignored);
}

static int compare_ranges(const void *one, const void *other)
{
    const struct range *left = one;
    const struct range *right = other;

    return (left->low > right->low) - (left->low < right->low);
}

/** Sorts the ranges, and unites those with common numbers. */
static void sort_ranges(struct item_set *set)
{
    size_t kept = 0;

    if (set->range_count == 0)
        return;
    qsort(set->ranges, set->range_count, sizeof(*set->ranges), compare_ranges);
    for (size_t i = 1; i < set->range_count; i++) {
        struct range *last = &set->ranges[kept];
        if (set->ranges[i].low > last->high)
            set->ranges[++kept] = set->ranges[i];
        else if (set->ranges[i].high > last->high)
            last->high = set->ranges[i].high;
    }
    set->range_count = kept + 1;
}

struct item_set *item_set_new(const struct item *items, size_t count)
{
    struct item_set *set = alloc_array(1, sizeof(*set));
    uint32_t ignored = 0;

    for (size_t i = 0; i < count; i++) {
        const struct item *item = &items[i];
        if (!item_set_takes(item))
            continue;
        if (item->type == ITEM_HOST) {
            add_host(set, &item->host);
        } else if (item->type == ITEM_TEXT) {
            intern_add(&set->texts, item->text, &ignored);
        } else {
            set->ranges = alloc_grow(set->ranges, &set->range_capacity, set->range_count + 1,
                                     sizeof(*set->ranges));
            set->ranges[set->range_count++] = (struct range){item->range.low, item->range.high};
        }
    }
    sort_ranges(set);
    return set;
}

void item_set_free(struct item_set *set)
{
    if (!set)
        return;
    free(set->ranges);
    free(set->shapes);
    intern_free(&set->texts);
    intern_free(&set->ends);
    free(set);
}

bool item_set_has_number(const struct item_set *set, uint64_t number)
{
    size_t first = 0;
    size_t end = set->range_count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (set->ranges[middle].high < number)
            first = middle + 1;
        else
            end = middle;
    }
    return first < set->range_count && set->ranges[first].low <= number;
}

bool item_set_has_text(const struct item_set *set, struct text text)
{
    uint32_t ignored = 0;

    return intern_find(&set->texts, text, &ignored);
}

/** Returns true if the set has a prefix of this address of FAMILY. */
static bool has_address(const struct item_set *set, const struct value_end *end, enum family family,
                        const struct address *address)
{
    uint32_t ignored = 0;

    for (size_t i = 0; i < set->shape_count; i++) {
        const struct shape *shape = &set->shapes[i];
        if (shape->family != family || (shape->ported && !end->has_port))
            continue;
        struct end_key key = key_of(shape, address, (uint16_t)end->port);
        if (intern_find(&set->ends, bytes_of(&key), &ignored))
            return true;
    }
    return false;
}

bool item_set_has_end(const struct item_set *set, const struct value_end *end)
{
    struct address address = end->bytes;
    enum family family = end->family;

    if (end->no_address)
        return false;
    return has_address(set, end, family, &address) ||
           (address_unmap(&family, &address) && has_address(set, end, family, &address));
}
