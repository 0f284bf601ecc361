// SPDX-License-Identifier: MIT
#include "base/idmap.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

struct idmap_entry {
    uint64_t key;
    uint32_t value;
    bool used;
};

/** Returns the entry that holds KEY, or the free one where it belongs. The map is never full. */
static struct idmap_entry *slot_of(const struct idmap *map, uint64_t key)
{
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)hash_mix(key) & mask;

    while (map->entries[slot].used && map->entries[slot].key != key)
        slot = (slot + 1) & mask;
    return &map->entries[slot];
}

static void grow(struct idmap *map)
{
    struct idmap larger = {.count = map->count,
                           .slot_count = map->slot_count ? 2 * map->slot_count : 64};

    larger.entries = alloc_hash(larger.slot_count, sizeof(*larger.entries));
    for (size_t slot = 0; slot < map->slot_count; slot++) {
        if (map->entries[slot].used)
            *slot_of(&larger, map->entries[slot].key) = map->entries[slot];
    }
    free(map->entries);
    *map = larger;
}

void idmap_free(struct idmap *map)
{
    free(map->entries);
    *map = (struct idmap){0};
}

void idmap_clear(struct idmap *map)
{
    if (map->count > 0)
        memset(map->entries, 0, map->slot_count * sizeof(*map->entries));
    map->count = 0;
}

bool idmap_find(const struct idmap *map, uint64_t key, uint32_t *ret_value)
{
    if (map->slot_count == 0)
        return false;
    const struct idmap_entry *entry = slot_of(map, key);
    if (!entry->used)
        return false;
    *ret_value = entry->value;
    return true;
}

/** Returns the entry of KEY, which it adds with the value 0 if it is not held. */
static struct idmap_entry *entry_of(struct idmap *map, uint64_t key)
{
    if (3 * (map->count + 1) > 2 * map->slot_count)
        grow(map);
    struct idmap_entry *entry = slot_of(map, key);
    if (!entry->used) {
        *entry = (struct idmap_entry){.key = key, .used = true};
        map->count++;
    }
    return entry;
}

void idmap_count(struct idmap *map, uint64_t key)
{
    entry_of(map, key)->value++;
}

void idmap_look_ahead(const struct idmap *map, uint64_t key)
{
    if (map->slot_count > 0)
        __builtin_prefetch(&map->entries[(size_t)hash_mix(key) & (map->slot_count - 1)]);
}

bool idmap_add(struct idmap *map, uint64_t key, uint32_t value)
{
    size_t count = map->count;
    struct idmap_entry *entry = entry_of(map, key);

    if (map->count == count)
        return false;
    entry->value = value;
    return true;
}
