// SPDX-License-Identifier: MIT
#include "base/sha1.h"

#include <endian.h>
#include <string.h>

#define BLOCK_SIZE 64 // bytes
#define ROUNDS 80

/** The five words A to E of RFC 3174, section 6. */
struct words {
    uint32_t a, b, c, d, e;
};

static uint32_t rotate(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

/** Returns the function and the constant of a round, added up: sections 5 and 6. */
static uint32_t mix(unsigned round, const struct words *words)
{
    uint32_t b = words->b;
    uint32_t c = words->c;
    uint32_t d = words->d;

    if (round < 20)
        return ((b & c) | (~b & d)) + 0x5a827999;
    if (round < 40)
        return (b ^ c ^ d) + 0x6ed9eba1;
    if (round < 60)
        return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    return (b ^ c ^ d) + 0xca62c1d6;
}

static void add_block(struct words *state, const uint8_t block[BLOCK_SIZE])
{
    struct words words = *state;
    uint32_t schedule[ROUNDS];

    memcpy(schedule, block, BLOCK_SIZE);
    for (unsigned round = 0; round < ROUNDS; round++) {
        schedule[round] = round < 16 ? be32toh(schedule[round])
                                     : rotate(schedule[round - 3] ^ schedule[round - 8] ^
                                                  schedule[round - 14] ^ schedule[round - 16],
                                              1);
        uint32_t a = rotate(words.a, 5) + mix(round, &words) + words.e + schedule[round];
        words = (struct words){a, words.a, rotate(words.b, 30), words.c, words.d};
    }
    state->a += words.a;
    state->b += words.b;
    state->c += words.c;
    state->d += words.d;
    state->e += words.e;
}

/** Adds the last REST bytes, the padding and the length of everything: section 4. */
static void add_end(struct words *state, const uint8_t *bytes, size_t rest, size_t length)
{
    uint8_t blocks[2 * BLOCK_SIZE] = {0};
    uint64_t bits = htobe64((uint64_t)length * 8);
    size_t size = rest + 1 + sizeof(bits) > BLOCK_SIZE ? 2 * BLOCK_SIZE : BLOCK_SIZE;

    if (rest > 0)
        memcpy(blocks, bytes, rest);
    blocks[rest] = 0x80;
    memcpy(blocks + size - sizeof(bits), &bits, sizeof(bits));
    for (size_t at = 0; at < size; at += BLOCK_SIZE)
        add_block(state, blocks + at);
}

void sha1(const void *bytes, size_t length, uint8_t ret_digest[SHA1_SIZE])
{
    struct words state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    const uint8_t *block = bytes;
    size_t rest = length;

    for (; rest >= BLOCK_SIZE; rest -= BLOCK_SIZE, block += BLOCK_SIZE)
        add_block(&state, block);
    add_end(&state, block, rest, length);
    const uint32_t digest[] = {htobe32(state.a), htobe32(state.b), htobe32(state.c),
                               htobe32(state.d), htobe32(state.e)};
    memcpy(ret_digest, digest, SHA1_SIZE);
}
