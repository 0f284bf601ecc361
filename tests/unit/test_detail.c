// SPDX-License-Identifier: MIT
/** sock/detail: lists of blocks, and numbers in them. */
#include "unit.h"

#include "sock/detail.h"

/** What the kernel could have sent. */
struct facts_of_kernel {
    uint8_t flags;
    uint8_t zero;
    uint8_t ones;
    uint8_t rest;
    uint32_t bytes;
    uint64_t total;
    uint16_t port;
    uint16_t half; /**< a bit above the first 8 */
    uint32_t infinite, finite;
    uint64_t all;
    uint32_t none; /**< 0, at the end */
};

static const struct facts_of_kernel sent = {.flags = 0xb4,
                                            .ones = 0xff,
                                            .bytes = 0xfffffffe,
                                            .total = UINT64_MAX - 1,
                                            .port = 8080,
                                            .half = 0x100,
                                            .infinite = 0x7fffffff,
                                            .finite = 0x7ffffffe,
                                            .all = UINT64_MAX};

static void put_sent(struct strbuf *list, size_t length)
{
    detail_put(list, DETAIL_NAME, text_of("in front"));
    detail_put(list, DETAIL_UNIX_FILE, (struct text){(const char *)&sent, length});
    detail_put(list, DETAIL_NONE, (struct text){"", 0}); // bytes that are 0
}

struct number_row {
    const char *name;
    size_t sent; /**< bytes of the structure */
    bool known;
    uint64_t number;
    struct detail_part part;
};

#define AT(member) DETAIL_PART(DETAIL_UNIX_FILE, struct facts_of_kernel, member)
#define WHOLE sizeof(struct facts_of_kernel)
/** MEMBER must not be 0. */
#define IF(member)                                                                                 \
    .part.given = offsetof(struct facts_of_kernel, member), .part.given_size = sizeof(sent.member)

static const struct number_row numbers[] = {
    {"one byte", WHOLE, true, 0xb4, AT(flags)},
    {"four bits of a byte", WHOLE, true, 13, AT(flags), .part.shift = 2, .part.bits = 4},
    {"the bits from a bit on", WHOLE, true, 11, AT(flags), .part.shift = 4},
    {"two bytes", WHOLE, true, 8080, AT(port)},
    {"four bytes", WHOLE, true, 0xfffffffe, AT(bytes)},
    {"eight bytes", WHOLE, true, UINT64_MAX - 1, AT(total)},
    {"zero is a number", WHOLE, true, 0, AT(zero)},
    {"zero means not known", WHOLE, false, 0, AT(zero), .part.absent = ABSENT_ZERO},
    {"ones mean not known", WHOLE, false, 0, AT(ones), .part.absent = ABSENT_ONES},
    {"ones are a number", WHOLE, true, 0xff, AT(ones)},
    {"not all ones", WHOLE, true, 0xfffffffe, AT(bytes), .part.absent = ABSENT_ONES},
    {"an older kernel sent all before it", 8, false, 0, AT(total)},
    {"an older kernel sent a part of it", 15, false, 0, AT(total)},
    {"just as much as is needed", 16, true, UINT64_MAX - 1, AT(total)},
    {"infinite", WHOLE, false, 0, AT(infinite), .part.absent = ABSENT_INFINITE},
    {"more than infinite", WHOLE, false, 0, AT(bytes), .part.absent = ABSENT_INFINITE},
    {"just finite", WHOLE, true, 0x7ffffffe, AT(finite), .part.absent = ABSENT_INFINITE},
    {"zero is finite", WHOLE, true, 0, AT(zero), .part.absent = ABSENT_INFINITE},
    {"either: zero", WHOLE, false, 0, AT(zero), .part.absent = ABSENT_ZERO_OR_ONES},
    {"either: ones", WHOLE, false, 0, AT(ones), .part.absent = ABSENT_ZERO_OR_ONES},
    {"either: ones in eight bytes", WHOLE, false, 0, AT(all), .part.absent = ABSENT_ZERO_OR_ONES},
    {"either: another number", WHOLE, true, 0xb4, AT(flags), .part.absent = ABSENT_ZERO_OR_ONES},
    {"either: almost ones", WHOLE, true, UINT64_MAX - 1, AT(total),
     .part.absent = ABSENT_ZERO_OR_ONES},
    {"zero in these bits alone", WHOLE, false, 0, AT(flags), .part.bits = 2,
     .part.absent = ABSENT_ZERO},
    {"ones in these bits alone", WHOLE, false, 0, AT(flags), .part.shift = 4, .part.bits = 2,
     .part.absent = ABSENT_ONES},
    {"zero in one bit", WHOLE, false, 0, AT(flags), .part.shift = 6, .part.bits = 1,
     .part.absent = ABSENT_ZERO},
    {"another byte is 0", WHOLE, false, 0, AT(flags), IF(zero)},
    {"another byte is not 0", WHOLE, true, 0xb4, AT(flags), IF(ones)},
    {"another number has a bit above the first byte", WHOLE, true, 0xb4, AT(flags), IF(half)},
    {"a bit of another byte is set", WHOLE, true, 0xff, AT(ones), IF(flags),
     .part.given_mask = 0x04},
    {"a bit of another byte is not set", WHOLE, false, 0, AT(ones), IF(flags),
     .part.given_mask = 0x08},
    {"one of two bits is set", WHOLE, true, 0xff, AT(ones), IF(flags), .part.given_mask = 0x0c},
    {"a bit of a byte that is 0", WHOLE, false, 0, AT(ones), IF(zero), .part.given_mask = 0xff},
    {"another eight bytes are not 0", WHOLE, true, 0xff, AT(ones), IF(total)},
    {"given, but not known", WHOLE, false, 0, AT(zero), IF(ones), .part.absent = ABSENT_ZERO},
    {"an older kernel did not send the other number", 8, true, 0xb4, AT(flags), IF(half)},
    {"an older kernel sent a part of the other number", offsetof(struct facts_of_kernel, none) + 1,
     true, 0xb4, AT(flags), IF(none)},
    {"the other number is 0", offsetof(struct facts_of_kernel, none) + 4, false, 0, AT(flags),
     IF(none)},
    {"an older kernel had padding here", 15, false, 0, AT(flags), .part.least = 16},
    {"the first kernel that had none", 16, true, 0xb4, AT(flags), .part.least = 16},
};

