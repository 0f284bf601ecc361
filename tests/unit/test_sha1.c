// SPDX-License-Identifier: MIT
/** base/sha1: the tests of RFC 3174, section 7.3, and each length of padding. */
#include "unit.h"

#include "base/alloc.h"
#include "base/sha1.h"
#include "base/strbuf.h"

#include <stdlib.h>

struct digest_row {
    const char *name;
    const char *text; /**< the message is this */
    size_t times;     /**< so many times */
    const char *digest;
};

static const struct digest_row rows[] = {
    {"nothing", "", 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    {"RFC 3174, test 1", "abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {"RFC 3174, test 2", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
    {"RFC 3174, test 3", "a", 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"},
    {"RFC 3174, test 4", "0123456701234567012345670123456701234567012345670123456701234567", 10,
     "dea356a2cddd90c7a7ecedc5ebb563934f460452"},
    // hashlib of Python
    {"length and padding fill a block", "a", 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"},
    {"the length needs another block", "a", 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"},
    {"the padding ends a block", "a", 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5"},
    {"a whole block", "a", 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"},
    {"likewise of two", "a", 119, "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56"},
    {"likewise of three", "a", 120, "f34c1488385346a55709ba056ddd08280dd4c6d6"},
};

static void test_digest(void **state)
{
    const struct digest_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf message = {0};
    CLEANUP(strbuf_free) struct strbuf text = {0};
    uint8_t digest[SHA1_SIZE];

    for (size_t i = 0; i < row->times; i++)
        strbuf_text(&message, row->text);
    sha1(message.data, message.length, digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        strbuf_hex(&text, digest[i], 2);
    assert_string_equal(text.data, row->digest);
}

int main(void)
{
    return RUN_ROWS(test_digest, rows);
}
