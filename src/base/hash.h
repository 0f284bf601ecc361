// SPDX-License-Identifier: MIT
/**
 * A hash of 64-bit words, for tables whose keys are chosen by others: with a seed that they do not
 * know, they cannot choose keys that share a slot.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/**
 * Returns a seed that others do not know: it is made from the clock and from the address of MEMORY,
 * which was just allocated and so is random.
 */
static inline uint64_t hash_seed(const void *memory)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)(uintptr_t)memory << 16 ^ (uint64_t)now.tv_nsec;
}

/** Returns the finaliser of MurmurHash3: every bit of WORD affects every bit of the result. */
static inline uint64_t hash_mix(uint64_t word)
{
    word ^= word >> 33;
    word *= 0xff51afd7ed558ccdULL;
    word ^= word >> 33;
    word *= 0xc4ceb9fe1a85ec53ULL;
    return word ^ (word >> 33);
}

/** Returns a hash of COUNT words. */
static inline uint64_t hash_words(const uint64_t *words, size_t count, uint64_t seed)
{
    uint64_t hash = hash_mix(seed + count);

    for (size_t i = 0; i < count; i++)
        hash = hash_mix(hash ^ words[i]) + seed;
    return hash;
}

#endif
