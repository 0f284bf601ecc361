// SPDX-License-Identifier: MIT
#include "base/idmap.h"

#include "base/alloc.h"

#include <stdlib.h>

struct idmap_entry {
    uint64_t key;
    uint32_t value;
    bool used;
};

/** The finaliser of MurmurHash3: every bit of the key reaches every bit of the place. */
static uint64_t mix(uint64_t key)
{
    key ^= key >> 33;
    key *= 0xff51afd7ed558ccdULL;
    key ^= key >> 33;
    key *= 0xc4ceb9fe1a85ec53ULL;
    return key ^ (key >> 33);
}

/** The entry that holds KEY, or the free one where it would go. The map is never full. */
static struct idmap_entry *place_of(const struct idmap *map, uint64_t key)
{
    size_t mask = map->places - 1;
    size_t place = (size_t)mix(key) & mask;

    while (map->entries[place].used && map->entries[place].key != key)
        place = (place + 1) & mask;
    return &map->entries[place];
}

static void grow(struct idmap *map)
{
    struct idmap larger = {.count = map->count, .places = map->places ? 2 * map->places : 64};

    larger.entries = alloc_array(larger.places, sizeof(*larger.entries));
    for (size_t place = 0; place < map->places; place++) {
        if (map->entries[place].used)
            *place_of(&larger, map->entries[place].key) = map->entries[place];
    }
    free(map->entries);
    *map = larger;
}

void idmap_free(struct idmap *map)
{
    free(map->entries);
    *map = (struct idmap){0};
}

bool idmap_find(const struct idmap *map, uint64_t key, uint32_t *ret_value)
{
    if (map->places == 0)
        return false;
    const struct idmap_entry *entry = place_of(map, key);
    if (!entry->used)
        return false;
    *ret_value = entry->value;
    return true;
}

bool idmap_add(struct idmap *map, uint64_t key, uint32_t value)
{
    if (3 * (map->count + 1) > 2 * map->places)
        grow(map);
    struct idmap_entry *entry = place_of(map, key);
    if (entry->used)
        return false;
    *entry = (struct idmap_entry){.key = key, .value = value, .used = true};
    map->count++;
    return true;
}
