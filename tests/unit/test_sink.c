// SPDX-License-Identifier: MIT
/** sock/sink: rows that stay, rows that are passed on, and what can be taken back. */
#include "scene.h"

#include "sock/sink.h"

/** Ports of the rows that were passed on, a '|' after each batch. */
struct taken {
    char text[64];
};

static void take(void *context, struct sock_table *rows)
{
    struct taken *taken = context;
    size_t length = strlen(taken->text);

    for (size_t i = 0; i < rows->count; i++)
        taken->text[length++] = (char)('0' + scene_local_port(&rows->rows[i]));
    taken->text[length] = '|';
}

static void add(struct row_sink *sink, const char *ports)
{
    for (; *ports; ports++) {
        const struct sock sock = scene_sockf("tcp established 0.0.0.0:%c", *ports);
        sink_add(sink, &sock);
    }
}

static void test_all_rows_stay(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};

    (void)state;
    add(&sink, "123");
    sink_flush(&sink);
    assert_int_equal(table.count, 3);
    assert_int_equal(scene_local_port(&table.rows[2]), 3);
    assert_int_equal(sink_mark(&sink), 3);
}

static void test_batches_are_passed_on(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct taken taken = {""};
    struct row_sink sink = {.rows = &table, .batch = 2, .take = take, .context = &taken};

    (void)state;
    add(&sink, "12345");
    assert_string_equal(taken.text, "12|34|");
    assert_int_equal(sink_mark(&sink), 5);
    sink_flush(&sink);
    sink_flush(&sink); // nothing is left
    assert_string_equal(taken.text, "12|34|5|");
    assert_int_equal(sink_mark(&sink), 5);
    assert_int_equal(table.count, 0);
}

static void test_rows_are_taken_back_to_a_mark(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct taken taken = {""};
    struct row_sink sink = {.rows = &table, .batch = 4, .take = take, .context = &taken};

    (void)state;
    add(&sink, "1");
    sink_flush(&sink);
    size_t mark = sink_mark(&sink);
    add(&sink, "234");
    assert_true(sink_rewind(&sink, mark));
    add(&sink, "56");
    assert_true(sink_rewind(&sink, mark + 1));
    sink_flush(&sink);
    assert_string_equal(taken.text, "1|5|");
}

static void test_rows_that_were_passed_on_cannot_be_taken_back(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct taken taken = {""};
    struct row_sink sink = {.rows = &table, .batch = 2, .take = take, .context = &taken};

    (void)state;
    size_t mark = sink_mark(&sink);
    add(&sink, "123");
    assert_false(sink_rewind(&sink, mark));
    assert_false(sink_rewind(&sink, mark + 1));
    assert_int_equal(table.count, 1);
    assert_true(sink_rewind(&sink, mark + 2));
    assert_int_equal(table.count, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_rows_stay),
        cmocka_unit_test(test_batches_are_passed_on),
        cmocka_unit_test(test_rows_are_taken_back_to_a_mark),
        cmocka_unit_test(test_rows_that_were_passed_on_cannot_be_taken_back),
    };

    return cmocka_run_group_tests_name("sink", tests, NULL, NULL);
}
