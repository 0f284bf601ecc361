// SPDX-License-Identifier: MIT
/** sock/sink: rows that stay, rows that are passed on, and what can be taken back. */
#include "scene.h"

#include "sock/detail.h"
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

/** Keeps rows whose number is above 5: the first number in the detail, or the local port. */
static bool is_above_five(const void *context, const struct sock *sock,
                          const struct strbuf *details)
{
    static const struct detail_part part = {.detail = DETAIL_MEMORY, .size = 4};
    uint64_t number = sock->local_port;

    assert_string_equal(context, "context");
    if (details)
        assert_true(detail_number(sock_detail(details, sock), &part, &number));
    return number > 5;
}

static void offer(struct row_sink *sink, const struct request *request, uint16_t port,
                  uint32_t number)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    const struct sock sock = scene_sockf("tcp established 0.0.0.0:%u", port);

    if (number > 0)
        detail_put_number(&detail, DETAIL_MEMORY, number);
    sink_offer(sink, request, &sock, strbuf_contents(&detail));
}

static void settle(void *context)
{
    struct taken *taken = context;

    strcat(taken->text, ".");
}

static void test_a_flush_waits_for_what_was_passed_on(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct taken taken = {""};
    struct row_sink sink = {
        .rows = &table, .batch = 2, .take = take, .settle = settle, .context = &taken};

    (void)state;
    add(&sink, "12345");
    assert_string_equal(taken.text, "12|34|"); // a full batch does not wait
    sink_flush(&sink);
    assert_string_equal(taken.text, "12|34|5|.");
    sink_flush(&sink); // also if nothing is left
    assert_string_equal(taken.text, "12|34|5|..");
    sink_settle(&sink);
    assert_string_equal(taken.text, "12|34|5|...");
}

static void test_rows_are_dropped_by_their_detail(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};
    struct request request = {.keep = is_above_five, .keep_context = "context", .states = ~0U};

    (void)state;
    request.protos[PROTO_TCP] = request.families[FAMILY_IPV4] = true;
    offer(&sink, &request, 1, 6);
    size_t length = table.details.length;
    offer(&sink, &request, 2, 4); // its detail goes, too
    assert_int_equal(table.details.length, length);
    offer(&sink, &request, 3, 0);
    offer(&sink, &request, 7, 0);
    offer(&sink, &request, 4, 9);
    assert_int_equal(table.count, 3);
    assert_int_equal(scene_local_port(&table.rows[0]), 1);
    assert_int_equal(scene_local_port(&table.rows[1]), 7);
    assert_int_equal(scene_local_port(&table.rows[2]), 4);
    assert_int_equal(detail_find(sock_detail(&table.details, &table.rows[2]), DETAIL_MEMORY).length,
                     4);
    request.states = 0; // not asked for, whatever the filter says
    offer(&sink, &request, 8, 9);
    assert_int_equal(table.count, 3);
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

/** Adds a row with a port, and with DETAIL as far as that has bytes. */
static void add_with(struct row_sink *sink, uint16_t port, const char *detail)
{
    const struct sock sock = {.local_port = port};

    sink_add(sink, &sock);
    sock_table_add_detail(sink->rows, text_of(detail));
}

static void assert_detail(const struct sock_table *table, size_t row, const char *expected)
{
    struct text detail = sock_detail(&table->details, &table->rows[row]);

    assert_int_equal(detail.length, strlen(expected));
    assert_memory_equal(detail.bytes ? detail.bytes : "", expected, detail.length);
}

static void test_details_stay_with_their_rows(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};

    (void)state;
    add_with(&sink, 1, "one");
    add_with(&sink, 2, "");
    add_with(&sink, 3, "three");
    assert_detail(&table, 0, "one");
    assert_detail(&table, 1, "");
    assert_detail(&table, 2, "three");
}

static void test_details_are_taken_back_with_their_rows(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};

    (void)state;
    add_with(&sink, 1, "one");
    size_t mark = sink_mark(&sink);
    size_t length = table.details.length;
    add_with(&sink, 2, "");
    add_with(&sink, 3, "three");
    add_with(&sink, 4, "four");
    assert_true(sink_rewind(&sink, mark));
    assert_int_equal(table.details.length, length);
    add_with(&sink, 5, "five");
    assert_detail(&table, 0, "one");
    assert_detail(&table, 1, "five");
}

static bool keep_none(void *context, const struct sock *sock)
{
    (void)context;
    (void)sock;
    return false;
}

static void forget(void *context, struct sock_table *rows)
{
    sock_table_keep(rows, keep_none, context);
}

static void test_a_stream_keeps_no_details(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table, .batch = 2, .take = forget};

    (void)state;
    for (uint16_t port = 0; port < 1000; port++)
        add_with(&sink, port, "0123456789");
    sink_flush(&sink);
    assert_int_equal(table.details.length, 0);
    assert_true(table.details.capacity < 1000);
}

static bool keep_odd(void *context, const struct sock *sock)
{
    (void)context;
    return scene_local_port(sock) % 2 == 1;
}

static void test_rows_that_are_kept_stay_in_order(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};

    (void)state;
    add(&sink, "2134567");
    sock_table_keep(&table, keep_odd, NULL);
    assert_int_equal(table.count, 4);
    for (uint16_t i = 0; i < 4; i++)
        assert_int_equal(scene_local_port(&table.rows[i]), 2 * i + 1);
}

/** A cookie, and without one an inode, is that of one socket in each place. */
static void test_places_keep_sockets_apart(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};

    (void)state;
    for (unsigned turn = 0; turn < 4; turn++) {
        const struct sock by_cookie = scene_sock("tcp established cookie=5");
        const struct sock by_inode = scene_sock("tcp established 10.0.0.1:1 inode=7");
        sink.place = (uint16_t)(turn % 2);
        sink_add(&sink, &by_cookie);
        sink_add(&sink, &by_inode);
    }
    assert_int_equal(sock_table_drop_duplicates(&table), 4);
    assert_int_equal(table.count, 4);
    assert_true(sock_compare(&table.rows[0], &table.rows[2]) < 0); // place 0 comes before 1
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_rows_stay),
        cmocka_unit_test(test_batches_are_passed_on),
        cmocka_unit_test(test_a_flush_waits_for_what_was_passed_on),
        cmocka_unit_test(test_rows_are_dropped_by_their_detail),
        cmocka_unit_test(test_rows_are_taken_back_to_a_mark),
        cmocka_unit_test(test_rows_that_were_passed_on_cannot_be_taken_back),
        cmocka_unit_test(test_details_stay_with_their_rows),
        cmocka_unit_test(test_details_are_taken_back_with_their_rows),
        cmocka_unit_test(test_a_stream_keeps_no_details),
        cmocka_unit_test(test_rows_that_are_kept_stay_in_order),
        cmocka_unit_test(test_places_keep_sockets_apart),
    };

    return cmocka_run_group_tests_name("sink", tests, NULL, NULL);
}