static void test_number(void **state)
{
    const struct number_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf list = {0};
    uint64_t number = 4711;

    put_sent(&list, row->sent);
    assert_int_equal(detail_number(strbuf_contents(&list), &row->part, &number), row->known);
    assert_int_equal(number, row->known ? row->number : 4711);
}

static void test_blocks(void **state)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};
    uint64_t number = 0;
    const struct detail_part missing = {.detail = DETAIL_UNIX_QUEUED, .size = 1};

    (void)state;
    assert_null(detail_find(strbuf_contents(&list), DETAIL_NAME).bytes);
    put_sent(&list, WHOLE);
    struct text name = detail_find(strbuf_contents(&list), DETAIL_NAME);
    assert_int_equal(name.length, 8);
    assert_memory_equal(name.bytes, "in front", 8);
    assert_null(detail_find(strbuf_contents(&list), DETAIL_UNIX_QUEUED).bytes);
    assert_false(detail_number(strbuf_contents(&list), &missing, &number));
    detail_put(&list, DETAIL_UNIX_QUEUED, (struct text){"", 0});
    assert_non_null(
        detail_find(strbuf_contents(&list), DETAIL_UNIX_QUEUED).bytes); // empty, but there
    assert_int_equal(detail_find(strbuf_contents(&list), DETAIL_UNIX_QUEUED).length, 0);
    assert_int_equal(detail_find(strbuf_contents(&list), DETAIL_UNIX_FILE).length, WHOLE);
}

/** A block holds 65,535 bytes; what follows it is still found. */
static void test_a_long_block(void **state)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};
    struct text bytes = {calloc(1, 70000), 70000};

    (void)state;
    detail_put(&list, DETAIL_NAME, bytes);
    detail_put(&list, DETAIL_UNIX_FILE, text_of("behind"));
    assert_int_equal(detail_find(strbuf_contents(&list), DETAIL_NAME).length, UINT16_MAX);
    assert_int_equal(detail_find(strbuf_contents(&list), DETAIL_UNIX_FILE).length, 6);
    free((void *)bytes.bytes);
}

struct cut_row {
    const char *name;
    enum detail detail;
    size_t length;
    const char *list; /**< the blocks that remain: NUMBER:BYTES */
};

