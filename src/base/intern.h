// SPDX-License-Identifier: MIT
/**
 * Numbers for runs of bytes: equal bytes have one number, and the numbers are 0, 1, 2, ... in the
 * order of first appearance, so that they can index an array. Start with
 * `struct intern intern = {0}`.
 */
#ifndef BASE_INTERN_H
#define BASE_INTERN_H

#include "base/strbuf.h"

struct intern_key;
struct intern_slot;

struct intern {
    struct strbuf bytes;     /**< of all keys, one after the other */
    struct intern_key *keys; /**< by number */
    size_t count, capacity;  /**< of keys */
    struct intern_slot *slots;
    uint64_t seed;     /**< of the hash; 0: not chosen yet */
    size_t slot_count; /**< 0 or a power of two; at most two of three slots are in use */
};

void intern_free(struct intern *intern);

/**
 * Sets *RET_NUMBER to the number of KEY. Returns true if KEY is new; its bytes are then copied.
 * There can be UINT32_MAX keys.
 */
bool intern_add(struct intern *intern, struct text key, uint32_t *ret_number);

/** Returns true and sets *RET_NUMBER if KEY has a number. */
bool intern_find(const struct intern *intern, struct text key, uint32_t *ret_number);

/** Returns the bytes of a number below intern->count; they are valid until the next intern_add. */
struct text intern_bytes(const struct intern *intern, uint32_t number);

#endif
