// SPDX-License-Identifier: MIT
#include "base/intern.h"

#include "base/hash.h"

#include <stdlib.h>

/** Position of the bytes of a key. */
struct intern_key {
    size_t offset, length;
};

struct intern_slot {
    uint32_t hash;
    uint32_t number; /**< + 1; 0: the slot is free */
};

void intern_free(struct intern *intern)
{
    strbuf_free(&intern->bytes);
    free(intern->keys);
    free(intern->slots);
    *intern = (struct intern){0};
}

/** Multiplies by a secret odd number and folds the high half in. */
static uint64_t mix(uint64_t hash, uint64_t seed)
{
    hash *= 0x9e3779b97f4a7c15 ^ seed << 1;
    return hash ^ hash >> 32;
}

/** NULs at the start of the last word do not change the hash; is_key tells such keys apart. */
static uint32_t hash_of(struct text key, uint64_t seed)
{
    uint64_t hash = seed;
    uint64_t word = 0;
    size_t i = 0;

    for (; key.length - i >= sizeof(word); i += sizeof(word)) {
        memcpy(&word, key.bytes + i, sizeof(word));
        hash = mix(hash ^ word, seed);
    }
    for (word = 0; i < key.length; i++)
        word = word << 8 | (unsigned char)key.bytes[i];
    return (uint32_t)mix(mix(hash ^ word, seed), seed);
}

struct text intern_bytes(const struct intern *intern, uint32_t number)
{
    const struct intern_key *key = &intern->keys[number];

    return (struct text){intern->bytes.data + key->offset, key->length};
}

static bool is_key(const struct intern *intern, uint32_t number, struct text key)
{
    struct text held = intern_bytes(intern, number);

    return held.length == key.length &&
           (key.length == 0 || memcmp(held.bytes, key.bytes, key.length) == 0);
}

/** Returns the slot that holds KEY, or the free one where it goes. The slots are never full. */
static struct intern_slot *slot_of(const struct intern *intern, struct text key, uint32_t hash)
{
    size_t mask = intern->slot_count - 1;
    struct intern_slot *slot;

    for (size_t index = hash & mask;; index = (index + 1) & mask) {
        slot = &intern->slots[index];
        if (slot->number == 0 || (slot->hash == hash && is_key(intern, slot->number - 1, key)))
            return slot;
    }
}

/** Doubles the slots. */
static void grow(struct intern *intern)
{
    size_t count = intern->slot_count ? 2 * intern->slot_count : 64;
    struct intern_slot *slots = alloc_hash(count, sizeof(*slots));

    if (intern->slot_count == 0)
        intern->seed = hash_seed(slots);

    for (size_t old = 0; old < intern->slot_count; old++) {
        size_t index = intern->slots[old].hash & (count - 1);
        if (intern->slots[old].number == 0)
            continue;
        while (slots[index].number != 0)
            index = (index + 1) & (count - 1);
        slots[index] = intern->slots[old];
    }
    free(intern->slots);
    intern->slots = slots;
    intern->slot_count = count;
}

bool intern_find(const struct intern *intern, struct text key, uint32_t *ret_number)
{
    if (intern->slot_count == 0)
        return false;
    const struct intern_slot *slot = slot_of(intern, key, hash_of(key, intern->seed));
    if (slot->number == 0)
        return false;
    *ret_number = slot->number - 1;
    return true;
}

bool intern_add(struct intern *intern, struct text key, uint32_t *ret_number)
{
    if (3 * (intern->count + 1) > 2 * intern->slot_count)
        grow(intern);
    uint32_t hash = hash_of(key, intern->seed);
    struct intern_slot *slot = slot_of(intern, key, hash);
    if (slot->number != 0) {
        *ret_number = slot->number - 1;
        return false;
    }
    uint32_t number = (uint32_t)intern->count++;
    *slot = (struct intern_slot){hash, number + 1};
    intern->keys =
        alloc_grow(intern->keys, &intern->capacity, intern->count, sizeof(*intern->keys));
    intern->keys[number] = (struct intern_key){intern->bytes.length, key.length};
    strbuf_bytes(&intern->bytes, key.bytes, key.length);
    *ret_number = number;
    return true;
}