// Of 1:abcd 2: 3:efghi
static const struct cut_row cuts[] = {
    {"the first to one byte", 1, 1, "1:a 2: 3:efghi"},
    {"the first to all but one", 1, 3, "1:abc 2: 3:efghi"},
    {"the first to its length", 1, 4, "1:abcd 2: 3:efghi"},
    {"the first to more", 1, 5, "1:abcd 2: 3:efghi"},
    {"the first away", 1, 0, "2: 3:efghi"},
    {"an empty one to more", 2, 3, "1:abcd 2: 3:efghi"},
    {"an empty one away", 2, 0, "1:abcd 3:efghi"},
    {"the last to two bytes", 3, 2, "1:abcd 2: 3:ef"},
    {"the last away", 3, 0, "1:abcd 2:"},
    {"one that is not there", 4, 0, "1:abcd 2: 3:efghi"},
    {"one that is not there to a length", 4, 2, "1:abcd 2: 3:efghi"},
};

/** Writes the blocks of LIST, which are text: "NUMBER:BYTES ...". */
static void put_blocks(struct strbuf *text, struct text list)
{
    while (list.length > 0) {
        uint16_t head[2]; // the kind and the length
        memcpy(head, list.bytes, sizeof(head));
        if (text->length > 0)
            strbuf_byte(text, ' ');
        strbuf_byte(text, (char)('0' + head[0]));
        strbuf_byte(text, ':');
        strbuf_bytes(text, list.bytes + sizeof(head), head[1]);
        list = text_skip(list, sizeof(head) + head[1]);
    }
}

static void test_cut(void **state)
{
    const struct cut_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf list = {0};
    CLEANUP(strbuf_free) struct strbuf text = {0};

    detail_put(&list, 1, text_of("abcd"));
    detail_put(&list, 2, text_of(""));
    detail_put(&list, 3, text_of("efghi"));
    detail_cut(&list, row->detail, row->length);
    put_blocks(&text, strbuf_contents(&list));
    assert_text(&text, row->list);
}

static void test_a_cut_of_nothing(void **state)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};

    (void)state;
    detail_cut(&list, DETAIL_NAME, 0);
    assert_int_equal(list.length, 0);
    detail_put(&list, DETAIL_NAME, text_of("alone"));
    detail_cut(&list, DETAIL_NAME, 0);
    assert_int_equal(list.length, 0);
}

struct mask_row {
    const char *name;
    unsigned char bytes[8]; /**< the bits of the part, in memory */
    struct detail_part part;
};

static const struct mask_row masks[] = {
    {"mask of a byte", {0xff}, AT(flags)},
    {"mask of bits", {0x3c}, AT(flags), .part.shift = 2, .part.bits = 4},
    {"mask of the highest bit", {0x80}, AT(flags), .part.shift = 7},
    {"mask of two bytes", {0xff, 0xff}, AT(port)},
    {"mask of four bytes", {0xff, 0xff, 0xff, 0xff}, AT(bytes)},
    {"mask of eight bytes", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, AT(total)},
};

static void test_mask(void **state)
{
    const struct mask_row *row = *state;
    uint64_t mask = detail_part_mask(&row->part);

    assert_memory_equal(&mask, row->bytes, sizeof(mask));
}

static void test_all_blocks_are_found(void **state)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};
    struct detail_index index;

    (void)state;
    detail_put(&list, DETAIL_NAME, text_of("first"));
    detail_put(&list, DETAIL_PEER_ADDRESSES, text_of("last"));
    detail_put(&list, DETAIL_NAME, text_of("second"));
    detail_put(&list, DETAIL_ULP, (struct text){"", 0});
    detail_put(&list, DETAIL_COUNT, text_of("of no kind"));
    detail_find_all(strbuf_contents(&list), &index);
    assert_true(text_is(index.blocks[DETAIL_NAME], "first"));
    assert_true(text_is(index.blocks[DETAIL_PEER_ADDRESSES], "last"));
    assert_true(detail_has(&index, DETAIL_ULP));
    assert_int_equal(index.blocks[DETAIL_ULP].length, 0);
    for (int detail = 0; detail < DETAIL_COUNT; detail++)
        assert_int_equal(detail_has(&index, (enum detail)detail),
                         detail == DETAIL_NAME || detail == DETAIL_ULP ||
                             detail == DETAIL_PEER_ADDRESSES);
    detail_find_all((struct text){0}, &index);
    assert_false(detail_has(&index, DETAIL_NAME));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_blocks_are_found),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_a_long_block),
        cmocka_unit_test(test_a_cut_of_nothing),
    };

    return RUN_ROWS(test_mask, masks) + RUN_ROWS(test_number, numbers) + RUN_ROWS(test_cut, cuts) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
