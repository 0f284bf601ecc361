// SPDX-License-Identifier: MIT
/**
 * A hash map from 64-bit integers to 32-bit integers. It grows with its contents; at most two
 * thirds of the slots are in use, which keeps look-ups short. Start with `struct idmap map = {0}`.
 */
#ifndef BASE_IDMAP_H
#define BASE_IDMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idmap_entry;

struct idmap {
    struct idmap_entry *entries; /**< NULL while empty */
    size_t count;                /**< keys held */
    size_t slot_count;           /**< 0 or a power of two */
};

void idmap_free(struct idmap *map);

/** Forgets all keys; keeps the memory. */
void idmap_clear(struct idmap *map);

/** Returns true and sets *RET_VALUE if KEY is held. */
bool idmap_find(const struct idmap *map, uint64_t key, uint32_t *ret_value);

/** Adds 1 to the value of KEY, which is 0 unless KEY is held. */
void idmap_count(struct idmap *map, uint64_t key);

/** Prefetches where KEY is. Searches of many keys wait for memory otherwise. */
void idmap_look_ahead(const struct idmap *map, uint64_t key);

/** Adds KEY with VALUE unless KEY is held already. Returns true if it was added. */
bool idmap_add(struct idmap *map, uint64_t key, uint32_t value);

#endif
