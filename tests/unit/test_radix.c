// SPDX-License-Identifier: MIT
/** base/radix: rising keys, and equal ones in the order in which they came. */
#include "unit.h"

#include "base/alloc.h"
#include "base/radix.h"

#include <stdlib.h>

struct sort_row {
    const char *name;
    size_t count;
    uint64_t mask;  /**< bits in which keys differ */
    uint64_t above; /**< bits that all of them have */
};

static const struct sort_row rows[] = {
    {"nothing", 0, UINT64_MAX, 0},
    {"one", 1, UINT64_MAX, 0},
    {"two", 2, UINT64_MAX, 0},
    {"few", 48, UINT64_MAX, 0},
    {"few, many alike", 48, 3, 0},
    {"not few any more", 49, UINT64_MAX, 0},
    {"all alike", 1000, 0, 12345},
    {"the lowest byte", 1000, 0xff, 0},
    {"the highest byte", 1000, 0xffULL << 56, 0},
    {"two bytes, far apart", 1000, 0xff000000000000ffULL, 0x4200},
    {"many alike", 1000, 0xf0, 1ULL << 63},
    {"every byte", 10000, UINT64_MAX, 0},
};

/** xorshift64: the same numbers in every run. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void test_sort(void **state)
{
    const struct sort_row *row = *state;
    struct radix_item *items = alloc_array(row->count, sizeof(*items));
    struct radix_item *spare = alloc_array(row->count, sizeof(*spare));
    uint64_t *keys = alloc_array(row->count, sizeof(*keys));
    uint64_t seed = 1;

    for (size_t i = 0; i < row->count; i++) {
        keys[i] = (next_random(&seed) & row->mask) | row->above;
        items[i] = (struct radix_item){keys[i], (uint32_t)i};
    }
    radix_sort(items, spare, row->count);
    for (size_t i = 0; i < row->count; i++) {
        // rising indices among equal keys leave no room for an index that comes twice
        assert_true(items[i].index < row->count);
        assert_true(items[i].key == keys[items[i].index]);
        if (i > 0 && items[i - 1].key == items[i].key)
            assert_true(items[i - 1].index < items[i].index);
        if (i > 0)
            assert_true(items[i - 1].key <= items[i].key);
    }
    free(items);
    free(spare);
    free(keys);
}

int main(void)
{
    return RUN_ROWS(test_sort, rows);
}
