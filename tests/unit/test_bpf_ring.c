// SPDX-License-Identifier: MIT
/** os/bpf_ring: reading of records from memory as the kernel lays it out. */
#include "unit.h"

#include "os/bpf_ring.h"
#include "os/kernel.h"

#include <errno.h>
#include <unistd.h>

#define SIZE 64 // bytes of the data

/** A ring in memory of ours: a page with the position of the writer, and the data twice. */
struct memory {
    unsigned long consumer;
    unsigned long pages[2 * SIZE / sizeof(unsigned long) + 1];
    struct bpf_ring ring;
};

static struct bpf_ring *ring_of(struct memory *memory)
{
    memory->ring = (struct bpf_ring){
        .consumer = &memory->consumer,
        .producer = memory->pages,
        .page = sizeof(unsigned long),
        .size = SIZE,
    };
    return &memory->ring;
}

/** Writes a record, which may go over the end, as the kernel does. FLAGS: of its first word. */
static void put(struct memory *memory, const char *text, uint32_t flags)
{
    char record[SIZE] = {0};
    size_t length = strlen(text);
    uint32_t word = (uint32_t)length | flags;
    char *data = (char *)(memory->pages + 1);

    memcpy(record, &word, sizeof(word));
    memcpy(record + BPF_RINGBUF_HDR_SZ, text, length);
    size_t step = (BPF_RINGBUF_HDR_SZ + length + 7) / 8 * 8;
    for (size_t i = 0; i < step; i++) {
        size_t at = (memory->pages[0] + i) % SIZE;
        data[at] = data[at + SIZE] = record[i];
    }
    memory->pages[0] += step;
}

static int take(void *context, const char *bytes, size_t length)
{
    strbuf_bytes(context, bytes, length);
    strbuf_text(context, ";");
    return length == 5 ? -EPROTO : 0; // a record that is refused
}

/** Reads the ring and expects ERROR and these records. */
static void expect(struct memory *memory, int error, const char *records)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const struct bpf_ring_sink sink = {take, &text};

    assert_int_equal(bpf_ring_read(&memory->ring, &sink), error);
    assert_text(&text, records);
}

static void test_an_empty_ring_has_no_records(void **state)
{
    struct memory memory = {0};

    (void)state;
    ring_of(&memory);
    expect(&memory, 0, "");
    assert_int_equal(memory.consumer, 0);
}

static void test_records_come_once_and_in_order(void **state)
{
    struct memory memory = {0};

    (void)state;
    ring_of(&memory);
    put(&memory, "one", 0);
    put(&memory, "second", 0);
    put(&memory, "", 0);
    expect(&memory, 0, "one;second;;");
    assert_int_equal(memory.consumer, 40);
    expect(&memory, 0, "");
}

static void test_a_record_over_the_end_is_whole(void **state)
{
    struct memory memory = {.consumer = 56, .pages = {56}};

    (void)state;
    ring_of(&memory);
    put(&memory, "over the end", 0);
    expect(&memory, 0, "over the end;");
}

static void test_a_full_ring_is_read(void **state)
{
    struct memory memory = {.consumer = 8, .pages = {8}};

    (void)state;
    ring_of(&memory);
    for (int i = 0; i < 4; i++)
        put(&memory, "full", 0);
    assert_int_equal(memory.pages[0] - memory.consumer, SIZE);
    expect(&memory, 0, "full;full;full;full;");
}

static void test_positions_pass_their_maximum(void **state)
{
    struct memory memory = {.consumer = (unsigned long)-8, .pages = {(unsigned long)-8}};

    (void)state;
    ring_of(&memory);
    put(&memory, "on", 0);
    put(&memory, "and on", 0);
    expect(&memory, 0, "on;and on;");
    assert_int_equal(memory.consumer, 24);
}

static void test_discarded_records_are_skipped(void **state)
{
    struct memory memory = {0};

    (void)state;
    ring_of(&memory);
    put(&memory, "taken back", BPF_RINGBUF_DISCARD_BIT);
    put(&memory, "next", 0);
    expect(&memory, 0, "next;");
}

static void test_a_record_that_is_being_written_comes_later(void **state)
{
    struct memory memory = {0};

    (void)state;
    ring_of(&memory);
    put(&memory, "done", 0);
    put(&memory, "busy", BPF_RINGBUF_BUSY_BIT);
    expect(&memory, 0, "done;");
    assert_int_equal(memory.consumer, 16);
    memory.pages[0] = 16;
    put(&memory, "busy", 0);
    expect(&memory, 0, "busy;");
}

static void test_an_error_of_the_taker_ends_reading(void **state)
{
    struct memory memory = {0};

    (void)state;
    ring_of(&memory);
    put(&memory, "wrong", 0);
    put(&memory, "next", 0);
    expect(&memory, -EPROTO, "wrong;");
    assert_int_equal(memory.consumer, 16);
}

static void test_a_length_beyond_what_was_written(void **state)
{
    struct memory memory = {0};

    (void)state;
    ring_of(&memory);
    put(&memory, "short", 0);
    memory.pages[1] = 1000;
    expect(&memory, -EBADMSG, "");
}

static void test_positions_that_cannot_be(void **state)
{
    struct memory ahead = {.consumer = 8};
    struct memory far = {.pages = {SIZE + 8}};
    struct memory odd = {.consumer = 4, .pages = {16}};

    (void)state;
    ring_of(&ahead);
    ring_of(&far);
    ring_of(&odd);
    expect(&ahead, -EBADMSG, "");
    expect(&far, -EBADMSG, "");
    expect(&odd, -EBADMSG, "");
}

static void test_a_map_that_is_none(void **state)
{
    struct bpf_ring ring = {0};

    (void)state;
    if (sizeof(unsigned long) < sizeof(uint64_t))
        assert_int_equal(bpf_ring_open(-1, 4096, &ring), -EOPNOTSUPP);
    else
        assert_int_equal(bpf_ring_open(-1, 4096, &ring), -EBADF);
    bpf_ring_close(&ring); // does nothing
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_ring_has_no_records),
        cmocka_unit_test(test_records_come_once_and_in_order),
        cmocka_unit_test(test_a_record_over_the_end_is_whole),
        cmocka_unit_test(test_a_full_ring_is_read),
        cmocka_unit_test(test_positions_pass_their_maximum),
        cmocka_unit_test(test_discarded_records_are_skipped),
        cmocka_unit_test(test_a_record_that_is_being_written_comes_later),
        cmocka_unit_test(test_an_error_of_the_taker_ends_reading),
        cmocka_unit_test(test_a_length_beyond_what_was_written),
        cmocka_unit_test(test_positions_that_cannot_be),
        cmocka_unit_test(test_a_map_that_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
