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
};

static const struct facts_of_kernel sent = {
    .flags = 0xb4, .ones = 0xff, .bytes = 0xfffffffe, .total = UINT64_MAX - 1, .port = 8080};

static struct text all_of(const struct strbuf *list)
{
    return (struct text){list->data, list->length};
}

static void put_sent(struct strbuf *list, size_t length)
{
    detail_put(list, DETAIL_NAME, text_of("in front"));
    detail_put(list, DETAIL_UNIX_FILE, (struct text){(const char *)&sent, length});
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
};

static void test_number(void **state)
{
    const struct number_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf list = {0};
    uint64_t number = 4711;

    put_sent(&list, row->sent);
    assert_int_equal(detail_number(all_of(&list), &row->part, &number), row->known);
    assert_int_equal(number, row->known ? row->number : 4711);
}

static void test_blocks(void **state)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};
    uint64_t number = 0;
    const struct detail_part missing = {.detail = DETAIL_UNIX_QUEUED, .size = 1};

    (void)state;
    assert_null(detail_find(all_of(&list), DETAIL_NAME).bytes);
    put_sent(&list, WHOLE);
    struct text name = detail_find(all_of(&list), DETAIL_NAME);
    assert_int_equal(name.length, 8);
    assert_memory_equal(name.bytes, "in front", 8);
    assert_null(detail_find(all_of(&list), DETAIL_UNIX_QUEUED).bytes);
    assert_false(detail_number(all_of(&list), &missing, &number));
    detail_put(&list, DETAIL_UNIX_QUEUED, (struct text){"", 0});
    assert_non_null(detail_find(all_of(&list), DETAIL_UNIX_QUEUED).bytes); // empty, but there
    assert_int_equal(detail_find(all_of(&list), DETAIL_UNIX_QUEUED).length, 0);
    assert_int_equal(detail_find(all_of(&list), DETAIL_UNIX_FILE).length, WHOLE);
}

/** A block holds 65,535 bytes; what follows it is still found. */
static void test_a_long_block(void **state)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};
    struct text bytes = {calloc(1, 70000), 70000};

    (void)state;
    detail_put(&list, DETAIL_NAME, bytes);
    detail_put(&list, DETAIL_UNIX_FILE, text_of("behind"));
    assert_int_equal(detail_find(all_of(&list), DETAIL_NAME).length, UINT16_MAX);
    assert_int_equal(detail_find(all_of(&list), DETAIL_UNIX_FILE).length, 6);
    free((void *)bytes.bytes);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_a_long_block),
    };

    return RUN_ROWS(test_number, numbers) + cmocka_run_group_tests(tests, NULL, NULL);
}
